import { getTransferSolInstruction } from '@solana-program/system';
import { getTransferCheckedInstruction, getTransferInstruction } from '@solana-program/token';
import type { Address, Blockhash, Instruction, Transaction } from '@solana/kit';
import {
  address,
  appendTransactionMessageInstructions,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createNoopSigner,
  createTransactionMessage,
  getTransactionDecoder,
  getTransactionEncoder,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import { base58, base64 } from '@scure/base';
import { LiteSVM, TransactionMetadata } from 'litesvm';
import fc from 'fast-check';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../encoding/hex.ts';
import { engine } from '../engine/noble.ts';
import { DrxaError } from '../errors.ts';
import { decodeSolana } from './solana-message.ts';
import { signSolana } from './solana.ts';

const keyOf = (byte: number) => {
  const privateKey = new Uint8Array(32).fill(byte);
  return { privateKey, address: address(base58.encode(engine.ed25519PublicKey(privateKey))) };
};
const [payer, friend, other] = [keyOf(0x46), keyOf(0x47), keyOf(0x48)];
const mint = address('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const [source, destination] = [keyOf(1).address, keyOf(2).address];
const BLOCKHASH = 'GfVcyD4kkTrj4bKc7WA9sZCin9JDbdT4Zkd3EittNR1W' as Blockhash;
const COMPUTE = address('ComputeBudget111111111111111111111111111111');
const refusal = (field: string): object =>
  expect.objectContaining({ code: 'DRXA_TX_INVALID', field }) as object;

const paySol = (amount: bigint, from = payer.address, to = friend.address): Instruction =>
  getTransferSolInstruction({ source: createNoopSigner(from), destination: to, amount });
const compute = (hex: string): Instruction => ({ programAddress: COMPUTE, data: fromHex(hex) });

const lifetimeOf = (blockhash: Blockhash) => ({ blockhash, lastValidBlockHeight: 1n });
const encode = (transaction: Transaction): Uint8Array =>
  Uint8Array.from(getTransactionEncoder().encode(transaction));

const wire = (
  version: 'legacy' | 0,
  instructions: readonly Instruction[],
  blockhash = BLOCKHASH,
): Uint8Array =>
  pipe(
    createTransactionMessage({ version }),
    (message) => setTransactionMessageFeePayer(payer.address, message),
    (message) => setTransactionMessageLifetimeUsingBlockhash(lifetimeOf(blockhash), message),
    (message) => appendTransactionMessageInstructions(instructions, message),
    (message) => encode(compileTransaction(message)),
  );

/** The same of version 0, the accounts being in an address lookup table. */
const wireWithLookup = (instructions: readonly Instruction[], accounts: Address[]): Uint8Array =>
  pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayer(payer.address, message),
    (message) => setTransactionMessageLifetimeUsingBlockhash(lifetimeOf(BLOCKHASH), message),
    (message) => appendTransactionMessageInstructions(instructions, message),
    (message) => compressTransactionMessageUsingAddressLookupTables(message, { [other.address]: accounts }),
    (message) => encode(compileTransaction(message)),
  );
const { privateKey } = payer;
const sign = (transaction: Uint8Array) => signSolana({ privateKey, transaction });

/** Node's own verifier. */
function nodeVerifies(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}

describe('K17: a signed Solana transaction', () => {
  it.each(['legacy', 0] as const)(
    'is taken by the runtime (version %s), which pays as it says',
    (version) => {
      const chain = new LiteSVM();
      chain.airdrop(payer.address, lamports(2_000_000_000n));
      const offer = [compute('02400d0300'), compute('03a086010000000000')];
      const blockhash = chain.latestBlockhash();
      const { id, bytes, summary, complete } = sign(
        wire(version, [...offer, paySol(1_500_000_000n)], blockhash),
      );
      expect(complete).toBe(true);
      const result = chain.sendTransaction(getTransactionDecoder().decode(base64.decode(bytes)));
      expect(result).toBeInstanceOf(TransactionMetadata);
      expect(base58.encode((result as TransactionMetadata).signature())).toBe(id);
      expect(chain.getBalance(friend.address)).toBe(1_500_000_000n);
      expect(chain.getBalance(payer.address)).toBe(500_000_000n - summary.fee);
    },
  );

  it('says what it pays', () => {
    expect(sign(wire(0, [paySol(7n)])).summary).toEqual({
      version: 0,
      feePayer: payer.address,
      signers: [payer.address],
      blockhash: BLOCKHASH,
      actions: [
        {
          kind: 'transfer',
          from: payer.address,
          to: friend.address,
          amount: 7n,
          asset: 'native',
          authority: payer.address,
        },
      ],
      fee: 5_000n,
    });
  });

  it.each(['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'])(
    'says which token it moves (%s)',
    (program) => {
      const programAddress = address(program);
      const authority = createNoopSigner(payer.address);
      const accounts = { source, destination, authority, amount: 9n };
      const checked = getTransferCheckedInstruction({ ...accounts, mint, decimals: 6 }, { programAddress });
      const plain = getTransferInstruction(accounts, { programAddress });
      const known = {
        kind: 'token-transfer',
        from: source,
        to: destination,
        amount: 9n,
        authority: payer.address,
      };
      expect(sign(wire('legacy', [checked, plain])).summary.actions).toEqual([
        { ...known, asset: mint },
        { ...known, asset: undefined },
      ]);
    },
  );

  it('lists everything else as an unknown instruction, with its program', () => {
    const memo = {
      programAddress: address('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'),
      data: Uint8Array.of(1, 2),
    };
    const multiple = getTransferInstruction({
      source,
      destination,
      authority: other.address,
      amount: 9n,
      multiSigners: [createNoopSigner(payer.address)],
    });
    const long = { ...paySol(1n), data: new Uint8Array(13).fill(2) };
    expect(sign(wire(0, [memo, multiple, long])).summary.actions).toMatchObject([
      { kind: 'unknown instruction', program: memo.programAddress, accounts: [], data: '0102' },
      { kind: 'unknown instruction', program: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA' },
      { kind: 'unknown instruction', program: '11111111111111111111111111111111' },
    ]);
  });

  it('a payment to an account that only a lookup table names is unknown', () => {
    const { summary } = sign(wireWithLookup([paySol(7n)], [friend.address]));
    expect(summary.actions).toMatchObject([
      { kind: 'unknown instruction', accounts: [payer.address, undefined] },
    ]);
  });

  it('reckons the fee from signatures, and price and limit of computing', () => {
    expect(sign(wire(0, [compute('0301000000000000' + '00'), paySol(1n)])).summary.fee).toBe(5_001n);
    expect(sign(wire(0, [compute('0340420f0000000000'), paySol(1n)])).summary.fee).toBe(205_000n);
    const checks = {
      programAddress: address('Ed25519SigVerify111111111111111111111111111'),
      data: Uint8Array.of(3, 0),
    };
    expect(sign(wire(0, [checks])).summary.fee).toBe(20_000n);
    const many = Array.from({ length: 8 }, () => paySol(1n));
    expect(sign(wire(0, [compute('0340420f0000000000'), ...many])).summary.fee).toBe(1_405_000n);
  });

  it.each([
    ['twice', ['0301000000000000' + '00', '0302000000000000' + '00']],
    ['in an unknown way', ['0701000000']],
    ['in another length', ['02010000']],
  ])('is refused when it sets the price of computing %s', (_what, settings) => {
    expect(() => sign(wire(0, settings.map(compute)))).toThrow(refusal('transaction'));
  });
});

describe('several signers', () => {
  const transaction = wire(0, [paySol(1n), paySol(2n, other.address)]);

  it('sign one after another; the last has the whole', () => {
    const first = signSolana({ privateKey: other.privateKey, transaction });
    expect(first).toMatchObject({ complete: false, id: undefined });
    const last = sign(base64.decode(first.bytes));
    expect(last.complete).toBe(true);
    const { signatures, messageBytes, message } = decodeSolana(base64.decode(last.bytes));
    for (const [at, signer] of message.signers.entries()) {
      expect(nodeVerifies(base58.decode(signer), messageBytes, signatures[at])).toBe(true);
    }
    expect(last.id).toBe(base58.encode(signatures[0]));
  });

  it('a signature that is not the other’s own is refused', () => {
    const forged = transaction.slice();
    forged[1 + 64 + 5] = 1;
    expect(() => sign(forged)).toThrow(refusal('transaction'));
  });

  it('a key that is not asked for does not sign', () => {
    expect(() => signSolana({ privateKey: friend.privateKey, transaction })).toThrow(refusal('privateKey'));
  });
});

describe('what is not signed', () => {
  const good = wire('legacy', [paySol(7n)]);
  /** One signature, then the message from byte 65: header 3, count 1, keys 3 × 32, blockhash 32, instructions. */
  const changed = (at: number, byte: number): Uint8Array => good.map((one, n) => (n === at ? byte : one));

  it.each([
    ['no bytes at all', new Uint8Array()],
    ['a trailing byte', Uint8Array.of(...good, 0)],
    ['a missing byte', good.subarray(0, -1)],
    ['a message without signatures', good.subarray(65)],
    ['a version that is not known', changed(65, 0x81)],
    ['more signers than signatures', changed(65, 2)],
    ['a payer that is read-only', changed(66, 1)],
    ['more read-only accounts than there are', changed(67, 3)],
    ['the payer as program', changed(65 + 4 + 128 + 1, 0)],
    ['a program that is not there', changed(65 + 4 + 128 + 1, 3)],
    ['an account that is not there', changed(65 + 4 + 128 + 3, 3)],
    [
      'the same account twice',
      Uint8Array.of(...good.slice(0, 101), ...good.slice(69, 101), ...good.slice(133)),
    ],
    ['a count in a longer form', Uint8Array.of(0x81, 0, ...good.slice(1))],
    ['more than a packet holds', new Uint8Array(1233)],
  ])('%s', (_what, transaction) => {
    expect(() => sign(transaction)).toThrow(refusal('transaction'));
  });

  it('with a key that is none, without showing it', () => {
    expect(() => signSolana({ privateKey: new Uint8Array(31).fill(7), transaction: good })).toThrow(
      expect.objectContaining({
        code: 'DRXA_KEY_INVALID',
        message: 'privateKey: must be 32 bytes',
      }) as object,
    );
  });

  it('random and damaged bytes: DrxaError, or a signature that Node verifies over what kit reads', () => {
    const seeds = [good, wireWithLookup([paySol(7n)], [friend.address])];
    const damaged = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(250), fc.nat(255)), { maxLength: 3 }))
      .map(([bytes, changes]) => {
        const copy = bytes.slice();
        for (const [at, byte] of changes) if (at < copy.length) copy[at] = byte;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (transaction) => {
        let signed;
        try {
          signed = sign(transaction);
        } catch (error) {
          if (!(error instanceof DrxaError)) throw error;
          return;
        }
        const read = getTransactionDecoder().decode(base64.decode(signed.bytes));
        const signature = read.signatures[payer.address];
        const publicKey = base58.decode(payer.address);
        expect(nodeVerifies(publicKey, Uint8Array.from(read.messageBytes), signature!)).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});
