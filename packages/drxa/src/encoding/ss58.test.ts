import { blake2b } from '@noble/hashes/blake2.js';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from './bytes.ts';
import { decodeSs58, encodeSs58 } from './ss58.ts';

const key = new Uint8Array(32).fill(9);

/** A text of any bytes whose checksum is right. */
const signed = (...bytes: Uint8Array[]): string => {
  const body = concat(...bytes);
  const hash = blake2b(concat(new TextEncoder().encode('SS58PRE'), body), { dkLen: 64 });
  return base58.encode(concat(body, hash.subarray(0, 2)));
};

describe('ss58', () => {
  it('reads every prefix that it writes', () => {
    for (let prefix = 0; prefix <= 16_383; prefix++) {
      expect(decodeSs58(encodeSs58({ prefix, key }))).toEqual({ prefix, key });
    }
  });

  it('writes a prefix up to 63 in one byte, and others in two', () => {
    const lengths = [0, 63, 64, 16_383].map((prefix) => base58.decode(encodeSs58({ prefix, key })).length);
    expect(lengths).toEqual([35, 35, 36, 36]);
  });

  it('reads every key that it writes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 0, max: 16_383 }),
        (any, prefix) => {
          expect(decodeSs58(encodeSs58({ prefix, key: any }))).toEqual({ prefix, key: any });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['the first byte that is reserved', signed(Uint8Array.of(0x80, 1), key)],
    ['a first byte that is reserved', signed(Uint8Array.of(0x90, 0), key)],
    // 42 in two bytes: 0b01001010, then its lowest two bits on top.
    ['a small prefix in two bytes', signed(Uint8Array.of(0x4a, 0x80), key)],
    ['an account of 31 bytes', signed(Uint8Array.of(0), key.subarray(1))],
    ['an account of 33 bytes', signed(Uint8Array.of(0), key, Uint8Array.of(1))],
    ['no bytes', ''],
    ['text of no base58', 'O0Il'],
  ])('refuses %s', (_, text) => {
    expect(decodeSs58(text)).toBe('format');
  });

  it('tells a wrong checksum from a wrong form', () => {
    const bytes = base58.decode(encodeSs58({ prefix: 42, key }));
    bytes[34] ^= 1;
    expect(decodeSs58(base58.encode(bytes))).toBe('checksum');
  });
});
