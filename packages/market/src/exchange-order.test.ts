import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeOrder } from './exchange-order.ts';

describe('exchangeOrder', () => {
  it('sorts by time and keeps file order within one time', () => {
    expect([...exchangeOrder(Float64Array.of(5, 3, 5, 4, 3))]).toEqual([1, 4, 3, 0, 2]);
    expect([...exchangeOrder(new Float64Array(0))]).toEqual([]);
  });

  it('equals a stable sort, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (times) => {
        const expected = times.map((_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
        expect([...exchangeOrder(Float64Array.from(times))]).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
