import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frontAfterDepth, QUEUE_MODEL_NAMES, queueModel } from './queue-model.ts';

const seed = 20240808;

describe('frontAfterDepth', () => {
  // trading.md 9: front 5, previous 10, next 8, nothing traded.
  const change = { previous: 10, next: 8, traded: 0 };

  it.each([
    ['riskAverse', 2, 5],
    ['power', 2, 4],
    ['log', 2, 4],
    ['power2', 2, 3.5],
    ['log2', 2, 4.494443],
    ['power3', 2, 4.5],
    ['tradeOnly', 2, 5],
  ] as const)('%s(%d) moves front 5 of 10 to %d when two lots leave', (name, n, front) => {
    expect(frontAfterDepth(queueModel(name, n), 5, change)).toBeCloseTo(front, 6);
  });

  it('bounds the queue by what the level shows', () => {
    expect(frontAfterDepth(queueModel('riskAverse'), 5, { previous: 10, next: 3, traded: 0 })).toBe(3);
  });

  it('takes what traded since the last update out of the decrease', () => {
    // Six lots left, five of them traded and have moved the queue already: one lot to share out, half of it ahead.
    expect(frontAfterDepth(queueModel('power', 1), 5, { previous: 16, next: 10, traded: 5 })).toBeCloseTo(
      5 - 5 / 16,
      12,
    );
  });

  it('gains nothing when the level grew, even if it traded meanwhile', () => {
    for (const name of QUEUE_MODEL_NAMES)
      expect(frontAfterDepth(queueModel(name), 5, { previous: 10, next: 12, traded: 1 })).toBe(5);
  });

  it('an emptied queue stays empty: p(0, 0) is 1, not NaN', () => {
    for (const name of QUEUE_MODEL_NAMES)
      expect(frontAfterDepth(queueModel(name), 0, { previous: 0, next: 0, traded: 0 })).toBe(0);
  });

  it('tradeOnly looks at depth only when the level is gone', () => {
    const queue = queueModel('tradeOnly');
    expect(frontAfterDepth(queue, 5, { previous: 10, next: 2, traded: 0 })).toBe(5);
    expect(frontAfterDepth(queue, 5, { previous: 10, next: 0, traded: 0 })).toBe(0);
  });

  it('a place at the head stays there, one at the back moves by everything that left', () => {
    for (const name of ['power', 'log', 'power2', 'log2', 'power3'] as const) {
      expect(frontAfterDepth(queueModel(name), 0, { previous: 10, next: 8, traded: 0 })).toBe(0);
      expect(frontAfterDepth(queueModel(name), 10, { previous: 10, next: 8, traded: 0 })).toBe(8);
    }
  });

  it('never goes back, and never past what the level shows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...QUEUE_MODEL_NAMES.filter((name) => name !== 'tradeOnly')),
        fc.integer({ min: 1, max: 4 }),
        fc.record({
          front: fc.nat(1000),
          behind: fc.nat(1000),
          next: fc.nat(2000),
          traded: fc.nat(50),
        }),
        (name, n, { front, behind, next, traded }) => {
          const after = frontAfterDepth(queueModel(name, n), front, {
            previous: front + behind,
            next,
            traded,
          });
          expect(after).toBeLessThanOrEqual(Math.min(front, next) + 1e-9);
        },
      ),
      { numRuns: 20_000, seed },
    );
  });
});

describe('queueModel', () => {
  it('gives a chance between 0 and 1 for every place in every queue', () => {
    const withChance = QUEUE_MODEL_NAMES.filter((name) => queueModel(name).chance !== undefined);
    expect(withChance).toEqual(['power', 'log', 'power2', 'log2', 'power3']);
    fc.assert(
      fc.property(
        fc.constantFrom(...withChance),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (name, front, back) => {
          const p = queueModel(name).chance?.(front, back) ?? NaN;
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 20_000, seed },
    );
  });
});
