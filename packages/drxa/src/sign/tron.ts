import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { tron } from '../chains/tron.ts';
import { checkedSecp256k1Key, signDigest } from '../curves/ecdsa.ts';
import { encodeBase58Check } from '../encoding/base58check.ts';
import { concat, sameBytes } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { DrxaError } from '../errors.ts';
import { protobufFields } from './protobuf.ts';
import { readableText } from './readable-text.ts';

/** What a Tron transaction does. Amounts are whole units: sun (10⁻⁶ TRX), or the token's smallest. */
export interface TronSummary {
  readonly kind: 'transfer' | 'token-transfer' | 'contract-call';
  readonly from: string;
  /** Who gets it; of a contract call the contract. */
  readonly to: string;
  readonly amount: bigint;
  /** `TRX`, or the token's contract. */
  readonly asset: string;
  /** What the contract may cost at most, sun. A plain transfer costs bandwidth only. */
  readonly feeLimit: bigint;
  /** When the network drops it, Unix milliseconds. */
  readonly expiration: number;
  /** TRX sent along with a contract call, sun. */
  readonly callValue: bigint;
  /** The text put into the transaction, as bytes. */
  readonly memo: Uint8Array;
}

/** A signed transaction as the network takes it. */
export interface SignedTron {
  /** SHA-256 of the raw data, hex. */
  readonly id: string;
  /** r ‖ s ‖ v, 65 bytes, hex. */
  readonly signature: string;
  /** The whole transaction in protobuf, hex: for `wallet/broadcasthex`. */
  readonly bytes: string;
  readonly summary: TronSummary;
}

const TRANSFER = 1n;
const TRIGGER = 31n;
const TYPE_URLS = new Map([
  [TRANSFER, 'type.googleapis.com/protocol.TransferContract'],
  [TRIGGER, 'type.googleapis.com/protocol.TriggerSmartContract'],
]);
/** transfer(address,uint256) of TRC-20. */
const TOKEN_TRANSFER = Uint8Array.of(0xa9, 0x05, 0x9c, 0xbb);
const ACCOUNT_LENGTH = 21;
const VERSION = 0x41;
const utf8 = new TextEncoder();

const invalid = (reason: string): never => {
  throw new DrxaError('DRXA_TX_INVALID', `rawData: ${reason}`, 'rawData');
};

type Message = ReadonlyMap<number, bigint | Uint8Array>;

/** A message whose fields are all known, each there at most once. */
function message(bytes: Uint8Array, name: string, known: readonly number[]): Message {
  const fields = protobufFields(bytes) ?? invalid(`${name} is no protobuf message`);
  const found = new Map<number, bigint | Uint8Array>();
  for (const { number, value } of fields) {
    if (!known.includes(number)) invalid(`${name} has the field ${number}, which this signer does not read`);
    if (found.has(number)) invalid(`${name} has the field ${number} twice`);
    found.set(number, value);
  }
  return found;
}

function numberOf(from: Message, field: number, name: string): bigint {
  const value = from.get(field) ?? 0n;
  return typeof value === 'bigint' && value < 1n << 63n ? value : invalid(`${name} is no number`);
}

function bytesOf(from: Message, field: number, name: string): Uint8Array {
  const value = from.get(field) ?? new Uint8Array();
  return typeof value === 'bigint' ? invalid(`${name} is a number`) : value;
}

function accountOf(from: Message, field: number, name: string): string {
  const bytes = bytesOf(from, field, name);
  if (bytes.length !== ACCOUNT_LENGTH || bytes[0] !== VERSION) invalid(`${name} is no account`);
  return encodeBase58Check(bytes);
}

/**
 * Reads the raw data of a transaction: a transfer of TRX, a transfer of a TRC-20 token, or another contract call.
 * @throws DRXA_TX_INVALID for everything else, and for what is not canonical protobuf
 */
export function decodeTron(rawData: Uint8Array): TronSummary {
  if (!(rawData instanceof Uint8Array)) return invalid('must be bytes');
  // 1 block bytes, 3 block number, 4 block hash, 8 expiration, 10 memo, 11 contract, 14 time, 18 fee limit.
  const raw = message(rawData, 'the transaction', [1, 3, 4, 8, 10, 11, 14, 18]);
  if (bytesOf(raw, 1, 'the block').length !== 2 || bytesOf(raw, 4, 'the block hash').length !== 8) {
    return invalid('it names no block');
  }
  const expiration = Number(numberOf(raw, 8, 'the expiration'));
  if (expiration === 0) return invalid('it does not expire');
  const common = {
    expiration,
    feeLimit: numberOf(raw, 18, 'the fee limit'),
    memo: bytesOf(raw, 10, 'the memo'),
  };
  const contract = message(bytesOf(raw, 11, 'the contract'), 'the contract', [1, 2]);
  const type = numberOf(contract, 1, 'the type');
  const parameter = message(bytesOf(contract, 2, 'the parameter'), 'the parameter', [1, 2]);
  const url = TYPE_URLS.get(type) ?? invalid(`contract type ${type} is not signed here`);
  if (!sameBytes(bytesOf(parameter, 1, 'the type'), utf8.encode(url)))
    return invalid('two types that differ');
  const value = bytesOf(parameter, 2, 'the value');
  return type === TRANSFER ? { ...common, ...transfer(value) } : { ...common, ...trigger(value) };
}

type Act = Pick<TronSummary, 'kind' | 'from' | 'to' | 'amount' | 'asset' | 'callValue'>;

function transfer(value: Uint8Array): Act {
  const fields = message(value, 'the transfer', [1, 2, 3]);
  const amount = numberOf(fields, 3, 'the amount');
  if (amount === 0n) return invalid('the amount is zero');
  const from = accountOf(fields, 1, 'the owner');
  return {
    kind: 'transfer',
    from,
    to: accountOf(fields, 2, 'the receiver'),
    amount,
    asset: 'TRX',
    callValue: 0n,
  };
}

function trigger(value: Uint8Array): Act {
  // 5 and 6 send TRC-10 tokens along: not read, so not signed.
  const fields = message(value, 'the call', [1, 2, 3, 4]);
  const from = accountOf(fields, 1, 'the owner');
  const asset = accountOf(fields, 2, 'the contract');
  const callValue = numberOf(fields, 3, 'the value');
  const data = bytesOf(fields, 4, 'the data');
  const padding = data.subarray(4, 16);
  // Some senders put Tron's version byte before the 20 bytes; the contract does not look at it.
  const padded = padding.subarray(0, 11).every((byte) => byte === 0) && [0, VERSION].includes(padding[11]);
  if (data.length !== 68 || !sameBytes(data.subarray(0, 4), TOKEN_TRANSFER) || !padded || callValue > 0n) {
    return { kind: 'contract-call', from, to: asset, amount: callValue, asset: 'TRX', callValue };
  }
  const to = encodeBase58Check(concat(Uint8Array.of(VERSION), data.subarray(16, 36)));
  const amount = BigInt(`0x${toHex(data.subarray(36))}`);
  return { kind: 'token-transfer', from, to, amount, asset, callValue };
}

/** r ‖ s ‖ v of a digest, v 27 or 28. */
function recoverable(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const { r, s, recovery } = signDigest(digest, privateKey);
  return concat(r, s, Uint8Array.of(27 + recovery));
}

/**
 * Signs a transaction, given as the raw data that a node made (`raw_data_hex`). RFC 6979 and low s: the same raw data
 * and key give the same bytes.
 * @throws DRXA_TX_INVALID when it cannot be read, or spends from another account than the key's; DRXA_KEY_INVALID
 */
export function signTron({
  privateKey,
  rawData,
}: {
  readonly privateKey: Uint8Array;
  readonly rawData: Uint8Array;
}): SignedTron {
  const key = checkedSecp256k1Key(privateKey);
  const summary = decodeTron(rawData);
  if (tron.address(secp256k1.getPublicKey(key, false)) !== summary.from)
    invalid('it spends from another account');
  const digest = sha256(rawData);
  const signature = recoverable(digest, key);
  const bytes = concat(field(1, rawData), field(2, signature));
  return { id: toHex(digest), signature: toHex(signature), bytes: toHex(bytes), summary };
}

/** A field of bytes in protobuf. */
function field(number: number, value: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = value.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) break;
  }
  return concat(Uint8Array.of((number << 3) | 2, ...length), value);
}

/**
 * Signs a text as TIP-191 says: over keccak-256 of `\x19TRON Signed Message:\n`, the length and the text. 65 bytes, hex.
 * @throws DRXA_TX_INVALID, DRXA_KEY_INVALID
 */
export function signTronMessage({
  privateKey,
  message: text,
}: {
  readonly privateKey: Uint8Array;
  readonly message: string;
}): string {
  const key = checkedSecp256k1Key(privateKey);
  const body = readableText(text);
  const digest = keccak_256(concat(utf8.encode(`\x19TRON Signed Message:\n${body.length}`), body));
  return toHex(recoverable(digest, key));
}
