import { bech32, bech32m } from '@scure/base';

/** A bech32 text in its parts: `words` are groups of five bits. */
export interface Bech32Text {
  readonly hrp: string;
  readonly words: number[];
}

const coders = { bech32, bech32m };
/** The longest text for which the code's promises about errors hold (BIP-173). */
const LONGEST = 90;

/** The parts of a text, or which test it fails: mixed case and foreign characters are `format`. */
export function decodeBech32(
  text: string,
  variant: 'bech32' | 'bech32m',
  longest = LONGEST,
): Bech32Text | 'format' | 'checksum' {
  if (typeof text !== 'string' || text.length > longest) return 'format';
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return 'format';
  if (!/^[\x21-\x7e]+1[02-9ac-hj-np-z]{6,}$/.test(text.toLowerCase())) return 'format';
  const decoded = coders[variant].decodeUnsafe(text, longest);
  return decoded === undefined ? 'checksum' : { hrp: decoded.prefix, words: decoded.words };
}

/** The bytes of five-bit groups; `undefined` when bits are left over that are not zero, or too many. */
export const wordsToBytes = (words: number[]): Uint8Array | undefined => {
  const bytes = bech32.fromWordsUnsafe(words);
  return bytes === undefined ? undefined : Uint8Array.from(bytes);
};

/** Bytes in five-bit groups. */
export const bytesToWords = (bytes: Uint8Array): number[] => bech32.toWords(bytes);

/** The text. */
export const encodeBech32 = (
  hrp: string,
  words: number[],
  variant: 'bech32' | 'bech32m',
  longest = LONGEST,
): string => coders[variant].encode(hrp, words, longest);
