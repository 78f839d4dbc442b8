import type { Overview } from './bot-status.ts';

/** How figures in one asset are shown. */
export interface Shown {
  readonly unit: string;
  /** Digits after the point. */
  readonly decimals: number;
  /** Units for one of the asset the figures are counted in; undefined where they are shown as they are. */
  readonly rate: string | undefined;
  /** Decimal string to decimal string; for display alone, to 15 digits. */
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
  const known = rates.find(({ from, to }) => from === quote && to === currency);
  if (known === undefined || currency === quote)
    return { unit: quote, decimals: moneyDecimals, rate: undefined, of: (value) => value };
  const { rate, decimals } = known;
  return {
    unit: currency,
    decimals,
    rate,
    of: (value) => (Number(value) * Number(rate)).toFixed(decimals),
  };
}
