import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from './bytes.ts';

/** What a cell that refers to another needs to know of it. */
export interface CellRef {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  readonly depth: number;
}

/** An ordinary cell: up to 1023 bits as a text of `0` and `1`, up to four references. */
export interface Cell {
  readonly bits: string;
  readonly refs: readonly CellRef[];
}

const BITS_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'));

/** The bits of bytes, as {@link Cell} has them. */
export const bitsOf = (bytes: Uint8Array): string => {
  let bits = '';
  for (const byte of bytes) bits += BITS_OF_BYTE[byte];
  return bits;
};

/** Bits that do not fill the last byte are closed by a one and zeros. */
function closed(bits: string): Uint8Array {
  const full = bits.length % 8 === 0 ? bits : `${bits}1`;
  const bytes = new Uint8Array(Math.ceil(full.length / 8));
  for (let i = 0; i < full.length; i++) if (full[i] === '1') bytes[i >> 3] |= 0x80 >> (i & 7);
  return bytes;
}

/**
 * The representation hash of a cell: SHA-256 of two descriptor bytes, the data, the depths and the hashes of what it
 * refers to. Source: the TVM whitepaper, 3.1.4 and 3.1.5.
 */
export function cellHash({ bits, refs }: Cell): Uint8Array {
  const descriptors = Uint8Array.of(refs.length, Math.floor(bits.length / 8) + Math.ceil(bits.length / 8));
  const depths = refs.map(({ depth }) => Uint8Array.of(depth >> 8, depth & 0xff));
  return sha256(concat(descriptors, closed(bits), ...depths, ...refs.map(({ hash }) => hash)));
}
