/** A price level or a quote, as decimal strings. */
interface Level {
  readonly price: string;
  readonly quantity: string;
}
interface Quote extends Level {
  readonly side: 'buy' | 'sell';
}

/** A drawing of 0..100 across and 0..100 down: prices to the right, cumulated quantity upwards. */
export interface QuoteDrawing {
  /** Outlines of the cumulated bids and asks, as SVG path data. */
  readonly bids: string;
  readonly asks: string;
  readonly mid: number;
  readonly quotes: readonly { readonly side: 'buy' | 'sell'; readonly x: number }[];
  /** Prices at both ends. */
  readonly low: number;
  readonly high: number;
}

/** Room left of the lowest and right of the highest price shown, as a part of the whole. */
const MARGIN = 0.04;
/** The book's own extent is cut to this many times the distance of the farthest quote, so that quotes stay apart. */
const REACH = 2;

/** Lays out book and quotes around the mid, the same distance to both sides. Undefined without a book. */
export function quoteDrawing(preview: {
  readonly mid: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly quotes: readonly Quote[];
}): QuoteDrawing | undefined {
  const mid = Number(preview.mid);
  const bids = cumulate(preview.bids);
  const asks = cumulate(preview.asks);
  const farthest = Math.max(0, ...preview.quotes.map(({ price }) => Math.abs(Number(price) - mid)));
  const deepest = Math.max(0, ...[...bids, ...asks].map(({ price }) => Math.abs(price - mid)));
  const reach = farthest > 0 ? Math.min(Math.max(deepest, farthest), farthest * REACH) : deepest;
  if (!(mid > 0) || !(reach > 0)) return undefined;
  const half = reach * (1 + MARGIN);
  const x = (price: number) => round(50 + (50 * (price - mid)) / half);
  const seen = (level: Total) => Math.abs(level.price - mid) <= half;
  const largest = Math.max(...[...bids, ...asks].filter(seen).map(({ total }) => total), Number.MIN_VALUE);
  const y = (total: number) => round(100 - (90 * total) / largest);
  const outline = (levels: readonly Total[], edge: number) => {
    const steps = levels.filter(seen).map(({ price, total }) => `H${x(price)}V${y(total)}`);
    const [first] = levels;
    return steps.length === 0 || !first ? '' : `M${x(first.price)} 100${steps.join('')}H${edge}V100Z`;
  };
  return {
    bids: outline(bids, 0),
    asks: outline(asks, 100),
    mid: 50,
    quotes: preview.quotes.map(({ side, price }) => ({ side, x: x(Number(price)) })),
    low: mid - half,
    high: mid + half,
  };
}

interface Total {
  readonly price: number;
  readonly total: number;
}

function cumulate(levels: readonly Level[]): Total[] {
  let total = 0;
  return levels.map(({ price, quantity }) => ({ price: Number(price), total: (total += Number(quantity)) }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
