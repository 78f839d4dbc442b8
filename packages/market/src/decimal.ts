import { MarketError } from './errors.ts';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Decimals written after the point, trailing zeros not counted. `decimalPlaces('0.0100')` is 2. */
export function decimalPlaces(text: string): number {
  const match = DECIMAL.exec(text);
  if (!match) throw badDecimal(text);
  return (match[3] ?? '').replace(/0+$/, '').length;
}

/**
 * Reads a plain decimal (no exponent, no sign but `-`) as units of 10^-decimals.
 * @throws MarketError `MARKET_BAD_DECIMAL` for anything else, `MARKET_OFF_STEP` where digits would be lost.
 * @example parseDecimal('61583.22', 2) // 6158322n
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw badDecimal(text);
  const [, minus, whole, written = ''] = match;
  const fraction = written.replace(/0+$/, '');
  if (fraction.length > decimals) {
    throw new MarketError('MARKET_OFF_STEP', `${text} has more than ${decimals} decimals`);
  }
  const units = BigInt(whole + fraction.padEnd(decimals, '0'));
  return minus ? -units : units;
}

/**
 * Prints units of 10^-decimals as a plain decimal with exactly that many decimals.
 * @example formatDecimal(6158322n, 2) // '61583.22'
 */
export function formatDecimal(units: bigint, decimals: number): string {
  const minus = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  if (decimals === 0) return minus + digits;
  return `${minus}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function badDecimal(text: string): MarketError {
  return new MarketError('MARKET_BAD_DECIMAL', `not a plain decimal number: ${JSON.stringify(text)}`);
}
