import { base32nopad } from '@scure/base';

/** No address here comes near it. */
const LONGEST = 128;

/** RFC 4648 base32, upper-case, without padding. */
export const encodeBase32 = (bytes: Uint8Array): string => base32nopad.encode(bytes);

/**
 * The bytes of base32 text; `undefined` when it is none. Upper-case only, and bits left over after the last byte
 * must be zero: so each array of bytes has one text.
 */
export function decodeBase32(text: string): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  try {
    return base32nopad.decode(text);
  } catch {
    return undefined;
  }
}
