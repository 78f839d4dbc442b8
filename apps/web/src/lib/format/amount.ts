import { groupDigits } from './group-digits.ts';

/** How an amount is written. */
export interface AmountFormat {
  /** Digits after the point, e.g. those of the asset's tick; without it the digits as they came. */
  readonly decimals?: number;
  /** Show `+` for more than zero: always for PnL and returns. */
  readonly sign?: boolean;
  /** Language whose grouping is used. */
  readonly locale?: string;
}

export const UNKNOWN = '–';
export const MINUS = '\u2212';

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/**
 * Writes a decimal string: grouped, with a true minus sign (U+2212), never with an exponent. Zero is `0`, unknown
 * (null, undefined, not a decimal) is `–`. A figure too small for `decimals` keeps its first digit: it must not read
 * as zero.
 *
 * @example
 *   formatAmount('-5902.7700', { decimals: 2 }) // '−5,902.77'
 */
export function formatAmount(value: string | null | undefined, format: AmountFormat = {}): string {
  const parts = value === null || value === undefined ? null : DECIMAL.exec(value);
  if (parts === null) return UNKNOWN;
  const fraction = parts[3] ?? '';
  const digits = BigInt((parts[2] ?? '0') + fraction);
  if (digits === 0n) return '0';
  const sign = parts[1] === '-' ? MINUS : format.sign === true ? '+' : '';
  const decimals = format.decimals === undefined ? fraction.length : Math.max(0, format.decimals);
  return sign + group(rounded(digits, fraction.length, decimals), format.locale ?? 'en');
}

/** Short form for headlines and axes: `1.2M`. Show the full value beside it, e.g. in the title. */
export function formatCompact(value: string | null | undefined, format: AmountFormat = {}): string {
  if (value === null || value === undefined || !DECIMAL.test(value)) return UNKNOWN;
  const number = Number(value);
  if (Math.abs(number) < 10_000) return formatAmount(value, { decimals: 2, ...format });
  const text = new Intl.NumberFormat(format.locale ?? 'en', {
    notation: 'compact',
    maximumFractionDigits: format.decimals ?? 1,
  }).format(Math.abs(number));
  return (number < 0 ? MINUS : format.sign === true ? '+' : '') + text;
}

/** -1, 0 or 1; 0 for what is not a decimal. */
export function signOf(value: string | null | undefined): -1 | 0 | 1 {
  if (value === null || value === undefined || !DECIMAL.test(value) || !/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

interface Rounded {
  readonly whole: bigint;
  readonly fraction: string;
}

/** Half away from zero. `digits` has `scale` digits after the point. */
function rounded(digits: bigint, scale: number, decimals: number): Rounded {
  const power = 10n ** BigInt(Math.max(0, scale - decimals));
  const kept = (digits + power / 2n) / power;
  if (kept === 0n) return rounded(digits, scale, firstDigit(digits, scale));
  const shown = decimals > scale ? kept * 10n ** BigInt(decimals - scale) : kept;
  const text = shown.toString().padStart(decimals + 1, '0');
  const point = text.length - decimals;
  return { whole: BigInt(text.slice(0, point)), fraction: text.slice(point) };
}

/** Position after the point of the first digit that is not zero. */
function firstDigit(digits: bigint, scale: number): number {
  return scale - digits.toString().length + 1;
}

const BY_COMMA = new Set(['en', 'zh', 'ja', 'ko']);

function group({ whole, fraction }: Rounded, locale: string): string {
  const integer = BY_COMMA.has(locale)
    ? groupDigits(whole.toString())
    : new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(whole);
  return fraction === '' ? integer : `${integer}.${fraction}`;
}
