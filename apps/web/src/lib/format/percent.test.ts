import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBasisPoints, formatPercent } from './percent.ts';

describe('formatPercent', () => {
  it.each([
    ['0.0684', { sign: true }, '+6.84%'],
    ['-0.041', { sign: true }, '\u22124.10%'],
    ['0', { sign: true }, '0%'],
    ['1', { decimals: 0 }, '100%'],
    [0.9987, {}, '99.87%'],
    [null, {}, '–'],
    [Number.NaN, {}, '–'],
    ['x', {}, '–'],
  ] as const)('X4: %s with %o is %s', (share, format, shown) => {
    expect(formatPercent(share, format)).toBe(shown);
  });

  it('moves the point and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (units) => {
        const share = (units / 1_000_000).toFixed(6);
        const shown = formatPercent(share, { decimals: 4 }).replace('%', '').replaceAll(',', '');
        expect(Math.round(Number(shown) * 10_000)).toBe(units);
      }),
    );
  });
});

describe('formatBasisPoints', () => {
  it('has a unit, a true minus and no minus zero', () => {
    expect([12.54, -3, -0.01, null].map((bp) => formatBasisPoints(bp))).toEqual([
      '12.5 bp',
      '\u22123.0 bp',
      '0.0 bp',
      '–',
    ]);
  });
});
