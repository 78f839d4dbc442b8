import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { base64 } from '@scure/base';
import { Transaction as ScureTransaction } from '@scure/btc-signer/transaction.js';
import { Psbt, Transaction, script as bitcoinScript } from 'bitcoinjs-lib';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { verifiesBip340 } from '../../scripts/bip340.ts';
import { bitcoin } from '../chains/bitcoin.ts';
import type { Chain } from '../chains/chain.ts';
import { ethereum } from '../chains/ethereum.ts';
import { fromHex, toHex } from '../encoding/hex.ts';
import { BITCOIN_FAMILY, scriptsOf } from './bitcoin-script.ts';
import { signPsbt, summarizePsbt } from './bitcoin.ts';

/** Bitcoin Core's library, compiled: it takes low s only. */
const core = createRequire(import.meta.url)('secp256k1') as {
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
};

const keyOf = (byte: number) => {
  const privateKey = new Uint8Array(32).fill(byte);
  return { privateKey, publicKey: secp256k1.getPublicKey(privateKey, true) };
};
const [own, friend, other] = [keyOf(0x46), keyOf(0x47), keyOf(0x48)];
const { privateKey } = own;
const FORMS = ['p2wpkh', 'p2tr', 'p2sh-p2wpkh', 'p2pkh'] as const;
const ECDSA_FORMS = FORMS.filter((form) => form !== 'p2tr');
const scriptOf = (publicKey: Uint8Array, form: string, chain: Chain = bitcoin): Uint8Array =>
  scriptsOf(chain, publicKey).find((one) => one.form === form)!.script;
const refusal = (reason: RegExp): object =>
  expect.objectContaining({
    code: 'DRXA_TX_INVALID',
    field: 'psbt',
    message: expect.stringMatching(reason) as string,
  }) as object;

/** A transaction that pays the scripts, the amounts being 100,000, 100,001, … */
function previousOf(...scripts: Uint8Array[]): Transaction {
  const transaction = new Transaction();
  transaction.version = 2;
  transaction.addInput(new Uint8Array(32).fill(9), 0, undefined, Uint8Array.of(0x51));
  for (const [at, script] of scripts.entries()) transaction.addOutput(script, 100_000n + BigInt(at));
  return transaction;
}

interface Request {
  readonly scripts: readonly Uint8Array[];
  readonly outputs?: readonly { script: Uint8Array; value: bigint }[];
  readonly sighashType?: number;
  /** Whether taproot's inputs have their previous transaction too. */
  readonly whole?: boolean;
}
const payment = { script: scriptOf(friend.publicKey, 'p2wpkh'), value: 60_000n };
const change = { script: scriptOf(other.publicKey, 'p2tr'), value: 30_000n };

/** A PSBT made by bitcoinjs-lib that spends all of them. */
function psbtOf({ scripts, outputs = [payment, change], sighashType, whole = false }: Request): Psbt {
  const previous = previousOf(...scripts);
  const psbt = new Psbt();
  for (const [index, script] of scripts.entries()) {
    const spent =
      script[0] === 0x51 && !whole
        ? { witnessUtxo: { script, value: previous.outs[index].value } }
        : { nonWitnessUtxo: previous.toBuffer() };
    const sighash = sighashType === undefined ? {} : { sighashType };
    psbt.addInput({ hash: previous.getHash(), index, ...spent, ...sighash });
  }
  for (const output of outputs) psbt.addOutput(output);
  return psbt;
}
const bytesOf = (psbt: Psbt): Uint8Array => Uint8Array.from(psbt.toBuffer());
/** bitcoinjs-lib does not write a sighash of zero. */
function withSighash(psbt: Psbt, sighashType: number | undefined): Uint8Array {
  const transaction = ScureTransaction.fromPSBT(bytesOf(psbt));
  if (sighashType !== undefined) transaction.updateInput(0, { sighashType });
  return transaction.toPSBT();
}
const ownScripts = (...forms: string[]): Uint8Array[] => forms.map((form) => scriptOf(own.publicKey, form));

describe('K17: a signed PSBT', () => {
  it.each(ECDSA_FORMS)('verifies by bitcoinjs-lib and Core’s library: %s', (form) => {
    const psbt = bytesOf(psbtOf({ scripts: ownScripts(form, form) }));
    const signed = Psbt.fromBase64(signPsbt({ privateKey, psbt }).psbt);
    const verify = (publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean =>
      core.ecdsaVerify(signature, digest, publicKey);
    for (const at of [0, 1]) expect(signed.validateSignaturesOfInput(at, verify)).toBe(true);
  });

  it.each([
    ['unsaid', undefined, Transaction.SIGHASH_DEFAULT],
    ['DEFAULT', Transaction.SIGHASH_DEFAULT, Transaction.SIGHASH_DEFAULT],
    ['ALL', Transaction.SIGHASH_ALL, Transaction.SIGHASH_ALL],
  ])('K6: taproot verifies under BIP-341, by the key of the output: sighash %s', (_name, asked, used) => {
    const scripts = ownScripts('p2tr', 'p2wpkh');
    const psbt = withSighash(psbtOf({ scripts }), asked);
    const signed = Psbt.fromBase64(signPsbt({ privateKey, psbt }).psbt);
    const signature = signed.data.inputs[0].tapKeySig!;
    expect(signature.length).toBe(used === Transaction.SIGHASH_DEFAULT ? 64 : 65);
    const unsigned = Transaction.fromBuffer(signed.data.globalMap.unsignedTx.toBuffer());
    const digest = unsigned.hashForWitnessV1(0, scripts, [100_000n, 100_001n], used);
    for (const verify of [schnorr.verify, verifiesBip340]) {
      expect(verify(signature.subarray(0, 64), digest, scripts[0].subarray(2))).toBe(true);
      expect(verify(signature.subarray(0, 64), digest, own.publicKey.subarray(1))).toBe(false);
    }
  });

  it('with nobody else to sign is a whole transaction, whose id bitcoinjs-lib finds too', () => {
    const psbt = bytesOf(psbtOf({ scripts: ownScripts(...FORMS) }));
    const { bytes, id } = signPsbt({ privateKey, psbt });
    const whole = Transaction.fromHex(bytes!);
    expect(whole.getId()).toBe(id);
    expect(whole.ins.map((input) => input.witness.length)).toEqual([2, 1, 2, 0]);
    expect(bitcoinScript.decompile(whole.ins[3].script)).toHaveLength(2);
    expect(toHex(whole.ins[2].script)).toMatch(/^160014/);
  });

  it('PSBT version 2 gives the same transaction', () => {
    const psbt = bytesOf(psbtOf({ scripts: ownScripts(...FORMS) }));
    const second = ScureTransaction.fromPSBT(psbt).toPSBT(2);
    expect(signPsbt({ privateKey, psbt: second }).bytes).toBe(signPsbt({ privateKey, psbt }).bytes);
  });

  it('is the same for the same request', () => {
    const psbt = bytesOf(psbtOf({ scripts: ownScripts(...FORMS) }));
    expect(signPsbt({ privateKey, psbt })).toEqual(signPsbt({ privateKey, psbt }));
  });

  it('leaves the inputs of others to them; the last has the whole', () => {
    const scripts = [scriptOf(own.publicKey, 'p2wpkh'), scriptOf(other.publicKey, 'p2tr')];
    const first = signPsbt({ privateKey, psbt: bytesOf(psbtOf({ scripts, whole: true })) });
    expect(first).toMatchObject({ id: undefined, bytes: undefined });
    expect(first.summary).toMatchObject({ spent: 100_000n, fee: 110_001n });
    const last = signPsbt({ privateKey: other.privateKey, psbt: base64.decode(first.psbt) });
    expect(Transaction.fromHex(last.bytes!).getId()).toBe(last.id);
    expect(last.summary.spent).toBe(100_001n);
  });
});

describe('what a PSBT does', () => {
  const psbt = bytesOf(psbtOf({ scripts: ownScripts('p2wpkh') }));
  const expected = (isChange: boolean) => ({
    chain: 'bitcoin',
    network: 'mainnet',
    from: [bitcoin.address(own.publicKey, { form: 'p2wpkh' })],
    spent: 100_000n,
    outputs: [
      {
        to: bitcoin.address(friend.publicKey, { form: 'p2wpkh' }),
        script: toHex(payment.script),
        amount: 60_000n,
        change: false,
      },
      {
        to: bitcoin.address(other.publicKey, { form: 'p2tr' }),
        script: toHex(change.script),
        amount: 30_000n,
        change: isChange,
      },
    ],
    sent: isChange ? 60_000n : 90_000n,
    fee: 10_000n,
  });

  it('every output is a payment, unless the key of the change is given', () => {
    expect(signPsbt({ privateKey, psbt }).summary).toEqual(expected(false));
    expect(signPsbt({ privateKey, psbt, changeKeys: [other.publicKey] }).summary).toEqual(expected(true));
    expect(summarizePsbt({ publicKey: own.publicKey, psbt })).toEqual(expected(false));
    const { from } = signPsbt({ privateKey, psbt, network: 'testnet' }).summary;
    expect(from).toEqual([bitcoin.address(own.publicKey, { form: 'p2wpkh', network: 'testnet' })]);
    const back = { script: scriptOf(own.publicKey, 'p2wpkh'), value: 1_000n };
    const toItself = bytesOf(psbtOf({ scripts: ownScripts('p2wpkh'), outputs: [back] }));
    expect(signPsbt({ privateKey, psbt: toItself }).summary.sent).toBe(1_000n);
  });

  it('an output that carries data has no address', () => {
    const data = { script: fromHex('6a0568656c6c6f'), value: 0n };
    const { outputs } = signPsbt({
      privateKey,
      psbt: bytesOf(psbtOf({ scripts: ownScripts('p2tr'), outputs: [payment, data] })),
    }).summary;
    expect(outputs[1]).toEqual({ to: undefined, script: '6a0568656c6c6f', amount: 0n, change: false });
  });

  it.each(
    BITCOIN_FAMILY.flatMap((chain) => chain.forms.map((form) => [chain.name, form.name, chain] as const)),
  )('%s signs %s, and says the address that its codec writes', (_name, form, chain) => {
    const scripts = [scriptOf(own.publicKey, form, chain)];
    const { summary, id } = signPsbt({ privateKey, psbt: bytesOf(psbtOf({ scripts })), chain });
    expect(summary.from).toEqual([chain.address(own.publicKey, { form })]);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('what is not signed', () => {
  it.each([
    ['NONE', Transaction.SIGHASH_NONE],
    ['SINGLE', Transaction.SIGHASH_SINGLE],
    ['ALL with ANYONECANPAY', Transaction.SIGHASH_ALL | Transaction.SIGHASH_ANYONECANPAY],
  ])('a part of a transaction: sighash %s', (_name, sighashType) => {
    for (const form of FORMS) {
      const psbt = bytesOf(psbtOf({ scripts: ownScripts(form), sighashType }));
      expect(() => signPsbt({ privateKey, psbt })).toThrow(refusal(/sighash/));
    }
  });

  it('sighash DEFAULT outside taproot', () => {
    const psbt = withSighash(psbtOf({ scripts: ownScripts('p2wpkh') }), 0);
    expect(() => signPsbt({ privateKey, psbt })).toThrow(refusal(/sighash/));
  });

  it.each(ECDSA_FORMS)(
    'an input without the whole previous transaction, whose amount could be false: %s',
    (form) => {
      const [script] = ownScripts(form);
      const psbt = new Psbt();
      const previous = previousOf(script);
      psbt.addInput({ hash: previous.getHash(), index: 0, witnessUtxo: { script, value: 100_000n } });
      psbt.addOutput(payment);
      expect(() => signPsbt({ privateKey, psbt: bytesOf(psbt) })).toThrow(refusal(/previous transaction/));
    },
  );

  it('an own input that passes as a stranger’s taproot, to hide in two requests what goes as fee', () => {
    const scripts = [scriptOf(own.publicKey, 'p2wpkh'), scriptOf(other.publicKey, 'p2tr')];
    expect(() => signPsbt({ privateKey, psbt: bytesOf(psbtOf({ scripts })) })).toThrow(
      refusal(/input 1 lacks the whole previous transaction/),
    );
    const committed = [...scripts, scriptOf(own.publicKey, 'p2tr')];
    expect(signPsbt({ privateKey, psbt: bytesOf(psbtOf({ scripts: committed })) }).summary.spent).toBe(
      200_002n,
    );
  });

  it('an input whose previous transaction is another one', () => {
    const good = bytesOf(psbtOf({ scripts: ownScripts('p2wpkh') }));
    const at = toHex(good).indexOf('a086010000000000') / 2;
    const richer = good.map((byte, n) => (n === at ? byte ^ 1 : byte));
    expect(() => signPsbt({ privateKey, psbt: richer })).toThrow(refusal(/txid/));
  });

  it.each([
    ['inputs of other keys', psbtOf({ scripts: [scriptOf(friend.publicKey, 'p2wpkh')] }), /this key/],
    ['nothing to pay', psbtOf({ scripts: ownScripts('p2wpkh'), outputs: [] }), /pays nobody/],
    [
      'more than is spent',
      psbtOf({ scripts: ownScripts('p2tr'), outputs: [{ ...payment, value: 100_001n }] }),
      /more than/,
    ],
  ])('%s', (_what, psbt, reason) => {
    expect(() => signPsbt({ privateKey, psbt: bytesOf(psbt) })).toThrow(refusal(reason));
  });

  it('an output that two inputs spend', () => {
    const psbt = psbtOf({ scripts: ownScripts('p2tr') });
    const twice = ScureTransaction.fromPSBT(bytesOf(psbt));
    twice.addInput(twice.getInput(0));
    expect(() => signPsbt({ privateKey, psbt: twice.toPSBT(2) })).toThrow(refusal(/another one/));
  });

  it('a taproot output with scripts beside the key', () => {
    const psbt = psbtOf({ scripts: ownScripts('p2tr') });
    psbt.updateInput(0, {
      tapInternalKey: own.publicKey.subarray(1),
      tapMerkleRoot: new Uint8Array(32).fill(1),
    });
    expect(() => signPsbt({ privateKey, psbt: bytesOf(psbt) })).toThrow(refusal(/Taproot/));
  });

  it('a transaction that is no PSBT, nothing, and what is no bytes', () => {
    const { bytes } = signPsbt({ privateKey, psbt: bytesOf(psbtOf({ scripts: ownScripts('p2wpkh') })) });
    for (const psbt of [fromHex(bytes!), new Uint8Array(), '70736274ff' as unknown as Uint8Array]) {
      expect(() => signPsbt({ privateKey, psbt })).toThrow(refusal(/psbt/));
    }
  });

  it('another chain, an unknown network, a key that is none', () => {
    const psbt = bytesOf(psbtOf({ scripts: ownScripts('p2wpkh') }));
    const code = (name: string): object => expect.objectContaining({ code: name }) as object;
    expect(() => signPsbt({ privateKey, psbt, chain: ethereum })).toThrow(code('DRXA_UNSUPPORTED'));
    expect(() => signPsbt({ privateKey, psbt, network: 'simnet' })).toThrow(code('DRXA_FIELD_INVALID'));
    expect(() => signPsbt({ privateKey: new Uint8Array(32), psbt })).toThrow(code('DRXA_KEY_INVALID'));
    expect(() => signPsbt({ privateKey, psbt, changeKeys: [new Uint8Array(33)] })).toThrow(
      code('DRXA_KEY_INVALID'),
    );
  });
});
