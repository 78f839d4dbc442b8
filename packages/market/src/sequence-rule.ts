import type { Product } from './instrument.ts';

/** How a venue numbers its depth messages, and how they join a snapshot (trading.md 5). */
export interface SequenceRule {
  readonly name: string;
  /** The diff is contained in a snapshot with this id and is to be dropped. */
  covered(snapshotId: number, lastId: number): boolean;
  /** The diff is the first that may follow a snapshot with this id. */
  joins(snapshotId: number, firstId: number, lastId: number, previousId: number): boolean;
  /** The diff is the next one after the message that ended with `bookId`. */
  follows(bookId: number, firstId: number, lastId: number, previousId: number): boolean;
  /** Everything in the diff is already in the book: it came twice, or late. */
  repeats(bookId: number, lastId: number): boolean;
}

/**
 * Binance spot: ids count single changes, and each message begins where the one before ended.
 * Source: "How to manage a local order book correctly", Binance spot WebSocket streams.
 */
export const binanceSpot: SequenceRule = {
  name: 'binance-spot',
  covered: (snapshotId, lastId) => lastId <= snapshotId,
  joins: (snapshotId, firstId, lastId) => firstId <= snapshotId + 1 && snapshotId + 1 <= lastId,
  follows: (bookId, firstId) => firstId === bookId + 1,
  repeats: (bookId, lastId) => lastId <= bookId,
};

/**
 * Binance USD-M futures: ids jump, and each message names the end of the one before (`pu`).
 * Source: "How to manage a local order book correctly", Binance USD-M futures WebSocket streams. That text asks for
 * U ≤ snapshot ≤ u; a message that names the snapshot as its predecessor joins as well, without any doubt.
 */
export const binanceUsdm: SequenceRule = {
  name: 'binance-usdm',
  covered: (snapshotId, lastId) => lastId < snapshotId,
  joins: (snapshotId, firstId, lastId, previousId) =>
    (firstId <= snapshotId && snapshotId <= lastId) || previousId === snapshotId,
  follows: (bookId, _firstId, _lastId, previousId) => previousId === bookId,
  repeats: (bookId, lastId) => lastId <= bookId,
};

/** The rule of Binance for a product. */
export function binanceRule(product: Product): SequenceRule {
  return product === 'spot' ? binanceSpot : binanceUsdm;
}
