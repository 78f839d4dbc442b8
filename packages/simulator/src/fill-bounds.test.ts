import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import type { Levels } from '@mrmarket/market/levels';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import { dataFile, itWithData } from '@mrmarket/testkit/data-folder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exchange } from './exchange.ts';
import type { ExchangeOrder } from './exchange-order.ts';
import { queueModel } from './queue-model.ts';
import type { QueueModelName } from './queue-model.ts';
import { RecordedMarket, topLevels } from './recorded-market.ts';
import { ExchangeLog } from './testing/exchange-log.ts';
import { recordGenerated } from './testing/record-market.ts';

const SEED = 20240808;
/** Orders are watched this long, µs. */
const WATCH_US = 20e6;
/** Models that guess from depth what happens in the queue: in no order among each other. */
const GUESSING: readonly QueueModelName[] = ['power', 'log', 'power2', 'log2', 'power3'];

interface Terms {
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
}

/** A message of a recording, for the exchange. */
interface Message {
  readonly kind: number;
  readonly nowUs: number;
  readonly levels: Levels;
  readonly from: number;
  readonly to: number;
}

/**
 * How much of an order the riskAverse model fills, by a closed formula: with T(t) lots traded at the price since the
 * order came, and L(s) lots shown by the level when it came and after each update, T(t) - min over s of (T(s) + L(s)).
 * An update and trades of the same time are taken as if the trades came first.
 */
class Bound {
  /** Lots filled so far. */
  filled = 0;
  /** A trade has printed at the price or through it, or the opposite best has reached it. */
  touched = false;
  /** A trade went through the price, or the opposite best reached it: nothing may be left of the order. */
  passed = false;
  private readonly terms: Terms;
  private readonly book: OrderBook;
  private traded = 0;
  private least: number;
  private leastNow = Infinity;
  private depthUs = -Infinity;

  constructor(terms: Terms, levels: Levels) {
    this.terms = terms;
    this.book = new OrderBook(1024);
    this.book.apply(levels, 0, levels.side.length);
    this.least = this.book.lotsAt(terms.side, terms.tick);
  }

  see({ kind, nowUs, levels, from, to }: Message): void {
    if (kind === MessageKind.Trade) this.trade(levels, from, nowUs);
    else this.depth(levels, from, to, nowUs);
    if (this.passed) this.filled = this.terms.lots;
  }

  private trade({ side, tick, lots }: Levels, row: number, nowUs: number): void {
    const { terms } = this;
    if (side[row] === terms.side) return;
    const through = terms.side === Side.Buy ? tick[row] < terms.tick : tick[row] > terms.tick;
    if (through || tick[row] === terms.tick) this.touched = true;
    if (through) this.passed = true;
    if (tick[row] !== terms.tick) return;
    this.traded += lots[row];
    if (nowUs === this.depthUs) this.leastNow += lots[row];
    const excess = this.traded - Math.min(this.least, this.leastNow);
    this.filled = Math.min(terms.lots, Math.max(this.filled, excess));
  }

  private depth(levels: Levels, from: number, to: number, nowUs: number): void {
    const { terms, book } = this;
    book.apply(levels, from, to);
    for (let row = from; row < to; row++) {
      if (levels.side[row] !== terms.side || levels.tick[row] !== terms.tick) continue;
      this.least = Math.min(this.least, this.leastNow);
      this.leastNow = this.traded + levels.lots[row];
      this.depthUs = nowUs;
    }
    const reached = terms.side === Side.Buy ? book.bestAsk <= terms.tick : book.bestBid >= terms.tick;
    if (reached) this.touched = this.passed = true;
  }
}

/** A place in a recording: the book there, and what comes next. */
interface Start {
  readonly nowUs: number;
  readonly levels: Levels;
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly next: number;
}

/** The exchange's messages after a recording's snapshot has been joined, and places to start from among them. */
class Course {
  readonly starts: Start[] = [];
  private readonly recording: Recording;
  private readonly order: Uint32Array;

  constructor(recording: Recording, count: number) {
    this.recording = recording;
    const { kind, exchangeOrder, exchUs } = recording;
    this.order = exchangeOrder.filter((m) => kind[m] === MessageKind.Trade || kind[m] === MessageKind.Depth);
    const market = new RecordedMarket(recording);
    const { exchange } = newExchange(recording, 'riskAverse');
    const begunUs = exchUs[exchangeOrder[0]] + 2e6;
    const everyUs = (exchUs[exchangeOrder[exchangeOrder.length - 1]] - WATCH_US - begunUs) / count;
    let nextUs = begunUs;
    while (market.nextExchangeUs() !== Infinity) {
      const nowUs = market.nextExchangeUs();
      market.stepExchange(exchange);
      if (nowUs < nextUs || market.nextExchangeUs() === nowUs || !market.snapshot(exchange, nowUs)) continue;
      const { bestBid, bestAsk } = exchange.book;
      if (bestBid === NO_BID || bestAsk === NO_ASK) continue;
      const next = this.order.findIndex((m) => exchUs[m] > nowUs);
      if (next < 0 || this.starts.length === count) break;
      this.starts.push({ nowUs, levels: topLevels(exchange.book, 1000), bestBid, bestAsk, next });
      nextUs += everyUs;
    }
    expect(market.lostBooks).toBe(0);
  }

  *after({ next, nowUs }: Start): Generator<Message> {
    const { kind, exchUs, firstLevel, levels } = this.recording;
    for (let i = next; i < this.order.length; i++) {
      const m = this.order[i];
      if (exchUs[m] > nowUs + WATCH_US) return;
      yield { kind: kind[m], nowUs: exchUs[m], levels, from: firstLevel[m], to: firstLevel[m + 1] };
    }
  }

  /** An exchange as the recording left it at a start, with one order in it. */
  place(start: Start, model: QueueModelName, terms: Terms): { exchange: Exchange; order: ExchangeOrder } {
    const { exchange } = newExchange(this.recording, model);
    exchange.externalSnapshot(start.levels, 0, start.levels.side.length, start.nowUs);
    const client = exchange.addClient({ quote: '1000000000000', base: '1000000000000' });
    exchange.submit(
      client,
      {
        instrument: 0,
        clientId: 'a',
        ...terms,
        postOnly: true,
        reduceOnly: false,
        timeInForce: 'GTC',
      },
      start.nowUs,
    );
    const order = client.orders.get('a');
    if (order?.status !== 'open') throw new Error('the order does not rest');
    return { exchange, order };
  }
}

function newExchange({ instrument }: Recording, model: QueueModelName): { exchange: Exchange } {
  return {
    exchange: new Exchange({
      instrument: { ...instrument, minNotionalUnits: 0n },
      index: 0,
      fees: { maker: '0', taker: '0', asset: 'quote' },
      queue: queueModel(model),
      partial: true,
      consume: true,
      leverage: 100,
      sink: new ExchangeLog(),
    }),
  };
}

/** Watches one order under every model, and compares them with the bound and each other at every message. */
function watch(course: Course, start: Start, terms: Terms): 'filled' | 'waits' {
  const bound = new Bound(terms, start.levels);
  const place = (model: QueueModelName): { exchange: Exchange; order: ExchangeOrder } =>
    course.place(start, model, terms);
  const tradeOnly = place('tradeOnly');
  const riskAverse = place('riskAverse');
  const guessing = GUESSING.map(place);
  const none = place('none');
  const runs = [tradeOnly, riskAverse, ...guessing, none];
  for (const message of course.after(start)) {
    const { kind, nowUs, levels, from, to } = message;
    for (const { exchange } of runs) {
      if (kind === MessageKind.Trade)
        exchange.externalTrade(levels.tick[from], levels.lots[from], levels.side[from] as Side, nowUs);
      else exchange.externalDepth(levels, from, to, nowUs);
    }
    bound.see(message);
    const filled = runs.map(({ order }) => order.filledLots);
    const problem = (what: string): never =>
      expect.fail(`${what} at ${nowUs}: ${filled.join()} with the bound at ${bound.filled}`);
    if (riskAverse.order.filledLots !== bound.filled) problem('riskAverse is not at its bound');
    if (tradeOnly.order.filledLots > bound.filled) problem('tradeOnly is ahead of riskAverse');
    for (const { order } of guessing) {
      if (order.filledLots < bound.filled) problem('a guessing model is behind riskAverse');
      if (order.filledLots > none.order.filledLots) problem('a guessing model is ahead of a touch');
    }
    if (!bound.touched && filled.some((lots) => lots > 0)) problem('filled before any price touched it');
    if (bound.passed && filled.some((lots) => lots < terms.lots)) problem('open though the price passed');
    if (filled.every((lots) => lots === terms.lots)) return 'filled';
  }
  return 'waits';
}

/** Watches many random orders at and behind the best price, up to 8 bp away. */
function property(course: Course, numRuns: number): void {
  const seen = { filled: 0, waits: 0 };
  fc.assert(
    fc.property(
      fc.nat(course.starts.length - 1),
      fc.constantFrom(Side.Buy, Side.Sell),
      fc.oneof(
        fc.constant(0),
        fc.constant(0.001),
        fc.integer({ min: 0, max: 80 }).map((n) => n / 10),
      ),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 })),
      (at, side, awayBp, lots) => {
        const start = course.starts[at];
        const away = Math.ceil((start.bestBid * awayBp) / 10_000);
        const tick = side === Side.Buy ? start.bestBid - away : start.bestAsk + away;
        seen[watch(course, start, { side, tick, lots })]++;
      },
    ),
    { numRuns, seed: SEED },
  );
  expect(seen.filled).toBeGreaterThan(numRuns / 10);
  expect(seen.waits).toBeGreaterThan(numRuns / 20);
}

describe('makers in the market', () => {
  it('F51 fill neither before the queue lets them nor after the price has passed, in generated markets', () => {
    const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
    const terms = { seed: 'bounds', startTick: 6_000_000, startUs: 1_700_000_000_000_000, seconds: 300 };
    property(new Course(recordGenerated(instrument, terms), 100), 200);
  });

  const recordings = [
    ['USD-M BTCUSDT', ['usdm_btcusdt_20240808.gz']],
    ['spot BTCUSDT', ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz']],
    ['spot ETHUSDT', ['spot_ethusdt_20240808.gz', 'spot_ethusdt_20240809.gz']],
  ] as const;
  for (const [name, files] of recordings) {
    itWithData(
      `F51 fill neither before the queue lets them nor after the price has passed, on ${name}`,
      [...files],
      async () => {
        const recording = await readBinanceCapture(files.map(dataFile));
        property(new Course(recording, 100), 200);
      },
    );
  }
});
