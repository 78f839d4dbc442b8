import { decimalPlaces, formatDecimal, parseDecimal } from '@mrmarket/market/decimal';

/** U+2212, as wide as a plus sign. */
export const MINUS = '\u2212';
/** Stands for a number that is not known. */
export const UNKNOWN = '\u2013';

/** `plus` writes a sign before positive numbers too: results and differences. */
export type SignStyle = 'minus' | 'plus';

/**
 * A decimal string for people: rounded half away from zero to exactly that many decimals, digits in groups of three.
 *
 * @throws MarketError `MARKET_BAD_DECIMAL`
 * @example decimalText('-1234.565', 2) // '−1,234.57'
 */
export function decimalText(decimal: string, decimals: number, sign: SignStyle = 'minus'): string {
  return withSign(grouped(roundDecimal(decimal, decimals)), sign);
}

/** The same for a number; `–` for one that is not finite. */
export function numberText(value: number, decimals: number, sign: SignStyle = 'minus'): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  return withSign(grouped(value.toFixed(decimals)), sign);
}

/** A share of 0..1 in percent. */
export function percentText(share: number, decimals = 1, sign: SignStyle = 'minus'): string {
  const text = numberText(share * 100, decimals, sign);
  return text === UNKNOWN ? text : `${text} %`;
}

/** A decimal string rounded half away from zero; plain digits. */
export function roundDecimal(decimal: string, decimals: number): string {
  const places = decimalPlaces(decimal);
  if (places <= decimals) return formatDecimal(parseDecimal(decimal, decimals), decimals);
  const step = 10n ** BigInt(places - decimals);
  const units = parseDecimal(decimal, places);
  const half = units < 0n ? -step / 2n : step / 2n;
  return formatDecimal((units + half) / step, decimals);
}

/** The exact sum of decimal strings. */
export function sumDecimals(terms: readonly string[]): string {
  const places = Math.max(0, ...terms.map(decimalPlaces));
  return formatDecimal(
    terms.reduce((sum, term) => sum + parseDecimal(term, places), 0n),
    places,
  );
}

/** -1, 0 or 1. */
export function signOf(decimal: string): -1 | 0 | 1 {
  const units = parseDecimal(decimal, decimalPlaces(decimal));
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
}

/** Puts commas between groups of three digits before the point. */
function grouped(digits: string): string {
  const [whole, fraction] = digits.split('.') as [string, string | undefined];
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** Zero has no sign, whichever side it was rounded from. */
function withSign(text: string, sign: SignStyle): string {
  const bare = text.replace('-', '');
  if (!/[1-9]/.test(bare)) return bare;
  if (text.startsWith('-')) return MINUS + bare;
  return sign === 'plus' ? `+${bare}` : bare;
}
