import { base58xrp } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase58, decodeBase58Check, encodeBase58Check } from './base58check.ts';
import { fromHex } from './hex.ts';

describe('base58check', () => {
  it('writes the address of the genesis block', () => {
    const bytes = fromHex('0062e907b15cbf27d5425399ebf6f0fb50ebb88f18');
    expect(encodeBase58Check(bytes)).toBe('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa');
    expect(decodeBase58Check('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toEqual(bytes);
  });

  it.each([
    ['Bitcoin', undefined],
    ['Ripple', base58xrp],
  ])('is read as what was written, in the alphabet of %s', (_, alphabet) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        expect(decodeBase58Check(encodeBase58Check(bytes, alphabet), alphabet)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('says which test a text fails', () => {
    expect(decodeBase58Check('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb')).toBe('checksum');
    expect(decodeBase58Check('1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a')).toBe('format');
    // Four bytes or less hold no more than a checksum.
    expect(decodeBase58Check('')).toBe('format');
    expect(decodeBase58Check('1111')).toBe('format');
    expect(decodeBase58Check(' 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toBe('format');
  });

  it('reads no text that is far longer than any address', () => {
    expect(decodeBase58('1'.repeat(128))).toHaveLength(128);
    expect(decodeBase58('1'.repeat(129))).toBeUndefined();
    expect(decodeBase58(7 as unknown as string)).toBeUndefined();
  });
});
