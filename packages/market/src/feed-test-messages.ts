import { Feed, type FeedOptions } from './feed.ts';
import { knownInstrument } from './known-instruments.ts';
import type { Levels } from './levels.ts';
import { Side } from './side.ts';

export const spot = knownInstrument('binance', 'spot', 'BTCUSDT');
export const usdm = knownInstrument('binance', 'usdm', 'BTCUSDT');
export const SECOND = 1_000_000;

/** One level of a hand-written message. */
export type Row = readonly [side: Side, tick: number, lots: number];

export function columns(rows: readonly Row[]): Levels {
  return {
    side: Uint8Array.from(rows, ([side]) => side),
    tick: Int32Array.from(rows, ([, tick]) => tick),
    lots: Float64Array.from(rows, ([, , lots]) => lots),
  };
}

/** Bid 100 and ask 102, five lots each. */
export const twoSides: Row[] = [
  [Side.Buy, 100, 5],
  [Side.Sell, 102, 5],
];

export function snapshot(feed: Feed, nowUs: number, lastId: number, rows: readonly Row[] = twoSides): void {
  feed.onSnapshot(nowUs, lastId, nowUs, columns(rows), 0, rows.length);
}

/** A depth message; on USD-M it names `previousId`, on spot it begins right after it. */
export function depth(
  feed: Feed,
  nowUs: number,
  ids: readonly [first: number, last: number, previous?: number],
  rows: readonly Row[] = [],
): void {
  const [first, last, previous = first - 1] = ids;
  feed.onDepth(nowUs, first, last, previous, nowUs, columns(rows), 0, rows.length);
}

/** A spot feed with bid 100 and ask 102, five lots each, that is live since time 0 and ends with update 11. */
export function liveFeed(options: FeedOptions = {}): Feed {
  const feed = new Feed(spot, options);
  depth(feed, 0, [5, 10]);
  feed.snapshotRequested(0);
  snapshot(feed, 0, 10);
  depth(feed, 0, [11, 11]);
  return feed;
}
