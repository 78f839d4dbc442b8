import { blake2b } from '@noble/hashes/blake2.js';
import { base58 } from '@scure/base';
import { decodeBase58 } from './base58check.ts';
import { concat } from './bytes.ts';

/** The largest prefix that the two-byte form can say. */
export const MAX_SS58_PREFIX = 0x3fff;
const LARGEST_SHORT_PREFIX = 63;
const KEY_LENGTH = 32;
const CHECKSUM_LENGTH = 2;
const DOMAIN = new TextEncoder().encode('SS58PRE');

/** Which chain, and the account's 32 bytes. */
export interface Ss58 {
  readonly prefix: number;
  readonly key: Uint8Array;
}

/** In two bytes the lowest eight bits of the prefix lie across both: six in the first, two atop the second. */
const prefixBytes = (prefix: number): Uint8Array =>
  prefix <= LARGEST_SHORT_PREFIX
    ? Uint8Array.of(prefix)
    : Uint8Array.of(0x40 | ((prefix >> 2) & 0x3f), (prefix >> 8) | ((prefix & 3) << 6));

const checksum = (bytes: Uint8Array): Uint8Array =>
  blake2b(concat(DOMAIN, bytes), { dkLen: 64 }).subarray(0, CHECKSUM_LENGTH);

/** The SS58 text of a 32-byte account; `prefix` 0 … {@link MAX_SS58_PREFIX}. Source: Substrate's docs, "SS58". */
export function encodeSs58({ prefix, key }: Ss58): string {
  const bytes = concat(prefixBytes(prefix), key);
  return base58.encode(concat(bytes, checksum(bytes)));
}

/** What SS58 text of a 32-byte account says, or which test it fails. */
export function decodeSs58(text: string): Ss58 | 'format' | 'checksum' {
  const all = decodeBase58(text);
  if (all === undefined || all.length === 0) return 'format';
  // 0x80 and above is reserved.
  const prefixLength = all[0] <= LARGEST_SHORT_PREFIX ? 1 : all[0] < 0x80 ? 2 : 0;
  if (prefixLength === 0 || all.length !== prefixLength + KEY_LENGTH + CHECKSUM_LENGTH) return 'format';
  const prefix =
    prefixLength === 1 ? all[0] : ((all[0] & 0x3f) << 2) | (all[1] >> 6) | ((all[1] & 0x3f) << 8);
  // A small prefix in two bytes would be a second text of the same account.
  if (prefixLength === 2 && prefix <= LARGEST_SHORT_PREFIX) return 'format';
  const bytes = all.subarray(0, -CHECKSUM_LENGTH);
  const expected = checksum(bytes);
  if (expected.some((byte, i) => byte !== all[bytes.length + i])) return 'checksum';
  return { prefix, key: bytes.slice(prefixLength) };
}
