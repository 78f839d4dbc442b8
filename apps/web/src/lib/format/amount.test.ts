import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, formatCompact, signOf } from './amount.ts';

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }))
  .map(([negative, digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, '0');
    const whole = text.slice(0, text.length - scale);
    return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`;
  });
const plain = (shown: string): string => shown.replaceAll(',', '').replace('\u2212', '-').replace('+', '');
const same = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (text: string): string => {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const digits = `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
  return digits === '0.' ? '0' : `${negative ? '-' : ''}${digits}`;
};

describe('formatAmount', () => {
  it.each(['en', 'zh', 'ja', 'ko', 'de'])('X11: groups its digits as %s does', (locale) => {
    const integers = new Intl.NumberFormat(locale);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n }), (whole) => {
        expect(formatAmount(whole.toString(), { locale })).toBe(integers.format(whole));
      }),
    );
  });

  it.each([
    ['-0.00000001', {}, '\u22120.00000001'],
    ['-0.00000001', { decimals: 2 }, '\u22120.00000001'],
    ['0', {}, '0'],
    ['-0.000', { decimals: 2, sign: true }, '0'],
    ['1111', {}, '1,111'],
    ['2339033.125', { decimals: 2 }, '2,339,033.13'],
    ['0.999', { decimals: 2 }, '1.00'],
    ['12904.11', { sign: true }, '+12,904.11'],
    ['5', { decimals: 3 }, '5.000'],
    ['123456789012345678901234567890.5', {}, '123,456,789,012,345,678,901,234,567,890.5'],
  ] as const)('X4: %s with %o is %s', (value, format, shown) => {
    expect(formatAmount(value, format)).toBe(shown);
  });

  it('P7: a loss has the minus sign U+2212', () => {
    expect(formatAmount('-5902.77', { sign: true })).toBe('\u22125,902.77');
  });

  it('P13: zero is 0, unknown is –', () => {
    expect(formatAmount('0.00')).toBe('0');
    expect([null, undefined, '', 'NaN', '1e-8'].map((value) => formatAmount(value))).toEqual(
      Array(5).fill('–'),
    );
  });

  it('keeps the value of any decimal, without an exponent', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const shown = formatAmount(value);
        expect(shown).not.toMatch(/e/i);
        expect(same(plain(shown), value)).toBe(true);
      }),
    );
  });

  it('shows no figure but zero as zero, however few the decimals', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 8 }), (value, decimals) => {
        expect(/[1-9]/.test(formatAmount(value, { decimals }))).toBe(signOf(value) !== 0);
      }),
    );
  });

  it('rounds by at most half a unit of the last decimal shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (thousandths) => {
        const value = (thousandths / 1000).toFixed(3);
        const shown = Number(plain(formatAmount(value, { decimals: 2 })));
        expect(Math.abs(shown * 1000 - thousandths)).toBeLessThanOrEqual(5.000001);
      }),
    );
  });
});

describe('formatCompact', () => {
  it('shortens large figures and leaves others', () => {
    expect(formatCompact('38912004.2')).toBe('38.9M');
    expect(formatCompact('-38912004.2', { sign: true })).toBe('\u221238.9M');
    expect(formatCompact('211.45')).toBe('211.45');
    expect(formatCompact(null)).toBe('–');
  });
});
