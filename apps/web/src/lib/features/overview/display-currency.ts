import type { Overview } from './bot-status.ts';

type Rate = Overview['rates'][number];

/** How figures in one asset are shown. */
export interface Shown {
  readonly unit: string;
  /** Digits after the point. */
  readonly decimals: number;
  /** The price it stands on, the way round that is not below one; undefined where figures are shown as they are. */
  readonly price: Rate | undefined;
  /** Decimal string to decimal string; for display alone, to 12 digits. */
  readonly of: (value: string) => string;
}

/**
 * In the currency that the user chose, where the instance has a price for it; else in the asset's own.
 *
 * @param currency empty: as traded
 */
export function shownIn(
  { quote, moneyDecimals }: Overview['totals'][number],
  rates: Overview['rates'],
  currency: string,
): Shown {
  const rate = (from: string, to: string) => rates.find((one) => one.from === from && one.to === to);
  const there = currency === quote ? undefined : rate(quote, currency);
  if (there === undefined)
    return { unit: quote, decimals: moneyDecimals, price: undefined, of: (value) => value };
  return {
    unit: currency,
    decimals: there.decimals,
    price: Number(there.rate) < 1 ? (rate(currency, quote) ?? there) : there,
    of: (value) => (Number(value) * Number(there.rate)).toFixed(there.decimals),
  };
}
