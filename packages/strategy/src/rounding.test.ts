import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilNear, floorNear, roundHalfAway } from './rounding.ts';

describe('rounding', () => {
  it('takes an integer with float error for that integer', () => {
    expect(0.3 / 0.1).toBeLessThan(3);
    expect(floorNear(0.3 / 0.1)).toBe(3);
    expect((0.1 + 0.2) / 0.1).toBeGreaterThan(3);
    expect(ceilNear((0.1 + 0.2) / 0.1)).toBe(3);
  });

  it('rounds anything farther away down and up', () => {
    expect([floorNear(2.999999), ceilNear(3.000001)]).toEqual([2, 4]);
    expect([floorNear(-2.5), ceilNear(-2.5)]).toEqual([-3, -2]);
  });

  it('leaves infinities alone', () => {
    expect([floorNear(-Infinity), ceilNear(Infinity)]).toEqual([-Infinity, Infinity]);
  });

  it('finds the integer behind a decimal product and quotient', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 8 }), (ticks, decimals) => {
        const tick = Number(`1e-${decimals}`);
        const price = Number((ticks * tick).toFixed(decimals));
        expect([floorNear(price / tick), ceilNear(price / tick)]).toEqual([ticks, ticks]);
      }),
      { numRuns: 5000 },
    );
  });

  it('rounds halves away from zero on both sides', () => {
    expect([0.5, 1.5, 2.49, -0.5, -1.5, -2.49].map(roundHalfAway)).toEqual([1, 2, 2, -1, -2, -2]);
  });
});
