import { describe, expect, it } from 'vitest';
import { equityDay, isFirstDay } from './equity-day.ts';

const at = (minute: number) =>
  new Date(Date.parse('2026-11-25T10:00:00.000Z') + minute * 60_000).toISOString();
const series = (...equities: number[]) => ({
  stepSec: 60,
  points: equities.map((equity, minute) => ({ at: at(minute), equity })),
});

describe('equity of the last day', () => {
  it('P22: adds up bots of one quote asset and never those of two', () => {
    const day = equityDay([
      { quote: 'USDT', series: series(100, 110) },
      { quote: 'BTC', series: series(1, 2) },
      { quote: 'USDT', series: series(10, 20) },
    ]);
    expect(day.byQuote.get('USDT')?.map(({ equity }) => equity)).toEqual([110, 130]);
    expect(day.byQuote.get('BTC')?.map(({ equity }) => equity)).toEqual([1, 2]);
  });

  it('P19: a series that could not be read leaves out its asset only, and says so', () => {
    const day = equityDay([
      { quote: 'USDT', series: series(100, 110) },
      { quote: 'USDT', series: undefined },
      { quote: 'BTC', series: series(1, 2) },
    ]);
    expect([...day.byQuote.keys()]).toEqual(['BTC']);
    expect(day.failed).toBe(true);
  });

  it('begins with the oldest sample', () => {
    const day = equityDay([{ quote: 'USDT', series: series(1, 2) }]);
    expect(day.since).toBe(Date.parse(at(0)));
    expect(equityDay([]).since).toBeUndefined();
  });
});

describe('the first day', () => {
  it('ends when there are 24 hours of samples, but for the first step', () => {
    const begin = Date.parse(at(0));
    const hours = (count: number) => begin + count * 3_600_000;
    expect(isFirstDay(undefined, begin)).toBe(true);
    expect(isFirstDay(begin, hours(23))).toBe(true);
    expect(isFirstDay(begin, hours(23.5))).toBe(false);
  });
});
