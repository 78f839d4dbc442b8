import { parseQtyLots } from '@mrmarket/market/decimal';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { StrategyError } from '../errors.ts';
import type { StrategyView } from '../strategy.ts';
import type { PureMarketMakingParameters } from './parameters.ts';
import { agreedPrice } from './agreed-price.ts';

/**
 * The price that quotes are laid around: from the own book, one other, or the weighted mean of several (trading.md 2.1
 * and 3). In ticks of the first instrument, fractions kept; NaN while there is none.
 */
export class ReferencePrice {
  /** Price of the last own trade in ticks, 0 before the first. */
  lastOwnTick = 0;
  private parameters: PureMarketMakingParameters;
  private readonly instruments: readonly Instrument[];
  /** Indexes into the view's instruments, their weights, and their tick in ticks of the first instrument. */
  private readonly sources: readonly number[];
  private readonly weights: Float64Array;
  private readonly scale: Float64Array;
  /** Price of each source in ticks of the first instrument; NaN where it is left out. */
  private readonly prices: Float64Array;
  /** When each instrument's book was last seen to change, µs. */
  private readonly seenUs: Float64Array;
  private readonly depthLots: Float64Array;
  private missing = false;

  /** @throws StrategyError `STRATEGY_BAD_PARAMETER` when a reference is not among the instruments */
  constructor(parameters: PureMarketMakingParameters, instruments: readonly Instrument[]) {
    this.parameters = parameters;
    this.instruments = instruments;
    const references = parameters.priceSource === 'own' ? [] : parameters.references;
    this.sources = references.map(({ instrument }) => indexOf(instrument, instruments));
    this.weights = Float64Array.from(references, ({ weight }) => weight);
    this.scale = Float64Array.from(this.sources, (i) => instruments[i].tick / instruments[0].tick);
    this.prices = new Float64Array(references.length);
    this.seenUs = new Float64Array(instruments.length).fill(-Infinity);
    this.depthLots = new Float64Array(instruments.length);
    this.change(parameters);
  }

  /** Takes over parameters that changed while running; the sources stay. */
  change(parameters: PureMarketMakingParameters): void {
    this.parameters = parameters;
    const depth = parameters.priceDepthQty ?? '0';
    this.instruments.forEach(
      (instrument, i) => (this.depthLots[i] = Math.max(1, parseQtyLots(instrument, depth))),
    );
  }

  /** It can be missing although the own book is there. */
  get isForeign(): boolean {
    return this.parameters.priceSource !== 'own';
  }

  /** A LIVE book changed. */
  saw(instrument: number, nowUs: number): void {
    this.seenUs[instrument] = nowUs;
  }

  /** The price now, ticks; NaN when no source has one. */
  get(view: StrategyView): number {
    const price = this.isForeign ? this.foreign(view) : this.priceOf(view, 0);
    this.missing = !(price > 0);
    return this.missing ? NaN : price;
  }

  /** True, or what it waits for. */
  ready(): true | string {
    if (!this.missing) return true;
    const { priceSource, priceType, references } = this.parameters;
    if (priceSource === 'own') return `waiting for a ${priceType} price of ${this.instruments[0].id}`;
    return `waiting for a ${priceType} price of ${references.map(({ instrument }) => instrument).join(' or ')}`;
  }

  private foreign(view: StrategyView): number {
    const maxAgeUs = this.parameters.referenceMaxAgeSec * 1e6;
    for (let i = 0; i < this.sources.length; i++) {
      const source = this.sources[i];
      const fresh = view.nowUs - this.seenUs[source] <= maxAgeUs;
      this.prices[i] = fresh ? this.priceOf(view, source) * this.scale[i] : NaN;
    }
    return agreedPrice(this.prices, this.weights, this.parameters.maxDivergenceBp / 10_000);
  }

  private priceOf(view: StrategyView, index: number): number {
    const book = view.book(index);
    if (book === undefined) return NaN;
    switch (this.parameters.priceType) {
      case 'mid':
        return book.mid2() / 2;
      case 'microprice':
        return book.microprice();
      case 'depth':
        return depthMid(book, this.depthLots[index]);
      case 'last':
        return view.tape(index).lastTick || book.mid2() / 2;
      case 'lastOwnTrade':
        return this.lastOwnTick || book.mid2() / 2;
      case 'bestBid':
        return book.bestBid === NO_BID ? NaN : book.bestBid;
      case 'bestAsk':
        return book.bestAsk === NO_ASK ? NaN : book.bestAsk;
      case 'inventoryCost':
        return view.holdings(index).averageCost / this.instruments[index].tick || book.mid2() / 2;
    }
  }
}

/** Middle between the average prices of buying and of selling that much. */
function depthMid(book: OrderBook, lots: number): number {
  return (book.depthPriceTick(Side.Buy, lots) + book.depthPriceTick(Side.Sell, lots)) / 2;
}

function indexOf(id: string, instruments: readonly Instrument[]): number {
  const index = instruments.findIndex((instrument) => instrument.id === id);
  if (index < 0) {
    const known = instruments.map((instrument) => instrument.id).join(', ');
    throw new StrategyError('STRATEGY_BAD_PARAMETER', 'pmm', [
      `references must name instruments of this run (${known}), got "${id}"`,
    ]);
  }
  return index;
}
