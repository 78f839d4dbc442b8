import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showUnits, toUnits } from './decimal-units.ts';

describe('toUnits', () => {
  it.each([
    ['12.5', 2, 1250n],
    ['0', 5, 0n],
    ['-0.00000001', 8, -1n],
    ['1.239', 2, 123n],
    ['98765', 0, 98765n],
  ])('reads %s with %i decimals', (text, decimals, units) => {
    expect(toUnits(text, decimals)).toBe(units);
  });
});

describe('showUnits', () => {
  it.each([
    [1234500n, 2, '12,345.00'],
    [0n, 2, '0.00'],
    [7n, 5, '0.00007'],
    [-1n, 8, '\u22120.00000001'],
    [1000000n, 0, '1,000,000'],
  ])('shows %s with %i decimals', (units, decimals, text) => {
    expect(showUnits(units, decimals)).toBe(text);
  });

  it('X4 loses no digit of any amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.nat({ max: 12 }),
        (units, decimals) => {
          const plain = showUnits(units, decimals).replaceAll(',', '').replace('\u2212', '-');
          expect(toUnits(plain, decimals)).toBe(units);
        },
      ),
    );
  });
});
