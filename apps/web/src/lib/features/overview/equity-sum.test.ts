import { describe, expect, it } from 'vitest';
import { sparkline, sumEquity } from './equity-sum.ts';

const at = (second: number) => new Date(Date.parse('2026-11-25T10:00:00.000Z') + second * 1000).toISOString();
const sample = (second: number, equity: number) => ({ at: at(second), equity });
const values = (points: readonly { equity: number }[]) => points.map(({ equity }) => equity);

describe('sumEquity', () => {
  it('adds the bots up step by step', () => {
    const sum = sumEquity(
      [
        [sample(0, 100), sample(10, 110)],
        [sample(3, 50), sample(12, 40)],
      ],
      10,
    );
    expect(sum).toEqual([
      { at: Date.parse(at(0)), equity: 150 },
      { at: Date.parse(at(10)), equity: 150 },
    ]);
  });

  it('keeps the last figure of a bot that has none in a step', () => {
    const sum = sumEquity([[sample(0, 100), sample(10, 110), sample(20, 120)], [sample(0, 50)]], 10);
    expect(values(sum)).toEqual([150, 160, 170]);
  });

  it('does not show a bot that was added later as profit', () => {
    const sum = sumEquity([[sample(0, 100), sample(10, 100)], [sample(10, 500)]], 10);
    expect(values(sum)).toEqual([600, 600]);
  });

  it('is empty without samples', () => {
    expect(sumEquity([[], []], 10)).toEqual([]);
  });
});

describe('sparkline', () => {
  const box = { width: 100, height: 20 };

  it('runs from left to right, more money up', () => {
    const points = [0, 5, 10].map((step, index) => ({ at: step, equity: [10, 30, 20][index] ?? 0 }));
    expect(sparkline(points, box)).toBe('M0.0 20.0L50.0 0.0L100.0 10.0');
  });

  it('draws no move as a line through the middle', () => {
    expect(
      sparkline(
        [
          { at: 0, equity: 7 },
          { at: 1, equity: 7 },
        ],
        box,
      ),
    ).toBe('M0.0 10.0L100.0 10.0');
  });

  it('draws nothing from a single point', () => {
    expect(sparkline([{ at: 0, equity: 7 }], box)).toBe('');
  });
});
