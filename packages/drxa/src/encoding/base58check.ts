import { sha256 } from '@noble/hashes/sha2.js';
import { base58 } from '@scure/base';
import type { BytesCoder } from '@scure/base';
import { concat } from './bytes.ts';

/** No address of any chain here comes near it; decoding costs the square of the length. */
const LONGEST = 128;

const checksum = (bytes: Uint8Array): Uint8Array => sha256(sha256(bytes)).subarray(0, 4);

/** Base58 of the bytes and the first four of their double SHA-256. */
export const encodeBase58Check = (bytes: Uint8Array, alphabet: BytesCoder = base58): string =>
  alphabet.encode(concat(bytes, checksum(bytes)));

/** The bytes before the checksum, or which of its two tests the text fails. */
export function decodeBase58Check(
  text: string,
  alphabet: BytesCoder = base58,
): Uint8Array | 'format' | 'checksum' {
  const all = decodeBase58(text, alphabet);
  if (all === undefined || all.length < 5) return 'format';
  const bytes = all.subarray(0, -4);
  const expected = checksum(bytes);
  return expected.every((byte, i) => byte === all[bytes.length + i]) ? bytes : 'checksum';
}

/** The bytes of base58 text; `undefined` when it is none or far too long. */
export function decodeBase58(text: string, alphabet: BytesCoder = base58): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  try {
    return alphabet.decode(text);
  } catch {
    return undefined;
  }
}
