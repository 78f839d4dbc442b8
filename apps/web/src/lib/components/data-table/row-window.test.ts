import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowWindow } from './row-window.ts';

describe('rowWindow', () => {
  it('X6: draws far fewer than 500 of 10,000 rows, wherever it is scrolled', () => {
    fc.assert(
      fc.property(fc.nat(360_000), fc.constantFrom(28, 36), (scrollTop, rowHeight) => {
        const { first, end } = rowWindow({ count: 10_000, rowHeight, scrollTop, height: 720 });
        expect(end - first).toBeLessThan(60);
      }),
    );
  });

  it('covers what is visible, and keeps the height of the whole', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(200_000), (count, position) => {
        const height = 600;
        const scrollTop = Math.min(position, Math.max(0, count * 36 - height));
        const drawn = rowWindow({ count, rowHeight: 36, scrollTop, height });
        expect(drawn.above + (drawn.end - drawn.first) * 36 + drawn.below).toBe(count * 36);
        expect(drawn.above).toBeLessThanOrEqual(scrollTop);
        expect(drawn.end === count || drawn.end * 36 >= scrollTop + height).toBe(true);
      }),
    );
  });
});
