import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrPath } from './qr-path.ts';

describe('qrPath', () => {
  it('X13: draws each dark module and no other', () => {
    const { data } = encode('http://127.0.0.1:7700/claim', { border: 2 });
    const drawn = [...qrPath(data).matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`);
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x},${y}`] : [])));
    expect(drawn).toEqual(dark);
    expect(dark.length).toBeGreaterThan(100);
  });
});
