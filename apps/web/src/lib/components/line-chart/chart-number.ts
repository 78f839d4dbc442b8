const formats = new Map<string, Intl.NumberFormat>();

/** Shows the numbers of a chart: grouped, with a fixed number of decimals and a true minus sign. */
export function chartNumber(
  decimals: number,
  options: { readonly signed?: boolean } = {},
): (value: number) => string {
  const signDisplay = options.signed ? 'exceptZero' : 'negative';
  const key = `${decimals} ${signDisplay}`;
  let format = formats.get(key);
  // Making one costs far more than using it, and a chart is described anew with each sample.
  if (format === undefined) {
    format = new Intl.NumberFormat('en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay,
    });
    formats.set(key, format);
  }
  const written = format;
  return (value) => written.format(value).replace('-', '\u2212');
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
