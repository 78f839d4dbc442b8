import { keccak_256 } from '@noble/hashes/sha3.js';
import { ethereum } from '../chains/ethereum.ts';
import { concat } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { decodeRlp, encodeRlp } from '../encoding/rlp.ts';
import type { Rlp, RlpInput } from '../encoding/rlp.ts';
import { refuseToSign } from './refusal.ts';

/** An address and the storage slots of it that a transaction names beforehand (EIP-2930). */
export interface AccessListEntry {
  readonly address: string;
  /** `0x` and 64 hex digits each. */
  readonly storageKeys: readonly string[];
}

interface EvmFields {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** Without it the data is the code of a new contract. */
  readonly to?: string;
  /** Wei. */
  readonly value: bigint;
  readonly data: Uint8Array;
}

/** A transaction of before EIP-2718, protected from replay on other chains by EIP-155. Prices in wei per gas. */
export interface EvmLegacyTransaction extends EvmFields {
  readonly type: 'legacy';
  readonly gasPrice: bigint;
}

/** EIP-1559. Prices in wei per gas. */
export interface EvmFeeTransaction extends EvmFields {
  readonly type: 'eip1559';
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly accessList: readonly AccessListEntry[];
}

/** What {@link encodeEvm} writes and {@link decodeEvm} reads. */
export type EvmTransaction = EvmLegacyTransaction | EvmFeeTransaction;

const FEE_TYPE = 2;
const U64 = 1n << 64n;
const U256 = 1n << 256n;
/** EIP-2294: above it v does not fit into 64 bits. */
const LARGEST_CHAIN_ID = U64 / 2n - 36n;
/** EIP-3860 and the pools of clients refuse more. */
const LONGEST = 128 * 1024;

function number(item: Rlp, field: string, limit: bigint): bigint {
  if (!(item instanceof Uint8Array)) return refuseToSign(field, 'must be a number');
  if (item.length > 32) return refuseToSign(field, 'is too large');
  if (item[0] === 0) return refuseToSign(field, 'has leading zeros');
  return within(item.length === 0 ? 0n : BigInt(`0x${toHex(item)}`), field, limit);
}

function within(value: bigint, field: string, limit: bigint): bigint {
  if (typeof value !== 'bigint' || value < 0n || value >= limit) {
    return refuseToSign(field, 'must be a whole number in its range');
  }
  return value;
}

function bytes(item: Rlp, field: string, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array)) return refuseToSign(field, 'must be bytes');
  if (length !== undefined && item.length !== length) return refuseToSign(field, `must be ${length} bytes`);
  return item;
}

function list(item: Rlp | undefined, field: string, length?: number): readonly Rlp[] {
  if (item === undefined || item instanceof Uint8Array)
    return refuseToSign(field, 'must be a list, in canonical RLP');
  if (length !== undefined && item.length !== length)
    return refuseToSign(field, `must have ${length} entries`);
  return item;
}

const addressOf = (account: Uint8Array): string => ethereum.parse(`0x${toHex(account)}`).canonical;

function accountOf(text: string, field: string): Uint8Array {
  try {
    return ethereum.parse(text).payload;
  } catch {
    return refuseToSign(field, 'must be an address, its case a checksum or all one');
  }
}

const receiver = (item: Rlp): { to?: string } => {
  const account = bytes(item, 'to');
  return account.length === 0 ? {} : { to: addressOf(bytes(item, 'to', 20)) };
};

function accessList(item: Rlp): AccessListEntry[] {
  return list(item, 'accessList').map((entry) => {
    const [address, keys] = list(entry, 'accessList', 2);
    return {
      address: addressOf(bytes(address, 'accessList', 20)),
      storageKeys: list(keys, 'accessList').map((key) => `0x${toHex(bytes(key, 'accessList', 32))}`),
    };
  });
}

/** The limits that a single field's range does not show. */
function checked<Transaction extends EvmTransaction>(transaction: Transaction): Transaction {
  if (transaction.chainId === 0n)
    return refuseToSign('chainId', 'must be named, or any chain could replay it');
  if (transaction.to === undefined && transaction.data.length === 0) {
    return refuseToSign('to', 'neither a receiver nor the code of a contract');
  }
  if (transaction.type === 'eip1559' && transaction.maxPriorityFeePerGas > transaction.maxFeePerGas) {
    return refuseToSign('maxPriorityFeePerGas', 'is above maxFeePerGas');
  }
  return transaction;
}

/**
 * Reads what is signed: the nine fields of EIP-155, or `02` and the nine of EIP-1559.
 * @throws DRXA_TX_INVALID with the field; also for other types, and for a legacy transaction without a chain id
 */
export function decodeEvm(unsigned: Uint8Array): EvmTransaction {
  if (!(unsigned instanceof Uint8Array)) return refuseToSign('unsigned', 'must be a Uint8Array');
  if (unsigned.length > LONGEST) return refuseToSign('unsigned', `is longer than ${LONGEST} bytes`);
  if (unsigned[0] === FEE_TYPE) return decodeFee(unsigned.subarray(1));
  if (unsigned[0] < 0xc0) return refuseToSign('type', `type ${unsigned[0]} is not signed here`);
  const fields = list(decodeRlp(unsigned), 'unsigned');
  if (fields.length === 6) {
    return refuseToSign('chainId', 'must be named (EIP-155), or any chain could replay it');
  }
  const [nonce, gasPrice, gasLimit, to, value, data, chainId, ...end] = list(fields, 'unsigned', 9);
  if (end.some((item) => bytes(item, 'unsigned').length > 0)) {
    return refuseToSign('unsigned', 'is signed already: the last two fields must be empty');
  }
  return checked({
    type: 'legacy',
    chainId: number(chainId, 'chainId', LARGEST_CHAIN_ID),
    nonce: number(nonce, 'nonce', U64 - 1n),
    gasPrice: number(gasPrice, 'gasPrice', U256),
    gasLimit: number(gasLimit, 'gasLimit', U64),
    ...receiver(to),
    value: number(value, 'value', U256),
    data: bytes(data, 'data'),
  });
}

function decodeFee(body: Uint8Array): EvmFeeTransaction {
  const [chainId, nonce, priority, most, gasLimit, to, value, data, access] = list(
    decodeRlp(body),
    'unsigned',
    9,
  );
  return checked({
    type: 'eip1559',
    chainId: number(chainId, 'chainId', LARGEST_CHAIN_ID),
    nonce: number(nonce, 'nonce', U64 - 1n),
    maxPriorityFeePerGas: number(priority, 'maxPriorityFeePerGas', U256),
    maxFeePerGas: number(most, 'maxFeePerGas', U256),
    gasLimit: number(gasLimit, 'gasLimit', U64),
    ...receiver(to),
    value: number(value, 'value', U256),
    data: bytes(data, 'data'),
    accessList: accessList(access),
  });
}

function accessListInput(entries: readonly AccessListEntry[]): RlpInput {
  return entries.map(({ address, storageKeys }) => [
    accountOf(address, 'accessList'),
    storageKeys.map((key) => {
      if (!/^0x[0-9a-fA-F]{64}$/.test(key))
        return refuseToSign('accessList', 'a key must be 32 bytes of hex');
      return Uint8Array.from(key.slice(2).match(/../g)!, (pair) => Number.parseInt(pair, 16));
    }),
  ]);
}

/** The fields that come before a signature, the tail of EIP-155 apart. */
function fieldsOf(transaction: EvmTransaction): RlpInput[] {
  const { nonce, gasLimit, value, data } = transaction;
  const to = transaction.to === undefined ? new Uint8Array() : accountOf(transaction.to, 'to');
  return transaction.type === 'legacy'
    ? [nonce, transaction.gasPrice, gasLimit, to, value, data]
    : [
        transaction.chainId,
        nonce,
        transaction.maxPriorityFeePerGas,
        transaction.maxFeePerGas,
        gasLimit,
        to,
        value,
        data,
        accessListInput(transaction.accessList),
      ];
}

/**
 * The bytes that are to be signed, from a transaction's fields: the input of `signEvm`.
 * @throws DRXA_TX_INVALID
 */
export function encodeEvm(transaction: EvmTransaction): Uint8Array {
  const { chainId, nonce, gasLimit, value, data } = transaction;
  within(chainId, 'chainId', LARGEST_CHAIN_ID);
  within(nonce, 'nonce', U64 - 1n);
  within(gasLimit, 'gasLimit', U64);
  within(value, 'value', U256);
  if (!(data instanceof Uint8Array)) return refuseToSign('data', 'must be a Uint8Array');
  if (transaction.type === 'legacy') {
    within(transaction.gasPrice, 'gasPrice', U256);
    return encodeRlp([...fieldsOf(checked(transaction)), chainId, 0n, 0n]);
  }
  within(transaction.maxPriorityFeePerGas, 'maxPriorityFeePerGas', U256);
  within(transaction.maxFeePerGas, 'maxFeePerGas', U256);
  return concat(Uint8Array.of(FEE_TYPE), encodeRlp(fieldsOf(checked(transaction))));
}

/** The signature's three numbers, in front of which the network expects the fields. */
export interface EvmSignature {
  readonly r: bigint;
  readonly s: bigint;
  readonly recovery: number;
}

/** The signed transaction as the network takes it, and the hash that it goes by. */
export function withSignature(
  transaction: EvmTransaction,
  { r, s, recovery }: EvmSignature,
): { bytes: Uint8Array; hash: Uint8Array } {
  const fields = fieldsOf(transaction);
  const bytes =
    transaction.type === 'legacy'
      ? encodeRlp([...fields, transaction.chainId * 2n + 35n + BigInt(recovery), r, s])
      : concat(Uint8Array.of(FEE_TYPE), encodeRlp([...fields, BigInt(recovery), r, s]));
  return { bytes, hash: keccak_256(bytes) };
}
