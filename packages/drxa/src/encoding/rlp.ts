import { concat } from './bytes.ts';

/** Ethereum's recursive length prefix: bytes, or a list of such items. */
export type Rlp = Uint8Array | readonly Rlp[];

/** An item to be written; a number is its big-endian bytes without leading zeros. */
export type RlpInput = Uint8Array | bigint | readonly RlpInput[];

const SHORT = 55;
const BYTES = 0x80;
const LIST = 0xc0;
/** Deeper than any transaction (an access list has four). */
const DEEPEST = 8;

/** Big-endian bytes of a number ≥ 0 without leading zeros; none for zero. */
export function minimalBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return Uint8Array.from(bytes);
}

function prefixed(offset: number, body: Uint8Array): Uint8Array {
  if (body.length <= SHORT) return concat(Uint8Array.of(offset + body.length), body);
  const length = minimalBytes(BigInt(body.length));
  return concat(Uint8Array.of(offset + SHORT + length.length), length, body);
}

/** The bytes of an item. */
export function encodeRlp(item: RlpInput): Uint8Array {
  if (typeof item === 'bigint') return encodeRlp(minimalBytes(item));
  if (!(item instanceof Uint8Array)) return prefixed(LIST, concat(...item.map(encodeRlp)));
  return item.length === 1 && item[0] < BYTES ? item : prefixed(BYTES, item);
}

interface Read {
  readonly item: Rlp;
  readonly end: number;
}

/**
 * The item that all of the bytes are; `undefined` when they are none, or one written in another than its only
 * canonical way: what is signed has one reading, and one spelling.
 */
export function decodeRlp(bytes: Uint8Array): Rlp | undefined {
  const read = itemAt(bytes, 0, 0);
  return read?.end === bytes.length ? read.item : undefined;
}

function itemAt(bytes: Uint8Array, at: number, depth: number): Read | undefined {
  if (at >= bytes.length || depth > DEEPEST) return undefined;
  const first = bytes[at];
  if (first < BYTES) return { item: bytes.slice(at, at + 1), end: at + 1 };
  const body = bodyAt(bytes, at, first < LIST ? BYTES : LIST);
  if (body === undefined) return undefined;
  const { start, end } = body;
  if (first < LIST) {
    const item = bytes.slice(start, end);
    return item.length === 1 && item[0] < BYTES ? undefined : { item, end };
  }
  const items: Rlp[] = [];
  for (let next = start; next < end;) {
    const read = itemAt(bytes.subarray(0, end), next, depth + 1);
    if (read === undefined) return undefined;
    items.push(read.item);
    next = read.end;
  }
  return { item: items, end };
}

function bodyAt(bytes: Uint8Array, at: number, offset: number): { start: number; end: number } | undefined {
  const code = bytes[at] - offset;
  const lengthBytes = code > SHORT ? code - SHORT : 0;
  const start = at + 1 + lengthBytes;
  let length = code;
  if (lengthBytes > 0) {
    // Four bytes of length are more than any transaction has.
    if (lengthBytes > 4 || start > bytes.length || bytes[at + 1] === 0) return undefined;
    length = 0;
    for (let i = at + 1; i < start; i++) length = length * 256 + bytes[i];
    if (length <= SHORT) return undefined;
  }
  return start + length <= bytes.length ? { start, end: start + length } : undefined;
}
