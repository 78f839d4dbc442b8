import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { skew, skewRatio } from './skew.ts';
import type { SkewInput } from './skew.ts';

/** Price 100, base 11, quote 1000, one level of size 1 a side, range 1, target a half: T = 2. */
const vector: SkewInput = {
  baseValue: 1100,
  portfolio: 2100,
  targetRatio: 0.5,
  range: 1,
  orderLots: 2,
  ref: 100,
  mayBeShort: false,
};

describe('skewRatio', () => {
  it('gives the vector of trading.md 2.1: R 200, x 0.25, bid ×0.75, ask ×1.25', () => {
    expect(skewRatio(vector)).toBe(0.25);
    const proposal = proposalOf([[99, 1]], [[101, 1]]);
    skew(proposal, 0.25);
    expect(rowsOf(proposal.bids)).toEqual([[99, 0.75]]);
    expect(rowsOf(proposal.asks)).toEqual([[101, 1.25]]);
  });

  it('mirrors it below the target: base 9.5 and 1000 quote are 0.125 short of it', () => {
    // v = 950, portfolio 1950, t = 975, min(R, t) = 200: x = −25/200
    expect(skewRatio({ ...vector, baseValue: 950, portfolio: 1950 })).toBe(-0.125);
  });

  it('is 1 and −1 at and beyond the ends of the range', () => {
    expect(skewRatio({ ...vector, baseValue: 1250 })).toBe(1);
    expect(skewRatio({ ...vector, baseValue: 2100 })).toBe(1);
    expect(skewRatio({ ...vector, baseValue: 850 })).toBe(-1);
    expect(skewRatio({ ...vector, baseValue: 0 })).toBe(-1);
  });

  it('is bounded by half the portfolio, and below the target by the target', () => {
    // T·range·price = 20 000 is over portfolio/2 = 1050: x = (1155 − 1050)/1050
    expect(skewRatio({ ...vector, range: 100, baseValue: 1155 })).toBeCloseTo(0.1, 12);
    // target 210 is under R = 1050: x = (105 − 210)/210
    expect(skewRatio({ ...vector, range: 100, targetRatio: 0.1, baseValue: 105 })).toBeCloseTo(-0.5, 12);
  });

  it('has no end at nothing where a short is possible', () => {
    // target 0, R = 200: −50/200
    const short = { ...vector, targetRatio: 0, baseValue: -50, portfolio: 2000 };
    expect(skewRatio({ ...short, mayBeShort: true })).toBe(-0.25);
    expect(skewRatio(short)).toBe(-1);
  });

  it('is 0 at the target, whatever else', () => {
    expect(skewRatio({ ...vector, baseValue: 1050 })).toBe(0);
    expect(skewRatio({ ...vector, baseValue: 0, portfolio: 0 })).toBe(0);
  });

  it('stays within ±1, never falls as the inventory grows, and is never NaN', () => {
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        amount,
        fc.boolean(),
        (a, b, target, lots, mayBeShort) => {
          const input = { ...vector, portfolio: 1e9, targetRatio: target, orderLots: lots, mayBeShort };
          const low = skewRatio({ ...input, baseValue: Math.min(a, b) });
          const high = skewRatio({ ...input, baseValue: Math.max(a, b) });
          expect(low).toBeGreaterThanOrEqual(-1);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(high);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
