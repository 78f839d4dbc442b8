import type { Overview } from '../api/schemas/bots.ts';
import type { Bot } from './bot.ts';
import { marksOf, moneyDecimals } from './bot-view.ts';

type Rates = Overview['rates'];

/** One price of an instrument: quote for one base. */
export interface PriceOf {
  readonly base: string;
  readonly quote: string;
  readonly price: number;
}

/**
 * What figures in one asset are worth in another, both ways, by the prices at which the bots themselves are valued.
 * Of several bots in one pair the first that runs counts, else the first. For display alone: nothing is decided by it.
 */
export function ratesOf(bots: readonly Bot[]): Rates {
  const valued = bots.filter(({ engineState }) => engineState.opened);
  return ratesBetween(
    [...valued.filter(({ run }) => run), ...valued.filter(({ run }) => !run)].map((bot) => ({
      base: bot.instrument.base,
      quote: bot.instrument.quote,
      price: ((marksOf(bot)[0] ?? 0) / 2) * bot.instrument.tick,
    })),
  );
}

/** Twelve digits of each rate, earlier prices first; a price of nothing gives none. */
export function ratesBetween(prices: readonly PriceOf[]): Rates {
  const rates = new Map<string, Rates[number]>();
  const add = (from: string, to: string, rate: number): void => {
    const key = `${from} ${to}`;
    if (!rates.has(key)) rates.set(key, { from, to, rate: digits(rate), decimals: moneyDecimals(to) });
  };
  for (const { base, quote, price } of prices) {
    if (!(price > 0) || base === quote) continue;
    add(base, quote, price);
    add(quote, base, 1 / price);
  }
  return [...rates.values()];
}

/** A decimal without exponent. */
function digits(rate: number): string {
  const before = Math.floor(Math.log10(rate)) + 1;
  return rate.toFixed(Math.min(100, Math.max(0, 12 - before)));
}
