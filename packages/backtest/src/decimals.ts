import { formatDecimal } from '@mrmarket/market/decimal';

/** A decimal string without needless zeros: `-12.50` becomes `-12.5`, `3.00` becomes `3`. */
export function plainDecimal(units: bigint, decimals: number): string {
  const text = formatDecimal(units, decimals);
  if (!text.includes('.')) return text;
  const short = text.replace(/0+$/, '').replace(/\.$/, '');
  return short === '-0' ? '0' : short;
}
