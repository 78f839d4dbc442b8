import { parseDecimal } from '@mrmarket/market/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, numberText, percentText, roundDecimal, signOf, sumDecimals } from './number-text.ts';

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }))
  .map(([units, places]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
    const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
    return units < 0n ? `-${text}` : text;
  });

describe('a decimal for people', () => {
  it.each([
    ['1234567.891', 2, '1,234,567.89'],
    ['1234.565', 2, '1,234.57'],
    ['-1234.565', 2, '−1,234.57'],
    ['999.999', 2, '1,000.00'],
    ['-0.004', 2, '0.00'],
    ['0', 0, '0'],
    ['123', 0, '123'],
    ['100000', 1, '100,000.0'],
  ])('writes %s with %i decimals as %s', (decimal, decimals, text) => {
    expect(decimalText(decimal, decimals)).toBe(text);
  });

  it('has a plus sign for results, and none for zero', () => {
    expect(decimalText('12.5', 2, 'plus')).toBe('+12.50');
    expect(decimalText('-12.5', 2, 'plus')).toBe('−12.50');
    expect(decimalText('0.001', 2, 'plus')).toBe('0.00');
  });

  it('refuses what is no decimal', () => {
    expect(() => decimalText('1e5', 2)).toThrow('not a plain decimal number');
  });

  it('keeps every digit where nothing is rounded away', () => {
    fc.assert(
      fc.property(anyDecimal, (decimal) => {
        const back = decimalText(decimal, 18).replaceAll(',', '').replace('−', '-');
        expect(parseDecimal(back, 18)).toBe(parseDecimal(decimal, 18));
      }),
      { numRuns: 3000 },
    );
  });

  it('is never more than half a unit off, and goes away from zero at exactly half', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 18 }), (decimal, decimals) => {
        const exact = parseDecimal(decimal, 18);
        const rounded = parseDecimal(roundDecimal(decimal, decimals), 18);
        const unit = 10n ** BigInt(18 - decimals);
        const off = 2n * (rounded - exact);
        expect(off <= unit && -off <= unit).toBe(true);
        if (off === unit) expect(exact > 0n).toBe(true);
        if (-off === unit) expect(exact < 0n).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('numbers, shares and sums', () => {
  it('writes numbers the same way, and a dash for what is not known', () => {
    expect(numberText(-1234.5, 2)).toBe('−1,234.50');
    expect(numberText(-0.0001, 2)).toBe('0.00');
    expect(numberText(NaN, 2)).toBe('–');
    expect(percentText(0.0123, 2)).toBe('1.23 %');
    expect(percentText(1 / 0)).toBe('–');
  });

  it('adds decimals exactly', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['12.5', '-2.25', '-0.75'])).toBe('9.50');
    expect(sumDecimals([])).toBe('0');
  });

  it('knows the sign of a decimal', () => {
    expect(['-0.01', '0.00', '-0', '3'].map(signOf)).toEqual([-1, 0, 0, 1]);
  });
});
