import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreedPrice } from './agreed-price.ts';

const agree = (prices: number[], weights: number[], maxDivergence = 0.005): number =>
  agreedPrice(Float64Array.from(prices), Float64Array.from(weights), maxDivergence);

describe('agreedPrice', () => {
  it('is the weighted mean', () => {
    expect(agree([1000, 1002], [3, 1])).toBe(1000.5);
  });

  it('leaves out what is missing', () => {
    expect(agree([NaN, 1002, NaN], [3, 1, 5])).toBe(1002);
  });

  it('leaves out what is farther from the median than allowed', () => {
    // Median 1001; 0.5 % of it is 5.005.
    expect(agree([1000, 1001, 1007], [1, 1, 100])).toBe(1000.5);
    expect(agree([1000, 1001, 1006], [1, 1, 1])).toBeCloseTo(1002.3333333, 6);
  });

  it('has no price when two disagree, for nobody knows which one is right', () => {
    expect(agree([1000, 1100], [1, 1])).toBeNaN();
  });

  it('has no price without sources', () => {
    expect(agree([], [])).toBeNaN();
    expect(agree([NaN], [1])).toBeNaN();
  });

  it('does not depend on the order of the sources, and stays between the lowest and the highest', () => {
    const source = fc.tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(
        fc.array(source, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (sources, limit) => {
          const price = agree(
            sources.map(([p]) => p),
            sources.map(([, w]) => w),
            limit,
          );
          const back = [...sources].reverse();
          const reversed = agree(
            back.map(([p]) => p),
            back.map(([, w]) => w),
            limit,
          );
          const prices = sources.map(([p]) => p);
          if (Number.isNaN(price)) expect(reversed).toBeNaN();
          else {
            expect(reversed / price).toBeCloseTo(1, 9);
            expect(price).toBeGreaterThanOrEqual(Math.min(...prices) * (1 - 1e-12));
            expect(price).toBeLessThanOrEqual(Math.max(...prices) * (1 + 1e-12));
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});
