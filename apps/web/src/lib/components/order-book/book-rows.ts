import { showUnits, toUnits } from './decimal-units.ts';

/** [price, quantity, own quantity] as decimal strings. */
export type BookLevel = readonly [string, string, string];

/** The part of a live book frame that rows are drawn from; best level first. */
export interface BookLevels {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface BookDigits {
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** One line of the book, as text. */
export interface BookRow {
  readonly price: string;
  readonly quantity: string;
  /** Quantity of this level and all better ones. */
  readonly total: string;
  /** Own quantity in it; empty where there is none. */
  readonly own: string;
  /** Length of its bar, 0..1: its total over the larger of both sides' totals. */
  readonly share: number;
}

export interface BookRows {
  /** Best first. */
  readonly bids: readonly BookRow[];
  /** Best first. */
  readonly asks: readonly BookRow[];
}

/** Levels shown per side. */
export const BOOK_ROWS = 20;

const SHARE_STEPS = 1000n;

/** Text and bars of both sides. Everything is formatted here, so that a frame only writes strings. */
export function bookRows(book: BookLevels, digits: BookDigits): BookRows {
  const bids = sums(book.bids, digits.quantityDecimals);
  const asks = sums(book.asks, digits.quantityDecimals);
  const largest = max(bids.at(-1) ?? 0n, asks.at(-1) ?? 0n);
  return {
    bids: side(book.bids, bids, largest, digits),
    asks: side(book.asks, asks, largest, digits),
  };
}

/** How many of these orders rest at a price outside the levels shown, and so are not marked in the book. */
export function ordersOutside(
  book: BookLevels,
  orders: readonly { readonly side: 'buy' | 'sell'; readonly price: string }[],
): number {
  const shown = {
    buy: new Set(book.bids.slice(0, BOOK_ROWS).map(([price]) => canonical(price))),
    sell: new Set(book.asks.slice(0, BOOK_ROWS).map(([price]) => canonical(price))),
  };
  return orders.filter((order) => !shown[order.side].has(canonical(order.price))).length;
}

function sums(levels: readonly BookLevel[], decimals: number): bigint[] {
  let total = 0n;
  return levels.slice(0, BOOK_ROWS).map(([, quantity]) => (total += toUnits(quantity, decimals)));
}

function side(
  levels: readonly BookLevel[],
  totals: readonly bigint[],
  largest: bigint,
  { priceDecimals, quantityDecimals }: BookDigits,
): BookRow[] {
  return totals.map((total, index) => {
    const [price, quantity, own] = levels[index] ?? ['0', '0', '0'];
    const ownUnits = toUnits(own, quantityDecimals);
    return {
      price: showUnits(toUnits(price, priceDecimals), priceDecimals),
      quantity: showUnits(toUnits(quantity, quantityDecimals), quantityDecimals),
      total: showUnits(total, quantityDecimals),
      own: ownUnits === 0n ? '' : showUnits(ownUnits, quantityDecimals),
      share: largest === 0n ? 0 : Number((total * SHARE_STEPS) / largest) / Number(SHARE_STEPS),
    };
  });
}

/** `60000.50` and `60000.5` are one price. */
function canonical(price: string): string {
  return price.includes('.') ? price.replace(/\.?0+$/, '') : price;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
