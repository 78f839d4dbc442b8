import { formatPrice, formatQty, parsePriceTicks, parseQtyLots } from '@mrmarket/market/decimal';
import { createInstrument } from '@mrmarket/market/instrument';
import type { Instrument } from '@mrmarket/market/instrument';
import { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { TradeTape } from '@mrmarket/market/trade-tape';
import type { Static, TObject } from 'typebox';
import { changeParameters, parseParameters } from '../parameters.ts';
import { QuoteSheet } from '../quote-sheet.ts';
import { seededRandom } from '../seeded-random.ts';
import type { Strategy, StrategyDefinition, StrategyView } from '../strategy.ts';
import { HarnessAccount } from './harness-account.ts';
import { InstantDesk } from './instant-desk.ts';
import type { DeskOrder } from './instant-desk.ts';

const SECOND = 1_000_000;
const TIMERS = 16;
const MAX_PASSES = 1000;

/** A spot pair with round numbers: tick 0.01, lot 0.001, orders of 5 or more. */
export const sampleSpot = createInstrument({
  venue: 'sim',
  product: 'spot',
  symbol: 'ABCUSD',
  base: 'ABC',
  quote: 'USD',
  tickSize: '0.01',
  lotSize: '0.001',
  minNotional: '5',
});

/** The same as a perpetual. */
export const samplePerpetual = createInstrument({ ...sampleSpot, product: 'usdm' });

export interface HarnessOptions {
  /** The first is quoted; default one spot pair. */
  readonly instruments?: readonly Instrument[];
  /** Base held in the first instrument, decimal string; default 0. */
  readonly base?: string;
  /** Average cost of that base; default 0. */
  readonly averageCost?: string;
  /** Quote held; default 10000. */
  readonly quote?: string;
  readonly makerFee?: number;
  readonly takerFee?: number;
  readonly seed?: string | number;
}

/** A price and a quantity, decimal strings. */
export type HarnessLevel = readonly [price: string, qty: string];

/**
 * Runs one strategy by hand: feed it books, trades and fills, and read what it wants.
 *
 * Everything is real but the venue, which answers at once (`InstantDesk`): orders rest as soon as they are wanted and
 * fill only when you say so, or when they cross the book. For queues, latency and fees use a backtest.
 *
 * @example
 * const market = new StrategyHarness(pureMarketMaking, { bidSpreadBp: 10, orderQty: '1' });
 * market.book({ bid: '99.99', ask: '100.01' });
 * market.quotes(); // ['buy 99.90 1.000', …]
 */
export class StrategyHarness<P extends TObject> {
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly sheet = new QuoteSheet();
  readonly strategy: Strategy;
  readonly desk: InstantDesk;
  parameters: Static<P>;
  /** The current time, µs; it starts on 2024-01-01. */
  nowUs = Date.UTC(2024, 0, 1) * 1000;
  private readonly definition: StrategyDefinition<P>;
  private readonly books: OrderBook[];
  private readonly live: boolean[];
  private readonly tapes: TradeTape[];
  private readonly accounts: HarnessAccount[];
  private readonly timers = new Float64Array(TIMERS).fill(Infinity);
  private readonly view: StrategyView;
  private tradeId = 0;

  constructor(definition: StrategyDefinition<P>, parameters: unknown = {}, options: HarnessOptions = {}) {
    const { makerFee = 0, takerFee = 0, seed = 'harness' } = options;
    this.instruments = options.instruments ?? [sampleSpot];
    this.instrument = this.instruments[0];
    this.definition = definition;
    this.parameters = parseParameters(definition, parameters, this.instrument);
    this.books = this.instruments.map(() => new OrderBook(4096));
    this.live = this.instruments.map(() => false);
    this.tapes = this.instruments.map(() => new TradeTape());
    this.accounts = this.instruments.map(
      (instrument, i) =>
        new HarnessAccount(instrument, {
          base: i === 0 ? Number(options.base ?? 0) : 0,
          quote: Number(options.quote ?? 10_000),
          averageCost: i === 0 ? Number(options.averageCost ?? 0) : 0,
        }),
    );
    this.desk = new InstantDesk(this.sheet, {
      book: (instrument) => this.currentBook(instrument),
      taken: (order, tick, lots) => this.report(order, tick, lots, false),
      changed: (order) => this.strategy.onOrder?.(this.view, this.sheet, order),
    });
    this.view = this.makeView(makerFee, takerFee, seededRandom(seed));
    this.strategy = definition.create(this.parameters, this.instruments);
  }

  /** Own orders that are not final, oldest first. */
  get orders(): readonly DeskOrder[] {
    return this.desk.orders;
  }

  /**
   * Replaces a book; others' orders only. `bid` and `ask` are a book of one level a side, 1000 base deep.
   * @param book `instrument` defaults to the one that is quoted
   */
  book(book: {
    readonly bid?: string;
    readonly ask?: string;
    readonly bids?: readonly HarnessLevel[];
    readonly asks?: readonly HarnessLevel[];
    readonly instrument?: number;
  }): void {
    const index = book.instrument ?? 0;
    const target = this.books[index];
    target.clear();
    const bids = book.bids ?? (book.bid === undefined ? [] : [[book.bid, '1000']]);
    const asks = book.asks ?? (book.ask === undefined ? [] : [[book.ask, '1000']]);
    for (const [price, qty] of bids) this.setLevel(index, Side.Buy, price ?? '', qty ?? '');
    for (const [price, qty] of asks) this.setLevel(index, Side.Sell, price ?? '', qty ?? '');
    this.live[index] = true;
    this.strategy.onBook?.(this.view, this.sheet, index);
    this.settle();
  }

  /** A book as the strategy sees it; undefined while it is not LIVE. */
  currentBook(instrument = 0): OrderBook | undefined {
    return this.live[instrument] ? this.books[instrument] : undefined;
  }

  /** A book is not LIVE any more. Of the quoted one: the engine pulls the quotes. */
  lose(instrument = 0): void {
    this.live[instrument] = false;
    if (instrument === 0) this.pull('book not live');
  }

  /** The engine clears the sheet and cancels the orders. */
  pull(reason: string): void {
    this.sheet.clear();
    this.desk.cancelAll();
    this.strategy.onPulled?.(this.view, reason);
    this.settle();
  }

  /** A trade of others. `side` is the taker's. */
  trade(trade: {
    readonly price: string;
    readonly qty: string;
    readonly side: 'buy' | 'sell';
    readonly instrument?: number;
  }): void {
    const index = trade.instrument ?? 0;
    const tick = parsePriceTicks(this.instruments[index], trade.price);
    const lots = parseQtyLots(this.instruments[index], trade.qty);
    const side = trade.side === 'buy' ? Side.Buy : Side.Sell;
    this.tapes[index].add(this.tradeId++, this.nowUs, this.nowUs, tick, lots, side);
    this.strategy.onTrade?.(this.view, this.sheet, index);
    this.settle();
  }

  /** Fills a resting order at its price, completely or a part of it. */
  fill(order: DeskOrder, qty?: string): void {
    const open = order.lots - order.filledLots;
    const lots = qty === undefined ? open : parseQtyLots(this.instruments[order.instrument], qty);
    if (!this.orders.includes(order)) throw new RangeError(`${order.clientId} is not working`);
    if (lots < 1 || lots > open) throw new RangeError(`${order.clientId} has ${open} lots open, not ${lots}`);
    this.desk.fill(order, lots);
    this.report(order, order.tick, lots, true);
    this.settle();
  }

  /** The venue ends an order. */
  end(order: DeskOrder): void {
    this.desk.end(order);
    this.settle();
  }

  /** Time goes on; timers and orders that get too old come in their order. */
  advance(seconds: number): void {
    const endUs = this.nowUs + Math.round(seconds * SECOND);
    for (;;) {
      const dueUs = Math.min(this.desk.dueUs, ...this.timers);
      if (dueUs > endUs) break;
      this.nowUs = Math.max(this.nowUs, dueUs);
      for (let id = 0; id < TIMERS; id++) {
        if (this.timers[id] > this.nowUs) continue;
        this.timers[id] = Infinity;
        this.strategy.onTimer?.(this.view, this.sheet, id);
      }
      this.settle();
    }
    this.nowUs = endUs;
  }

  /** Changes parameters while it runs; `null` returns one to its default. */
  change(changes: Readonly<Record<string, unknown>>): void {
    this.parameters = changeParameters(this.definition, this.parameters, changes, this.instrument);
    this.strategy.onParameters?.(this.view, this.sheet, this.parameters);
    this.settle();
  }

  /** What is working, best first and bids before asks: `buy 99.90 1.000` (side, price, open quantity). */
  quotes(): string[] {
    return [...this.orders].sort(byPlace).map((order) => this.print(order));
  }

  /** The working order at a place: `at('buy')` is the best bid, `at('sell', 1)` the second ask. */
  at(side: 'buy' | 'sell', place = 0): DeskOrder {
    const wanted = side === 'buy' ? Side.Buy : Side.Sell;
    const order = [...this.orders].sort(byPlace).filter((o) => o.side === wanted)[place];
    if (order === undefined) throw new RangeError(`there is no working ${side} order at place ${place}`);
    return order;
  }

  /** Position and balances in an instrument. */
  holdings(instrument = 0): HarnessAccount {
    return this.accounts[instrument];
  }

  private print(order: DeskOrder): string {
    const instrument = this.instruments[order.instrument];
    const open = formatQty(instrument, order.lots - order.filledLots);
    return `${order.side === Side.Buy ? 'buy' : 'sell'} ${formatPrice(instrument, order.tick)} ${open}`;
  }

  private setLevel(index: number, side: Side, price: string, qty: string): void {
    const instrument = this.instruments[index];
    this.books[index].set(side, parsePriceTicks(instrument, price), parseQtyLots(instrument, qty));
  }

  private report(order: DeskOrder, tick: number, lots: number, maker: boolean): void {
    const { view } = this;
    this.accounts[order.instrument].fill(order.side, tick, lots, maker ? view.makerFee : view.takerFee);
    const { clientId, instrument, side, slot } = order;
    const complete = order.filledLots === order.lots;
    this.strategy.onFill?.(view, this.sheet, {
      clientId,
      instrument,
      side,
      slot,
      tick,
      lots,
      maker,
      complete,
    });
    if (complete) {
      order.resting = false;
      this.strategy.onOrder?.(view, this.sheet, order);
    }
  }

  private settle(): void {
    for (let passes = 0; this.desk.sync(this.nowUs); passes++) {
      if (passes === MAX_PASSES)
        throw new RangeError('the strategy answers each order with another one, without end');
    }
  }

  private makeView(makerFee: number, takerFee: number, random: StrategyView['random']): StrategyView {
    const now = (): number => this.nowUs;
    const { timers, desk } = this;
    return {
      get nowUs() {
        return now();
      },
      instruments: this.instruments,
      book: (instrument) => this.currentBook(instrument),
      tape: (instrument) => this.tapes[instrument],
      holdings: (instrument) => this.accounts[instrument],
      makerFee,
      takerFee,
      orders: desk.orders,
      timers: {
        set: (id, atUs) => (timers[id] = atUs),
        cancel: (id) => (timers[id] = Infinity),
      },
      random,
    };
  }
}

/** Bids before asks, best first, older first. */
function byPlace(a: DeskOrder, b: DeskOrder): number {
  if (a.side !== b.side) return a.side - b.side;
  if (a.tick !== b.tick) return a.side === Side.Buy ? b.tick - a.tick : a.tick - b.tick;
  return a.createdUs - b.createdUs;
}
