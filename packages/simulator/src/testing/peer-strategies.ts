/**
 * The three strategies of the comparison with hftbacktest, as wishes: which prices an order should rest at. They are
 * written from their description (rule 8 of the comparison's README), in its order of operations on doubles.
 */

/** What such a strategy sees; prices in ticks, position in BTC as the sum of fills in floating point. */
export interface PeerView {
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly position: number;
  readonly tickSize: number;
}

export interface Wishes {
  readonly bids: ReadonlySet<number>;
  readonly asks: ReadonlySet<number>;
}

export type PeerStrategy = (view: PeerView) => Wishes;

/** Size of each order, BTC. */
export const ORDER_SIZE = 0.1;
/** Parameters are given in ticks of this size for every market. */
const UNIT = 0.1;

/** A grid of 20 levels a side, 1.0 apart, from 2.0 off the mid, within a position of 5 BTC. */
export const grid20: PeerStrategy = ({ bestBid, bestAsk, position, tickSize }) => {
  const perUnit = UNIT / tickSize;
  const interval = tickSize * (10 * perUnit);
  const half = tickSize * (20 * perUnit);
  const mid = (bestBid * tickSize + bestAsk * tickSize) / 2;
  const ladder = (from: number, step: number): Set<number> => {
    const ticks = new Set<number>();
    for (let i = 0, price = from; i < 20; i++, price += step) ticks.add(Math.round(price / tickSize));
    return ticks;
  };
  return {
    bids: position < 5 ? ladder(Math.floor((mid - half) / interval) * interval, -interval) : new Set(),
    asks: position > -5 ? ladder(Math.ceil((mid + half) / interval) * interval, interval) : new Set(),
  };
};

/** One quote a side, 1.0 off a center that moves by 0.1 a held order, within a position of 1 BTC. */
export const mm1: PeerStrategy = (view) => quotes(view, { halfUnits: 10, skewUnits: 1 });

/** Always at the best prices, within a position of 1 BTC. */
export const join: PeerStrategy = (view) => quotes(view, { halfUnits: 0, skewUnits: 0 });

function quotes(
  { bestBid, bestAsk, position, tickSize }: PeerView,
  { halfUnits, skewUnits }: { halfUnits: number; skewUnits: number },
): Wishes {
  const perUnit = UNIT / tickSize;
  const half = Math.round(halfUnits * perUnit);
  const skew = Math.round(skewUnits * perUnit);
  const center2 = bestBid + bestAsk - 2 * skew * Math.round(position / ORDER_SIZE);
  const bid = Math.min(Math.floor((center2 - 2 * half) / 2), bestBid);
  const ask = Math.max(-Math.floor((-center2 - 2 * half) / 2), bestAsk);
  return {
    bids: new Set(position < 1 - ORDER_SIZE / 2 ? [bid] : []),
    asks: new Set(position > -1 + ORDER_SIZE / 2 ? [ask] : []),
  };
}
