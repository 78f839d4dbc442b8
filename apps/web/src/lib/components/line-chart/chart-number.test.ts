import { describe, expect, it } from 'vitest';
import { chartDecimals, chartNumber } from './chart-number.ts';

describe('chartNumber', () => {
  it('P7 shows a loss with a true minus sign', () => {
    expect(chartNumber(2)(-5902.77)).toBe('\u22125,902.77');
    expect(chartNumber(2)(12)).toBe('12.00');
    expect(chartNumber(2)(0)).toBe('0.00');
    expect(chartNumber(0)(1234567)).toBe('1,234,567');
    expect(chartNumber(2)(-0.001)).toBe('0.00');
  });
});

describe('chartDecimals', () => {
  it('shows what tells the points apart, and no more than there is', () => {
    expect(chartDecimals([10_000, 10_010], 2)).toBe(1);
    expect(chartDecimals([60_000, 61_500], 2)).toBe(0);
    expect(chartDecimals([0.0812, 0.0815], 5)).toBe(5);
    expect(chartDecimals([5, 5, null], 3)).toBe(3);
    expect(chartDecimals([], 2)).toBe(2);
  });
});
