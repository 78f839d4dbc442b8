import { decimalText, roundDecimal, signOf } from './number-text.ts';
import type { SignStyle } from './number-text.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

const SIGNIFICANT = 4;
const FEWEST = 2;
const MOST = 8;

/**
 * Decimals that show the largest of some amounts with four significant digits: 2 for most, up to 8 for small ones, so
 * that one column of amounts can be compared at a glance.
 */
export function commonDecimals(amounts: readonly string[]): number {
  const exponents = amounts.filter((amount) => signOf(amount) !== 0).map(exponent);
  if (exponents.length === 0) return FEWEST;
  return Math.min(MOST, Math.max(FEWEST, SIGNIFICANT - 1 - Math.max(...exponents)));
}

/** An amount with its exact value as a tooltip, and as data for whoever reads the page by machine. */
export function amount(decimal: string, decimals: number, sign: SignStyle = 'minus'): Markup {
  return markup`<data value="${decimal}" title="${decimal}">${decimalText(decimal, decimals, sign)}</data>`;
}

/** Class of a result: green and red say again what the sign says, so what is shown as 0 has neither. */
export function toneOf(decimal: string, decimals: number): 'gain' | 'loss' | 'flat' {
  const sign = signOf(roundDecimal(decimal, decimals));
  if (sign === 0) return 'flat';
  return sign > 0 ? 'gain' : 'loss';
}

/** Power of ten of the first digit that is not zero: 2 for `123.4`, -3 for `0.0012`. */
function exponent(decimal: string): number {
  const [whole, fraction = ''] = decimal.replace('-', '').split('.') as [string, string | undefined];
  const digits = whole.replace(/^0+/, '');
  if (digits !== '') return digits.length - 1;
  return -1 - fraction.search(/[1-9]/);
}
