import { decodeRlp as ethersDecode, encodeRlp as ethersEncode } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { decodeRlp, encodeRlp } from './rlp.ts';
import type { Rlp } from './rlp.ts';

const asEthers = (item: Rlp): string | object[] =>
  item instanceof Uint8Array ? `0x${toHex(item)}` : (item.map(asEthers) as object[]);
const bytes = fc.uint8Array({ maxLength: 70 });
const items: fc.Arbitrary<Rlp> = fc.oneof(
  bytes,
  fc.array(fc.oneof(bytes, fc.array(bytes, { maxLength: 4 })), { maxLength: 5 }),
);

describe('RLP', () => {
  it('writes what ethers writes, and reads it back', () => {
    fc.assert(
      fc.property(items, (item) => {
        const written = encodeRlp(item);
        expect(`0x${toHex(written)}`).toBe(ethersEncode(asEthers(item) as string));
        expect(decodeRlp(written)).toEqual(item);
      }),
    );
  });

  it('reads nothing that is not the only spelling of what it says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (text) => {
        const read = decodeRlp(text);
        if (read === undefined) return;
        expect(toHex(encodeRlp(read))).toBe(toHex(text));
        expect(ethersDecode(`0x${toHex(text)}`)).toEqual(asEthers(read));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a single byte with a prefix', '8105'],
    ['a short text with a long length', 'b801ff'],
    ['a text of 55 bytes with a long length', 'b837' + 'ab'.repeat(55)],
    ['a length with a leading zero', 'b90040' + 'ab'.repeat(64)],
    ['a length of five bytes', 'bc0000000001ff'],
    ['a text that ends early', '83abcd'],
    ['a length that ends early', 'b9ff'],
    ['a list that ends within an item', 'c283abcd'],
    ['bytes after the end', '0505'],
    ['lists within lists without end', 'c9c8c7c6c5c4c3c2c1c0'],
  ])('refuses %s', (_what, hex) => {
    expect(decodeRlp(fromHex(hex))).toBeUndefined();
  });

  it('reads lists within lists nine deep', () => {
    expect(decodeRlp(fromHex('c8c7c6c5c4c3c2c1c0'))).toEqual([[[[[[[[[]]]]]]]]]);
  });

  it('writes numbers without leading zeros', () => {
    expect([0n, 5n, 128n, 256n].map((value) => toHex(encodeRlp(value)))).toEqual([
      '80',
      '05',
      '8180',
      '820100',
    ]);
  });
});
