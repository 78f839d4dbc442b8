import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { bitsOf, cellHash } from './ton-cell.ts';

describe('the hash of a cell', () => {
  it('is the known one of the empty cell', () => {
    expect(toHex(cellHash({ bits: '', refs: [] }))).toBe(
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    );
  });

  it('tells bits from the same bits and a closing one', () => {
    const seven = cellHash({ bits: '1010101', refs: [] });
    const eight = cellHash({ bits: '10101011', refs: [] });
    expect(toHex(seven)).not.toBe(toHex(eight));
  });

  it('holds the depth and hash of each reference', () => {
    const hash = new Uint8Array(32).fill(1);
    const hashes = [
      cellHash({ bits: '1', refs: [] }),
      cellHash({ bits: '1', refs: [{ hash, depth: 0 }] }),
      cellHash({ bits: '1', refs: [{ hash, depth: 256 }] }),
      cellHash({ bits: '1', refs: [{ hash: hash.with(31, 2), depth: 0 }] }),
    ].map(toHex);
    expect(new Set(hashes).size).toBe(4);
    // One reference, one bit and the bit that closes it; the depth in two bytes; the hash.
    const text = Buffer.concat([Buffer.from('0101c00203', 'hex'), hash]);
    expect(toHex(cellHash({ bits: '1', refs: [{ hash, depth: 0x0203 }] }))).toBe(
      createHash('sha256').update(text).digest('hex'),
    );
  });
});

describe('the bits of bytes', () => {
  it('are eight a byte, the highest first', () => {
    expect(bitsOf(fromHex('01f0'))).toBe('0000000111110000');
  });
});
