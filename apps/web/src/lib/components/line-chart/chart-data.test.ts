import { describe, expect, it } from 'vitest';
import { joinLive, MAX_POINTS, nearestIndex, sampleIndices, withGaps } from './chart-data.ts';
import type { ChartSeries } from './chart-data.ts';

const line = (values: (number | null)[]): ChartSeries => ({
  key: 'equity',
  label: 'Equity',
  colour: 1,
  values,
  format: String,
});

describe('withGaps', () => {
  it('U12 breaks the line where data is missing', () => {
    expect(withGaps([0, 10, 20, 60, 70], [line([1, 2, 3, 4, 5])], 10)).toEqual({
      times: [0, 10, 20, 30, 60, 70],
      columns: [[1, 2, 3, null, 4, 5]],
    });
  });

  it('takes an uneven step for what it is', () => {
    expect(withGaps([0, 10, 34], [line([1, 2, 3])], 10).columns).toEqual([[1, 2, 3]]);
  });

  it('keeps a value that is not known as a gap of its series alone', () => {
    expect(withGaps([0, 1], [line([1, null]), line([3, 4])], 1).columns).toEqual([
      [1, null],
      [3, 4],
    ]);
  });

  it('takes no points at all', () => {
    expect(withGaps([], [line([])], 1)).toEqual({ times: [], columns: [[]] });
  });
});

describe('joinLive', () => {
  const at = (second: number) => ({ at: new Date(second * 1000).toISOString() });

  it('appends what is newer and drops what history already has', () => {
    expect(joinLive([at(1), at(2)], [at(1), at(2), at(3)], 1)).toEqual([at(1), at(2), at(3)]);
  });

  it('keeps to the step of a longer range', () => {
    const live = Array.from({ length: 25 }, (_, second) => at(second + 1));
    expect(joinLive([at(0)], live, 10)).toEqual([at(0), at(9), at(18)]);
  });

  it('keeps the newest 10 000', () => {
    const history = Array.from({ length: MAX_POINTS }, (_, second) => at(second));
    const joined = joinLive(history, [at(MAX_POINTS)], 1);
    expect(joined).toHaveLength(MAX_POINTS);
    expect(joined.at(-1)).toEqual(at(MAX_POINTS));
    expect(joined[0]).toEqual(at(1));
  });
});

describe('nearestIndex', () => {
  it('X7 finds the point under the crosshair', () => {
    expect(nearestIndex([0, 10, 20], 14)).toBe(1);
    expect(nearestIndex([0, 10, 20], 16)).toBe(2);
    expect(nearestIndex([0, 10, 20], -5)).toBe(0);
    expect(nearestIndex([0, 10, 20], 99)).toBe(2);
    expect(nearestIndex([], 5)).toBe(-1);
  });
});

describe('sampleIndices', () => {
  it('X7 spreads the rows of the data table and keeps both ends', () => {
    expect(sampleIndices(3, 10)).toEqual([0, 1, 2]);
    const rows = sampleIndices(1000, 100);
    expect(rows).toHaveLength(100);
    expect(rows[0]).toBe(0);
    expect(rows.at(-1)).toBe(999);
    expect(new Set(rows).size).toBe(100);
  });
});
