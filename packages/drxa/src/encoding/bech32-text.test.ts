import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from './bech32-text.ts';

describe('the vectors of BIP-173 and BIP-350', () => {
  it.each([
    ['bech32', 'A12UEL5L'],
    ['bech32', 'a12uel5l'],
    ['bech32', 'an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs'],
    ['bech32', 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw'],
    ['bech32', 'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w'],
    ['bech32', '?1ezyfcl'],
    ['bech32m', 'A1LQFN3A'],
    ['bech32m', 'a1lqfn3a'],
    ['bech32m', 'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx'],
    ['bech32m', 'split1checkupstagehandshakeupstreamerranterredcaperredlc445v'],
    ['bech32m', '?1v759aa'],
  ] as const)('valid %s: %s', (variant, text) => {
    const read = decodeBech32(text, variant);
    expect(read).toMatchObject({ hrp: text.toLowerCase().slice(0, text.lastIndexOf('1')) });
    const { hrp, words } = read as Exclude<typeof read, string>;
    expect(encodeBech32(hrp, words, variant)).toBe(text.toLowerCase());
    expect(decodeBech32(text, variant === 'bech32' ? 'bech32m' : 'bech32')).toBe('checksum');
  });

  it.each([
    ['a space', '\x201nwldj5', 'format'],
    ['a delete', '\x7f1axkwrx', 'format'],
    [
      '91 characters',
      `an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx`,
      'format',
    ],
    ['no separator', 'pzry9x0s0muk', 'format'],
    ['no prefix', '1pzry9x0s0muk', 'format'],
    ['a foreign character', 'x1b4n0q5v', 'format'],
    ['a short checksum', 'li1dgmt3', 'format'],
    ['a wrong checksum', 'A1G7SGD8', 'checksum'],
    ['nothing behind the separator', '10a06t8', 'format'],
    ['mixed case', 'A12uEL5L', 'format'],
    ['no text', 7 as unknown as string, 'format'],
  ] as const)('invalid: %s', (_, text, reason) => {
    expect(decodeBech32(text, 'bech32')).toBe(reason);
  });
});

describe('five-bit groups', () => {
  it('give the bytes they were made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(wordsToBytes(bytesToWords(bytes))).toEqual(bytes);
      }),
    );
  });

  it('with left-over bits that are set, or too many, give nothing', () => {
    expect(wordsToBytes([31, 28])).toEqual(Uint8Array.of(255));
    expect(wordsToBytes([31, 29])).toBeUndefined();
    expect(wordsToBytes([31, 28, 0])).toBeUndefined();
  });
});
