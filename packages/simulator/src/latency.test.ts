import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { describe, expect, it } from 'vitest';
import { constantLatency, drawnLatency, recordedLatency } from './latency.ts';

describe('constantLatency', () => {
  it('is the same at any time', () => {
    expect([0, 1e15].map(constantLatency(10_000))).toEqual([10_000, 10_000]);
  });
});

describe('drawnLatency', () => {
  const settings = { floorUs: 2_000, typicalUs: 3_000, spread: 0.5 };

  it('is never below its floor, and half of the draws are below floor and typical together', () => {
    const latency = drawnLatency(seededRandom('latency'), settings);
    const draws = Array.from({ length: 10_000 }, () => latency(0));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(2_000);
    expect(draws.filter((us) => us < 5_000).length / draws.length).toBeCloseTo(0.5, 1);
    expect(draws.every(Number.isInteger)).toBe(true);
  });

  it('F48 is a function of its seed', () => {
    const draws = (seed: string): number[] => {
      const latency = drawnLatency(seededRandom(seed), settings);
      return Array.from({ length: 100 }, () => latency(0));
    };
    expect(draws('a')).toEqual(draws('a'));
    expect(draws('a')).not.toEqual(draws('b'));
  });
});

describe('recordedLatency', () => {
  const { entry, response } = recordedLatency([
    { requestUs: 1_000, exchangeUs: 1_100, responseUs: 1_150 },
    { requestUs: 2_000, exchangeUs: 2_300, responseUs: 2_350 },
    { requestUs: 3_000, exchangeUs: 0, responseUs: 3_500 },
    { requestUs: 4_000, exchangeUs: 4_100, responseUs: 4_200 },
  ]);

  it('interpolates between the rows around a request', () => {
    expect([1_000, 1_250, 1_500, 2_000].map(entry)).toEqual([100, 150, 200, 300]);
    expect([1_000, 1_500, 2_000].map(response)).toEqual([50, 50, 50]);
  });

  it('holds the first and the last row outside the recorded time', () => {
    expect([0, 999, 4_000, 9_000].map(entry)).toEqual([100, 100, 100, 100]);
    expect([0, 9_000].map(response)).toEqual([50, 100]);
  });

  it('an exchange time of 0 refuses the requests until the next row, learnt after the response leg', () => {
    expect([2_999, 3_000, 3_999].map(entry)).toEqual([300, -1, -1]);
    expect([2_500, 3_000, 3_999].map(response)).toEqual([50, 500, 500]);
  });

  it('a negative latency is a refusal too', () => {
    const { entry: back } = recordedLatency([{ requestUs: 5_000, exchangeUs: 4_900, responseUs: 5_100 }]);
    expect(back(5_000)).toBeLessThan(0);
  });

  it('refuses rows without order, and no rows', () => {
    const row = (requestUs: number) => ({ requestUs, exchangeUs: requestUs, responseUs: requestUs });
    expect(() => recordedLatency([])).toThrow(RangeError);
    expect(() => recordedLatency([row(2), row(1)])).toThrow(/ordered/);
  });
});
