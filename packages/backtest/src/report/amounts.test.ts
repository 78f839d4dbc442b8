import { describe, expect, it } from 'vitest';
import { amount, commonDecimals, toneOf } from './amounts.ts';

describe('amounts of a report', () => {
  it.each([
    [['12.34', '-1234.5'], 2],
    [['-1.5', '0.02'], 3],
    [['0.0034', '0'], 6],
    [['0.0000000001'], 8],
    [['0', '-0.00'], 2],
    [[], 2],
  ])('show the largest of %j with four digits: %i decimals', (amounts, decimals) => {
    expect(commonDecimals(amounts)).toBe(decimals);
  });

  it('carry their exact value', () => {
    expect(amount('-12.34567', 2, 'plus').text).toBe(
      '<data value="-12.34567" title="-12.34567">−12.35</data>',
    );
  });

  it('have a tone beside their sign', () => {
    expect(['1', '-0.005', '-0.0049', '0'].map((decimal) => toneOf(decimal, 2))).toEqual([
      'gain',
      'loss',
      'flat',
      'flat',
    ]);
  });
});
