import { Interface, Transaction, recoverAddress } from 'ethers';
import fc from 'fast-check';
import { parseTransaction, recoverTransactionAddress, serializeTransaction } from 'viem';
import type { TransactionSerializableEIP1559 } from 'viem';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../encoding/hex.ts';
import { encodeRlp } from '../encoding/rlp.ts';
import { DrxaError } from '../errors.ts';
import { encodeEvm } from './evm-transaction.ts';
import type { EvmFeeTransaction, EvmLegacyTransaction } from './evm-transaction.ts';
import { signEvm } from './evm.ts';

const privateKey = new Uint8Array(32).fill(0x46);
const owner = '0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F';
const token = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
const friend = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const erc20 = new Interface([
  'function transfer(address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
]);
const dataOf = (method: 'transfer' | 'approve', amount: bigint): Uint8Array =>
  fromHex(erc20.encodeFunctionData(method, [friend, amount]).slice(2));
const refusal = (field: string): object =>
  expect.objectContaining({ code: 'DRXA_TX_INVALID', field }) as object;

/** The example of EIP-155. */
const legacy: EvmLegacyTransaction = {
  type: 'legacy',
  chainId: 1n,
  nonce: 9n,
  gasPrice: 20n * 10n ** 9n,
  gasLimit: 21_000n,
  to: `0x${'35'.repeat(20)}`,
  value: 10n ** 18n,
  data: new Uint8Array(),
};
const fee: EvmFeeTransaction = {
  type: 'eip1559',
  chainId: 8453n,
  nonce: 0n,
  maxPriorityFeePerGas: 10n ** 9n,
  maxFeePerGas: 3n * 10n ** 9n,
  gasLimit: 60_000n,
  to: friend,
  value: 5n,
  data: new Uint8Array(),
  accessList: [{ address: token, storageKeys: [`0x${'00'.repeat(31)}07`] }],
};

describe('K17: a legacy EVM transaction', () => {
  it('is encoded and signed as in the example of EIP-155', () => {
    const unsigned = encodeEvm(legacy);
    expect(toHex(unsigned)).toBe(
      'ec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080',
    );
    expect(signEvm({ privateKey, unsigned }).bytes).toBe(
      '0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025' +
        'a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276' +
        'a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83',
    );
  });

  it('says who pays whom, and the most that gas may cost', () => {
    expect(signEvm({ privateKey, unsigned: encodeEvm(legacy) }).summary).toEqual({
      kind: 'transfer',
      chainId: 1n,
      nonce: 9n,
      from: owner,
      to: '0x3535353535353535353535353535353535353535',
      amount: 10n ** 18n,
      asset: 'native',
      fee: 420_000_000_000_000n,
      method: undefined,
    });
  });

  it('is refused without a chain id: any chain could replay it', () => {
    const { nonce, gasPrice, gasLimit, value } = legacy;
    const unsigned = encodeRlp([
      nonce,
      gasPrice,
      gasLimit,
      new Uint8Array(20).fill(1),
      value,
      new Uint8Array(),
    ]);
    expect(() => signEvm({ privateKey, unsigned })).toThrow(refusal('chainId'));
    expect(() => encodeEvm({ ...legacy, chainId: 0n })).toThrow(refusal('chainId'));
  });
});

describe('what an EVM transaction does', () => {
  const summaryOf = (change: Partial<EvmFeeTransaction>) =>
    signEvm({ privateKey, unsigned: encodeEvm({ ...fee, value: 0n, to: token, ...change }) }).summary;

  it('a transfer of a token names the receiver, the amount and the token', () => {
    expect(summaryOf({ data: dataOf('transfer', 42n) })).toMatchObject({
      kind: 'token-transfer',
      to: friend,
      amount: 42n,
      asset: token,
      method: '0xa9059cbb',
    });
  });

  it('an approval names the spender', () => {
    expect(summaryOf({ data: dataOf('approve', 2n ** 256n - 1n) })).toMatchObject({
      kind: 'token-approval',
      to: friend,
      amount: 2n ** 256n - 1n,
      asset: token,
    });
  });

  it.each([
    ['coins sent along', { data: dataOf('transfer', 42n), value: 1n }],
    ['a word too many', { data: Uint8Array.of(...dataOf('transfer', 42n), ...new Uint8Array(32)) }],
    ['a dirty address', { data: dataOf('transfer', 42n).map((byte, at) => (at === 4 ? 1 : byte)) }],
    ['another method', { data: fromHex('d0e30db0') }],
    ['no whole selector', { data: fromHex('a905') }],
  ])('is a call of the contract with %s', (_what, change) => {
    expect(summaryOf(change)).toMatchObject({ kind: 'contract-call', to: token, asset: 'native' });
  });

  it('without a receiver makes a contract', () => {
    const { to: _to, ...rest } = { ...fee, data: fromHex('600a') };
    expect(signEvm({ privateKey, unsigned: encodeEvm(rest) }).summary).toMatchObject({
      kind: 'contract-creation',
      to: undefined,
    });
  });
});

const account = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => `0x${toHex(bytes)}`);
const u256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const slot = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `0x${toHex(bytes)}`);
const common = {
  chainId: fc.bigInt({ min: 1n, max: 2n ** 52n }),
  nonce: fc.bigInt({ min: 0n, max: 2n ** 52n }),
  gasLimit: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  to: account,
  value: u256,
  data: fc.uint8Array({ maxLength: 300 }),
};
const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => bytes.some((byte) => byte > 0) && bytes[0] < 0xff);
const legacies: fc.Arbitrary<EvmLegacyTransaction> = fc.record({
  type: fc.constant('legacy' as const),
  gasPrice: u256,
  ...common,
});
const fees: fc.Arbitrary<EvmFeeTransaction> = fc
  .record({
    type: fc.constant('eip1559' as const),
    maxFeePerGas: u256,
    maxPriorityFeePerGas: u256,
    accessList: fc.array(fc.record({ address: account, storageKeys: fc.array(slot, { maxLength: 3 }) }), {
      maxLength: 3,
    }),
    ...common,
  })
  .map((one) =>
    one.maxPriorityFeePerGas > one.maxFeePerGas
      ? { ...one, maxFeePerGas: one.maxPriorityFeePerGas, maxPriorityFeePerGas: one.maxFeePerGas }
      : one,
  );

describe('signatures that others verify', () => {
  it('K17: ethers reads the same fields, hash and sender, from what it wrote and from what is signed', () => {
    fc.assert(
      fc.property(fc.oneof(legacies, fees), key, (transaction, privateKey) => {
        const unsigned = encodeEvm(transaction);
        const { id, bytes, summary } = signEvm({ privateKey, unsigned });
        const read = Transaction.from(bytes);
        expect(read.unsignedSerialized).toBe(`0x${toHex(unsigned)}`);
        expect(read.hash).toBe(id);
        expect(read.from).toBe(summary.from);
        expect(recoverAddress(read.unsignedHash, read.signature!)).toBe(summary.from);
        expect(read.chainId).toBe(transaction.chainId);
        expect(read.value).toBe(transaction.value);
      }),
      { numRuns: 150 },
    );
  });

  it('K17: viem reads and recovers them too, and its unsigned bytes are ours', async () => {
    await fc.assert(
      fc.asyncProperty(fees, key, async (transaction, privateKey) => {
        const unsigned = encodeEvm(transaction);
        const { bytes, summary } = signEvm({ privateKey, unsigned });
        const read = Object.entries(parseTransaction(bytes as `0x02${string}`));
        const fields = read.filter(([name]) => !['v', 'yParity', 'r', 's'].includes(name));
        const viemsUnsigned = serializeTransaction(
          Object.fromEntries(fields) as TransactionSerializableEIP1559,
        );
        expect(viemsUnsigned).toBe(`0x${toHex(unsigned)}`);
        const from = await recoverTransactionAddress({ serializedTransaction: bytes as `0x02${string}` });
        expect(from).toBe(summary.from);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same for the same request', () => {
    const unsigned = encodeEvm(fee);
    expect(signEvm({ privateKey, unsigned })).toEqual(signEvm({ privateKey, unsigned }));
  });
});

describe('what is not signed', () => {
  it.each([
    ['bytes of another type', fromHex('01c0'), 'type'],
    ['nothing', new Uint8Array(), 'unsigned'],
    ['a digest', new Uint8Array(32).fill(0x46), 'type'],
    ['a trailing byte', Uint8Array.of(...encodeEvm(fee), 0), 'unsigned'],
    [
      'a transaction that is signed already',
      fromHex(signEvm({ privateKey, unsigned: encodeEvm(legacy) }).bytes.slice(2)),
      'unsigned',
    ],
    ['a length in a longer way', fromHex(`f82c${toHex(encodeEvm(legacy)).slice(2)}`), 'unsigned'],
    [
      'a number with a leading zero',
      encodeRlp([new Uint8Array(1), 1n, 1n, new Uint8Array(20), 1n, new Uint8Array(), 1n, 0n, 0n]),
      'nonce',
    ],
    [
      'a receiver of 19 bytes',
      encodeRlp([0n, 1n, 1n, new Uint8Array(19), 1n, new Uint8Array(), 1n, 0n, 0n]),
      'to',
    ],
    [
      'a number that is a list',
      encodeRlp([[], 1n, 1n, new Uint8Array(20), 1n, new Uint8Array(), 1n, 0n, 0n]),
      'nonce',
    ],
    [
      'neither receiver nor code',
      encodeRlp([0n, 1n, 1n, new Uint8Array(), 1n, new Uint8Array(), 1n, 0n, 0n]),
      'to',
    ],
  ])('%s', (_what, unsigned, field) => {
    expect(() => signEvm({ privateKey, unsigned })).toThrow(refusal(field));
  });

  it.each([
    ['nonce', { nonce: -1n }],
    ['value', { value: 2n ** 256n }],
    ['gasLimit', { gasLimit: 2n ** 64n }],
    ['chainId', { chainId: 2n ** 63n }],
    ['to', { to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD' }],
    ['maxPriorityFeePerGas', { maxPriorityFeePerGas: 4n * 10n ** 9n }],
    ['accessList', { accessList: [{ address: token, storageKeys: ['0x01'] }] }],
  ])('fields out of range: %s', (field, change) => {
    expect(() => encodeEvm({ ...fee, ...change })).toThrow(refusal(field));
  });

  it('with a key that is none, without showing it', () => {
    const unsigned = encodeEvm(fee);
    for (const privateKey of [
      new Uint8Array(32),
      new Uint8Array(32).fill(0xff),
      new Uint8Array(31).fill(1),
    ]) {
      expect(() => signEvm({ privateKey, unsigned })).toThrow(
        expect.objectContaining({ code: 'DRXA_KEY_INVALID' }) as object,
      );
    }
  });

  it('random and damaged bytes are refused by DrxaError, or sign what ethers reads as the same', () => {
    const good = encodeEvm({ ...fee, data: dataOf('transfer', 42n), value: 0n });
    const damaged = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = good.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (unsigned) => {
        try {
          const { bytes } = signEvm({ privateKey, unsigned });
          expect(Transaction.from(bytes).unsignedSerialized).toBe(`0x${toHex(unsigned)}`);
        } catch (error) {
          if (!(error instanceof DrxaError)) throw error;
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
