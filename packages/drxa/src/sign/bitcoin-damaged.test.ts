import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Transaction as ScureTransaction } from '@scure/btc-signer/transaction.js';
import { Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitcoin } from '../chains/bitcoin.ts';
import { DrxaError } from '../errors.ts';
import { scriptsOf } from './bitcoin-script.ts';
import { signPsbt } from './bitcoin.ts';

const privateKey = new Uint8Array(32).fill(0x46);

/** A PSBT that spends an output of each form. */
function goodPsbt(version: 0 | 2): Uint8Array {
  const previous = new Transaction();
  previous.version = 2;
  previous.addInput(new Uint8Array(32).fill(9), 0, undefined, Uint8Array.of(0x51));
  const scripts = scriptsOf(bitcoin, secp256k1.getPublicKey(privateKey, true)).map(({ script }) => script);
  for (const script of scripts) previous.addOutput(script, 100_000n);
  const transaction = new ScureTransaction({ PSBTVersion: version });
  for (const index of scripts.keys()) {
    transaction.addInput({
      txid: previous.getId(),
      index,
      nonWitnessUtxo: Uint8Array.from(previous.toBuffer()),
    });
  }
  transaction.addOutput({ script: scripts[0], amount: 90_000n });
  return transaction.toPSBT();
}
const PSBTS = [goodPsbt(0), goodPsbt(2)];

const damaged = fc
  .tuple(
    fc.constantFrom(...PSBTS),
    fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 3 }),
    fc.nat({ max: 3 }),
  )
  .map(([good, changes, cut]) => {
    const bytes = good.slice(0, good.length - cut);
    for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
    return bytes;
  });
const random = fc
  .uint8Array({ maxLength: 200 })
  .map((tail) => Uint8Array.of(...PSBTS[0].slice(0, 5), ...tail));

describe('random and damaged PSBTs', () => {
  it('are refused by DrxaError, or pay what the summary says in the eyes of bitcoinjs-lib', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), random, damaged), (psbt) => {
        let signed;
        try {
          signed = signPsbt({ privateKey, psbt });
        } catch (error) {
          if (!(error instanceof DrxaError)) throw error;
          return;
        }
        const { bytes, summary } = signed;
        expect(bytes).toBeDefined();
        const paid = Transaction.fromHex(bytes!).outs.map(({ value }) => value);
        expect(paid).toEqual(summary.outputs.map(({ amount }) => amount));
      }),
      { numRuns: 400 },
    );
  });

  it('undamaged they are signed', () => {
    for (const psbt of PSBTS) expect(signPsbt({ privateKey, psbt }).summary.fee).toBe(310_000n);
  });
});
