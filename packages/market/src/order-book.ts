import { MarketError } from './errors.ts';
import type { Levels } from './levels.ts';
import { OwnLevels } from './own-levels.ts';
import { Side } from './side.ts';
import { SideLevels } from './side-levels.ts';

/** `bestBid` of a book without bids; below every price. */
export const NO_BID = -1;
/** `bestAsk` of a book without asks; above every price. */
export const NO_ASK = 0x7fffffff;

const MAX_TICK = NO_ASK - 1;
const DEFAULT_WINDOW = 2 ** 17;

/**
 * An order book of price levels (L2). Prices are ticks from 1 to 2^31 - 2, quantities whole lots up to 2^53.
 *
 * Levels in a window around the best price live in dense arrays, indexed by the low bits of the tick, with one bit a
 * level that says whether it holds something; all others in a hash table. The window follows the market, and a change
 * costs a few array writes wherever the price goes.
 *
 * Own orders can be taken out of what is read (`hideOwn`); every quantity and price below is then without them,
 * except where a name says "public".
 */
export class OrderBook {
  /** Highest bid in ticks, or `NO_BID`. To be read only. */
  bestBid = NO_BID;
  /** Lowest ask in ticks, or `NO_ASK`. To be read only. */
  bestAsk = NO_ASK;
  private readonly bids: SideLevels;
  private readonly asks: SideLevels;
  private readonly ownBids = new OwnLevels();
  private readonly ownAsks = new OwnLevels();
  /** Levels with own orders, both sides. */
  private hidden = 0;

  /**
   * @param window ticks kept in dense arrays: a power of two from 64 to 2^24; 16 bytes each
   * @throws MarketError `MARKET_BOOK_RANGE`
   */
  constructor(window = DEFAULT_WINDOW) {
    if (!Number.isInteger(window) || window < 64 || window > 2 ** 24 || (window & (window - 1)) !== 0) {
      throw new MarketError(
        'MARKET_BOOK_RANGE',
        `window must be a power of two from 64 to 2^24, got ${window}`,
      );
    }
    this.bids = new SideLevels(window);
    this.asks = new SideLevels(window);
  }

  /**
   * Sets the public quantity of one level; 0 removes it.
   * @throws MarketError `MARKET_BOOK_RANGE` for a tick outside 1..2^31 - 2 or a quantity that is no whole number ≥ 0
   */
  set(side: Side, tick: number, lots: number): void {
    if (!Number.isInteger(tick) || tick < 1 || tick > MAX_TICK) {
      throw new MarketError(
        'MARKET_BOOK_RANGE',
        `tick must be a whole number from 1 to 2^31 - 2, got ${tick}`,
      );
    }
    if (!Number.isSafeInteger(lots) || lots < 0) {
      throw new MarketError('MARKET_BOOK_RANGE', `lots must be a whole number, 0 or more, got ${lots}`);
    }
    this.put(side, tick, this.hidden === 0 ? lots : this.withoutOwn(side, tick, lots));
    this.follow();
  }

  /**
   * Sets the public quantities of rows `[from, to)`. Prices and quantities are not checked here: whoever fills the
   * columns answers for their range.
   */
  apply(levels: Levels, from: number, to: number): void {
    if (this.hidden !== 0) {
      this.applyAroundOwn(levels, from, to);
      return;
    }
    if (from < to && this.bestBid === NO_BID && this.bestAsk === NO_ASK) this.center(levels.tick[from]);
    const { side } = levels;
    for (let i = from; i < to;) {
      i = side[i] === Side.Buy ? this.applyBids(levels, i, to) : this.applyAsks(levels, i, to);
    }
    this.follow();
  }

  /** Removes all public levels. Own orders stay hidden when their levels come back. */
  clear(): void {
    this.bids.clear();
    this.asks.clear();
    this.ownBids.shown.fill(0);
    this.ownAsks.shown.fill(0);
    this.bestBid = NO_BID;
    this.bestAsk = NO_ASK;
  }

  /** Takes over the public levels of another book; this book's own orders stay hidden. */
  copyFrom(other: OrderBook): void {
    this.clear();
    for (let side: Side = Side.Buy; ; side = Side.Sell) {
      const best = side === Side.Buy ? other.bestBid : other.bestAsk;
      if (best !== NO_BID && best !== NO_ASK && this.bestBid === NO_BID) this.center(best);
      for (let tick = best; tick !== NO_BID && tick !== NO_ASK; tick = other.nextLevel(side, tick)) {
        this.set(side, tick, other.publicLotsAt(side, tick));
      }
      const own = side === Side.Buy ? other.ownBids : other.ownAsks;
      for (let i = 0; i < own.count; i++) this.set(side, own.tick[i], own.shown[i]);
      if (side === Side.Sell) return;
    }
  }

  /** Quantity of a level in lots, 0 where there is none. */
  lotsAt(side: Side, tick: number): number {
    return side === Side.Buy ? this.bids.at(tick) : this.asks.at(tick);
  }

  /** Quantity of a level as the venue shows it, own orders included. */
  publicLotsAt(side: Side, tick: number): number {
    if (this.hidden !== 0) {
      const own = side === Side.Buy ? this.ownBids : this.ownAsks;
      const i = own.find(tick);
      if (i >= 0) return own.shown[i];
    }
    return this.lotsAt(side, tick);
  }

  /**
   * The next level that is farther from the best price: below `tick` for bids, above it for asks.
   * @returns its tick, or `NO_BID`, `NO_ASK` at the end
   * @example for (let t = book.bestBid; t !== NO_BID; t = book.nextLevel(Side.Buy, t)) sum += book.lotsAt(Side.Buy, t);
   */
  nextLevel(side: Side, tick: number): number {
    return side === Side.Buy ? this.bids.below(tick) : this.asks.above(tick);
  }

  /** Number of levels of a side; counts them all. */
  levelCount(side: Side): number {
    return side === Side.Buy ? this.bids.count() : this.asks.count();
  }

  /**
   * Whether the best bid is at or above the best ask, own orders included. Inside a message the sides may overlap for
   * a moment; ask after the whole message.
   */
  get crossed(): boolean {
    if (this.hidden === 0) return this.bestBid >= this.bestAsk;
    return this.publicBestBid() >= this.publicBestAsk();
  }

  /** Highest bid as the venue shows it, or `NO_BID`. */
  publicBestBid(): number {
    let best = this.bestBid;
    const own = this.ownBids;
    for (let i = 0; i < own.count; i++) if (own.shown[i] > 0 && own.tick[i] > best) best = own.tick[i];
    return best;
  }

  /** Lowest ask as the venue shows it, or `NO_ASK`. */
  publicBestAsk(): number {
    let best = this.bestAsk;
    const own = this.ownAsks;
    for (let i = 0; i < own.count; i++) if (own.shown[i] > 0 && own.tick[i] < best) best = own.tick[i];
    return best;
  }

  /** Best bid plus best ask: the mid in half ticks. NaN without two sides. */
  mid2(): number {
    return this.bestBid === NO_BID || this.bestAsk === NO_ASK ? NaN : this.bestBid + this.bestAsk;
  }

  /**
   * Mid weighted by the quantity on the other side, in ticks: (bid·askLots + ask·bidLots)/(bidLots + askLots). NaN
   * without two sides.
   */
  microprice(): number {
    const { bestBid, bestAsk } = this;
    if (bestBid === NO_BID || bestAsk === NO_ASK) return NaN;
    const bidLots = this.lotsAt(Side.Buy, bestBid);
    const askLots = this.lotsAt(Side.Sell, bestAsk);
    return (bestBid * askLots + bestAsk * bidLots) / (bidLots + askLots);
  }

  /**
   * Average price in ticks of `lots` taken out of one side, best first: `Side.Sell` is what a buyer pays. NaN where
   * the side holds less.
   */
  depthPriceTick(side: Side, lots: number): number {
    let left = lots;
    let value = 0;
    let tick = side === Side.Buy ? this.bestBid : this.bestAsk;
    while (tick !== NO_BID && tick !== NO_ASK) {
      const here = this.lotsAt(side, tick);
      if (here >= left) return (value + tick * left) / lots;
      value += tick * here;
      left -= here;
      tick = this.nextLevel(side, tick);
    }
    return NaN;
  }

  /**
   * Last level reached when `lots` are taken out of one side: the limit price that fills them all. `NO_BID`, `NO_ASK`
   * where the side holds less.
   */
  depthLimitTick(side: Side, lots: number): number {
    let left = lots;
    let tick = side === Side.Buy ? this.bestBid : this.bestAsk;
    while (tick !== NO_BID && tick !== NO_ASK && (left -= this.lotsAt(side, tick)) > 0) {
      tick = this.nextLevel(side, tick);
    }
    return tick;
  }

  /**
   * First level that more than `lots` stand before or in, counted from the best: the best price once the first `lots`
   * are ignored; with 0 the best price itself. `NO_BID`, `NO_ASK` where the side holds no more than that.
   */
  tickBeyondDepth(side: Side, lots: number): number {
    let left = lots;
    let tick = side === Side.Buy ? this.bestBid : this.bestAsk;
    while (tick !== NO_BID && tick !== NO_ASK && (left -= this.lotsAt(side, tick)) >= 0) {
      tick = this.nextLevel(side, tick);
    }
    return tick;
  }

  /**
   * Takes own resting quantity out of what this book shows: `max(0, public - own)` at that level, now and after each
   * update. Quantities of one level add up; a negative one gives back.
   * @param lots what to hide more (or, negative, less) at this level
   * @throws MarketError `MARKET_BOOK_RANGE` where more is given back than was hidden
   */
  hideOwn(side: Side, tick: number, lots: number): void {
    const own = side === Side.Buy ? this.ownBids : this.ownAsks;
    let i = own.find(tick);
    const after = (i < 0 ? 0 : own.own[i]) + lots;
    if (!(after >= 0) || !Number.isInteger(tick) || tick < 1 || tick > MAX_TICK) {
      throw new MarketError(
        'MARKET_BOOK_RANGE',
        `cannot hide ${lots} lots at tick ${tick}: ${after} would be hidden`,
      );
    }
    if (i < 0) {
      i = own.add(tick, this.lotsAt(side, tick));
      this.hidden++;
    }
    own.own[i] = after;
    this.put(side, tick, own.rest(i));
    if (after === 0) {
      own.remove(i);
      this.hidden--;
    }
    this.follow();
  }

  private applyBids(levels: Levels, from: number, to: number): number {
    const { side, tick: ticks, lots: quantities } = levels;
    const { cells, bits, far, base, mask, size } = this.bids;
    let top = this.bestBid;
    let i = from;
    for (; i < to && side[i] === Side.Buy; i++) {
      const tick = ticks[i];
      const lots = quantities[i];
      if ((tick - base) >>> 0 < size) {
        const at = tick & mask;
        cells[at] = lots;
        // Without a branch: whether a change removes its level is a coin toss that no processor predicts.
        bits[at >>> 5] = (bits[at >>> 5] & ~(1 << at)) | (+(lots > 0) << at);
      } else far.set(tick, lots);
      if (tick > top && lots !== 0) top = tick;
    }
    // Nothing is above `top`; it may have been removed since it was the best.
    this.bestBid = top === NO_BID || this.bids.at(top) !== 0 ? top : this.bids.below(top);
    return i;
  }

  /** The mirror of `applyBids`: written out, because a side looked up for each row costs a third of the speed. */
  private applyAsks(levels: Levels, from: number, to: number): number {
    const { side, tick: ticks, lots: quantities } = levels;
    const { cells, bits, far, base, mask, size } = this.asks;
    let top = this.bestAsk;
    let i = from;
    for (; i < to && side[i] === Side.Sell; i++) {
      const tick = ticks[i];
      const lots = quantities[i];
      if ((tick - base) >>> 0 < size) {
        const at = tick & mask;
        cells[at] = lots;
        bits[at >>> 5] = (bits[at >>> 5] & ~(1 << at)) | (+(lots > 0) << at);
      } else far.set(tick, lots);
      if (tick < top && lots !== 0) top = tick;
    }
    this.bestAsk = top === NO_ASK || this.asks.at(top) !== 0 ? top : this.asks.above(top);
    return i;
  }

  private applyAroundOwn(levels: Levels, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const side = levels.side[i] as Side;
      this.put(side, levels.tick[i], this.withoutOwn(side, levels.tick[i], levels.lots[i]));
    }
    this.follow();
  }

  /** Notes a public quantity, and returns what is left of it without own orders. */
  private withoutOwn(side: Side, tick: number, lots: number): number {
    const own = side === Side.Buy ? this.ownBids : this.ownAsks;
    const i = own.find(tick);
    if (i < 0) return lots;
    own.shown[i] = lots;
    return own.rest(i);
  }

  private put(side: Side, tick: number, lots: number): void {
    if (side === Side.Buy) {
      this.bids.write(tick, lots);
      if (lots === 0) {
        if (tick === this.bestBid) this.bestBid = this.bids.below(tick);
      } else if (tick > this.bestBid) this.bestBid = tick;
    } else {
      this.asks.write(tick, lots);
      if (lots === 0) {
        if (tick === this.bestAsk) this.bestAsk = this.asks.above(tick);
      } else if (tick < this.bestAsk) this.bestAsk = tick;
    }
  }

  /** Moves the window when the market has left its middle half. */
  private follow(): void {
    const best = this.bestBid !== NO_BID ? this.bestBid : this.bestAsk;
    const { base, size } = this.bids;
    if ((best - base - (size >>> 2)) >>> 0 < size >>> 1 || best === NO_ASK) return;
    this.center(best);
  }

  private center(tick: number): void {
    const base = (tick - (this.bids.size >>> 1)) & ~31;
    this.bids.moveTo(base);
    this.asks.moveTo(base);
  }
}
