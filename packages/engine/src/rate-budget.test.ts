import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateBudget } from './rate-budget.ts';

const START_US = 1_700_000_000_000_000;

describe('a rate budget of 10 a second', () => {
  it('lets 10 go at once, then one each 100 ms', () => {
    const budget = new RateBudget(10);
    const taken = Array.from({ length: 11 }, () => budget.take(START_US));
    expect(taken).toEqual([...Array.from({ length: 10 }, () => true), false]);
    expect(budget.take(START_US + 99_000)).toBe(false);
    expect(budget.take(START_US + 101_000)).toBe(true);
    expect(budget.take(START_US + 102_000)).toBe(false);
  });

  it('saves no more than one second of silence', () => {
    const budget = new RateBudget(10);
    for (let i = 0; i < 10; i++) budget.take(START_US);
    const later = START_US + 3_600_000_000;
    expect(Array.from({ length: 12 }, () => budget.take(later)).filter(Boolean)).toHaveLength(10);
  });

  it('gives nothing for a clock that goes back and forth', () => {
    const budget = new RateBudget(10);
    for (let i = 0; i < 10; i++) budget.take(START_US);
    for (let i = 0; i < 100; i++) {
      expect(budget.take(START_US - 1_000_000)).toBe(false);
      expect(budget.take(START_US)).toBe(false);
    }
  });

  it('takes nothing away for a clock that goes back', () => {
    const budget = new RateBudget(10);
    budget.take(START_US);
    expect(budget.take(START_US - 5_000_000)).toBe(true);
  });

  it('says when the next may go: at once while there is room', () => {
    const budget = new RateBudget(10);
    expect(budget.nextUs(START_US)).toBe(START_US);
    for (let i = 0; i < 10; i++) budget.take(START_US);
    const next = budget.nextUs(START_US);
    expect(next).toBeGreaterThanOrEqual(START_US + 100_000);
    expect(next).toBeLessThanOrEqual(START_US + 100_002);
  });

  it('slower than one a second still lets one go', () => {
    const budget = new RateBudget(0.1);
    expect([budget.take(START_US), budget.take(START_US + 9_990_000)]).toEqual([true, false]);
    expect(budget.take(START_US + 10_001_000)).toBe(true);
  });
});

const rates = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.1, max: 100, noNaN: true }));
const waits = fc.array(fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(3_000_000)), {
  minLength: 1,
  maxLength: 150,
});

describe('F30 at any rate', () => {
  it('never more than capacity + rate × t are taken in any window', () => {
    fc.assert(
      fc.property(rates, waits, (perSec, list) => {
        const budget = new RateBudget(perSec);
        const taken: number[] = [];
        let nowUs = START_US;
        for (const wait of list) {
          nowUs += wait;
          if (budget.take(nowUs)) taken.push(nowUs);
        }
        const capacity = Math.max(1, perSec);
        for (let from = 0; from < taken.length; from++) {
          for (let to = from; to < taken.length; to++) {
            const allowed = capacity + (perSec * (taken[to] - taken[from])) / 1e6;
            expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('nextUs is the time at which one may go, and hardly earlier', () => {
    fc.assert(
      fc.property(rates, waits, (perSec, list) => {
        const budget = new RateBudget(perSec);
        let nowUs = START_US;
        for (const wait of list) {
          nowUs += wait;
          const next = budget.nextUs(nowUs);
          if (next === nowUs) {
            expect(budget.take(nowUs)).toBe(true);
            continue;
          }
          expect(budget.take(next - 4)).toBe(false);
          expect(budget.take(next)).toBe(true);
          nowUs = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('asking when takes nothing', () => {
    fc.assert(
      fc.property(rates, waits, (perSec, list) => {
        const asked = new RateBudget(perSec);
        const plain = new RateBudget(perSec);
        let nowUs = START_US;
        for (const wait of list) {
          nowUs += wait;
          asked.nextUs(nowUs);
          expect(asked.take(nowUs)).toBe(plain.take(nowUs));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
