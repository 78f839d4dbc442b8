import { groupDigits } from '#lib/format/group-digits.ts';

/** Shows the numbers of a chart: grouped, with a fixed number of decimals and a true minus sign. */
export function chartNumber(decimals: number): (value: number) => string {
  return (value) => {
    const [whole = '', rest] = Math.abs(value).toFixed(decimals).split('.');
    const digits = groupDigits(whole) + (rest === undefined ? '' : `.${rest}`);
    return value < 0 && /[1-9]/.test(digits) ? `\u2212${digits}` : digits;
  };
}

/** Decimals that tell the values of a chart apart: three digits of their spread, and never more than `most`. */
export function chartDecimals(values: readonly (number | null)[], most: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const spread = high - low;
  if (!(spread > 0)) return most;
  return Math.min(most, Math.max(0, 2 - Math.floor(Math.log10(spread))));
}
