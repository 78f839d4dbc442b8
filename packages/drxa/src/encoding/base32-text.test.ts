import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase32, encodeBase32 } from './base32-text.ts';

describe('base32 text', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('writes %j as RFC 4648 does, without padding', (plain, text) => {
    const bytes = new TextEncoder().encode(plain);
    expect(encodeBase32(bytes)).toBe(text);
    expect(decodeBase32(text)).toEqual(bytes);
  });

  it('has one text for each array of bytes: no other last character is read as the same', () => {
    const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        const text = encodeBase32(bytes);
        const texts = alphabet.map((last) => text.slice(0, -1) + last);
        expect(texts.filter((one) => decodeBase32(one)?.join() === bytes.join())).toEqual([text]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['left-over bits that are not zero', 'MZ'],
    ['a length that no bytes have', 'MZX'],
    ['padding', 'MY======'],
    ['lower case', 'my'],
    ['a character of no alphabet', 'M1'],
    ['very long text', 'A'.repeat(8_000)],
  ])('refuses %s', (_, text) => {
    expect(decodeBase32(text)).toBeUndefined();
  });
});
