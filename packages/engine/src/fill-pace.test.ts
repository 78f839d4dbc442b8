import { describe, expect, it } from 'vitest';
import { FillPace } from './fill-pace.ts';
import { riskLimits } from './risk-limits.ts';

const SEC = 1_000_000;

describe('F45 fills per minute', () => {
  it('the fill beyond the number in 60 s is told', () => {
    const pace = new FillPace(riskLimits({ fillsPerMinute: 3 }));
    expect([0, 10, 59].map((sec) => pace.add(sec * SEC, 1))).toEqual([undefined, undefined, undefined]);
    expect(pace.add(59.999 * SEC, 1)).toBe('4 fills in a minute, limit 3');
  });

  it('a fill of 60 s ago no longer counts', () => {
    const pace = new FillPace(riskLimits({ fillsPerMinute: 3 }));
    for (const sec of [0, 10, 20]) pace.add(sec * SEC, 1);
    expect(pace.add(60 * SEC, 1)).toBeUndefined();
    expect(pace.add(69.999 * SEC, 1)).toBe('4 fills in a minute, limit 3');
  });

  it('the value in 60 s is told when it is over its limit, not at it', () => {
    const pace = new FillPace(riskLimits({ fillsPerMinute: 0, fillQuotePerMinute: 1_000 }));
    expect(pace.add(0, 400)).toBeUndefined();
    expect(pace.add(SEC, 600)).toBeUndefined();
    expect(pace.add(2 * SEC, 0.5)).toBe('1000.50 filled in a minute, limit 1000');
    // The 400 of second 0 are gone at second 60.
    expect(pace.add(60 * SEC, 399)).toBeUndefined();
  });

  it('limits of 0 are off', () => {
    const pace = new FillPace(riskLimits({ fillsPerMinute: 0, fillQuotePerMinute: 0 }));
    for (let i = 0; i < 1_000; i++) expect(pace.add(i, 1e9)).toBeUndefined();
  });
});
