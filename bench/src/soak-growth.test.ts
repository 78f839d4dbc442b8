import { describe, expect, it } from 'vitest';
import { secondHalfGrowth, slopePerHour } from './soak-growth.ts';

const minutes = (value: (minute: number) => number) =>
  Array.from({ length: 31 }, (_, minute) => ({ minute, value: value(minute) }));

describe('growth of a soak', () => {
  it('is the line through the readings, per hour', () => {
    expect(slopePerHour(minutes((minute) => 100 + 0.5 * minute))).toBeCloseTo(30, 9);
    expect(slopePerHour(minutes(() => 7))).toBe(0);
  });

  it('counts the second half alone: what fills up and stays is no leak', () => {
    expect(secondHalfGrowth(minutes((minute) => Math.min(minute, 12)))).toBeCloseTo(0, 9);
    expect(secondHalfGrowth(minutes((minute) => 100 + minute))).toBeCloseTo(15, 9);
  });

  it('does not hang on one reading', () => {
    const readings = minutes((minute) => (minute === 30 ? 110 : 100));
    expect(secondHalfGrowth(readings)).toBeLessThan(5);
  });
});
