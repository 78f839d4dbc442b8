import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import { createInstrument } from '@mrmarket/market/instrument';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ExchangeLog } from './testing/exchange-log.ts';
import { Exchange } from './exchange.ts';
import { GeneratedMarket } from './generated-market.ts';
import type { GeneratedMarketOptions } from './generated-market.ts';
import type { MarketListener } from './market-source.ts';
import { queueModel } from './queue-model.ts';
import { autocorrelation, mean, standardDeviation } from './testing/statistics.ts';

const instrument = createInstrument({
  venue: 'sim',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
});
const START_US = 1_700_000_000_000_000;
const START_TICK = 6_000_000;
const HOUR_SEC = 3600;

/** A generated market at an exchange, with the book and the tape as the public sees them. */
class World implements MarketListener {
  readonly market: GeneratedMarket;
  readonly exchange: Exchange;
  readonly log = new ExchangeLog();
  readonly book = new OrderBook();
  rows = 0;
  trades = 0;
  lastId = 1;
  lastUs = 0;
  lastTradeId = 0;
  readonly problems: string[] = [];
  onMessage: ((line: string) => void) | undefined;

  constructor(options: Partial<GeneratedMarketOptions> = {}) {
    this.market = new GeneratedMarket({
      instrument,
      seed: '1',
      startTick: START_TICK,
      startUs: START_US,
      ...options,
    });
    const { market, log } = this;
    this.exchange = new Exchange({
      instrument,
      index: 0,
      fees: { maker: '0', taker: '0', asset: 'quote' },
      queue: queueModel('riskAverse'),
      partial: true,
      consume: true,
      leverage: 5,
      sink: {
        onNews: log.onNews.bind(log),
        onFill: log.onFill.bind(log),
        onTrade: market.onTrade.bind(market),
        onLevel: market.onLevel.bind(market),
      },
    });
  }

  onSnapshot(): void {
    this.problems.push('a snapshot that nobody asked for');
  }

  onDepth: MarketListener['onDepth'] = (
    nowUs,
    _index,
    firstId,
    lastId,
    previousId,
    exchUs,
    levels,
    from,
    to,
  ) => {
    this.at(nowUs, exchUs);
    if (previousId !== this.lastId || firstId !== previousId + 1) this.problems.push(`gap before ${firstId}`);
    this.lastId = lastId;
    this.rows += to - from;
    this.book.apply(levels, from, to);
    this.onMessage?.(
      `${nowUs} ${exchUs} ${lastId} ${levels.side.join()} ${levels.tick.join()} ${levels.lots.join()}`,
    );
  };

  onTrade: MarketListener['onTrade'] = (nowUs, _index, tradeId, exchUs, tick, lots, aggressor) => {
    this.at(nowUs, exchUs);
    if (tradeId <= this.lastTradeId) this.problems.push(`trade ${tradeId} after ${this.lastTradeId}`);
    this.lastTradeId = tradeId;
    this.trades++;
    this.onMessage?.(`${nowUs} ${exchUs} ${tradeId} ${tick} ${lots} ${aggressor}`);
  };

  /** Runs on, the earliest event first, and looks after each event at the exchange. */
  run(untilUs: number, look?: (nowUs: number) => void): void {
    const { market, exchange } = this;
    for (;;) {
      const exchangeUs = market.nextExchangeUs();
      const localUs = market.nextLocalUs();
      if (Math.min(exchangeUs, localUs) > untilUs || market.ended) return;
      if (localUs <= exchangeUs) market.stepLocal(this, 0);
      else {
        market.stepExchange(exchange);
        look?.(exchangeUs);
      }
    }
  }

  private at(nowUs: number, exchUs: number): void {
    if (nowUs < this.lastUs) this.problems.push(`back in time at ${nowUs}`);
    if (nowUs - exchUs < 1_000) this.problems.push(`a message of ${exchUs} at ${nowUs}`);
    this.lastUs = nowUs;
  }
}

/** sha256 of all public messages of some minutes. */
function fingerprint(seed: string, minutes = 5): string {
  const world = new World({ seed });
  const hash = createHash('sha256');
  world.onMessage = (line) => hash.update(line);
  world.run(START_US + minutes * 60e6);
  return hash.digest('hex');
}

const SEEDS = ['1', 'paper', '2024-08-08'];

describe('GeneratedMarket', () => {
  it('F48 gives the same messages for the same seed, and others for another', () => {
    const one = fingerprint('1');
    expect(fingerprint('1')).toBe(one);
    expect(fingerprint('2')).not.toBe(one);
  });

  it.each(SEEDS)(
    'holds together for four hours (seed %s)',
    (seed) => {
      const world = new World({ seed });
      const { exchange } = world;
      let problem = '';
      let counted = 0;
      let minute = 0;
      let busiest = 0;
      let quietest = Infinity;
      let widest = 0;
      const spreads: number[] = [];
      const look = (nowUs: number): void => {
        if (nowUs <= START_US) return;
        const { bestBid, bestAsk } = exchange;
        if (bestBid === NO_BID || bestAsk === NO_ASK || bestBid >= bestAsk || bestBid < 1)
          problem ||= `${bestBid} to ${bestAsk} at ${nowUs}`;
        widest = Math.max(widest, (bestAsk - bestBid) / bestBid);
        const now = Math.floor((nowUs - START_US) / 60e6);
        if (now === minute) return;
        spreads.push(((bestAsk - bestBid) / bestBid) * 10_000);
        const events = world.rows + world.trades - counted;
        if (minute > 0) {
          busiest = Math.max(busiest, events / 60);
          quietest = Math.min(quietest, events / 60);
        }
        counted += events;
        minute = now;
      };
      world.run(START_US + 4 * HOUR_SEC * 1e6, look);
      expect(problem).toBe('');
      expect(world.problems).toEqual([]);
      expect(minute).toBe(240);
      expect(quietest).toBeGreaterThan(50);
      expect(busiest).toBeLessThan(1500);
      expect(mean(spreads)).toBeGreaterThan(0.1);
      expect(mean(spreads)).toBeLessThan(5);
      expect(widest).toBeLessThan(0.01);
      // A market that ran away would not be near its start after four hours of about 0.6 bp a second.
      expect(Math.abs(Math.log(exchange.bestBid / START_TICK))).toBeLessThan(0.1);
    },
    120_000,
  );

  it('shows in public exactly what stands at the exchange', () => {
    const world = new World();
    world.run(START_US + 30e6);
    // One more depth message, with time to arrive.
    const us = world.market.nextExchangeUs();
    while (world.market.nextExchangeUs() <= us + 100_000) world.market.stepExchange(world.exchange);
    const asked = world.market.snapshot(world.exchange, us + 100_000);
    while (world.market.nextLocalUs() !== Infinity) world.market.stepLocal(world, 0);
    expect(asked?.lastId).toBe(world.lastId);
    for (const side of [Side.Buy, Side.Sell]) {
      const ticks = world.exchange.clientTicks(side);
      expect(ticks.length).toBeGreaterThan(20);
      expect(ticks.map((tick) => world.book.lotsAt(side, tick))).toEqual(
        ticks.map((tick) => world.exchange.lotsAt(side, tick)),
      );
      expect(world.book.levelCount(side)).toBe(ticks.length);
    }
    expect(world.problems).toEqual([]);
  });

  it.each(SEEDS)(
    'follows its value, with volatility in clusters (seed %s)',
    (seed) => {
      const world = new World({ seed });
      const mids: number[] = [];
      const gaps: number[] = [];
      let nextUs = START_US;
      world.run(START_US + HOUR_SEC * 1e6, (nowUs) => {
        if (nowUs < nextUs) return;
        const mid = (world.exchange.bestBid + world.exchange.bestAsk) / 2;
        mids.push(mid);
        gaps.push(Math.abs(Math.log(mid / world.market.value.tick)) * 10_000);
        nextUs += 5e6;
      });
      const returns = mids.slice(1).map((mid, i) => Math.log(mid / mids[i]) * 10_000);
      expect(returns.length).toBeGreaterThan(700);
      expect(mean(gaps)).toBeLessThan(3);
      // Five seconds of 0.6 bp each, give or take what heat, trends and noise make of them.
      expect(standardDeviation(returns)).toBeGreaterThan(0.7);
      expect(standardDeviation(returns)).toBeLessThan(4);
      const sizes = returns.map(Math.abs);
      expect(mean([1, 2, 3, 4, 5].map((lag) => autocorrelation(sizes, lag)))).toBeGreaterThan(0.03);
    },
    60_000,
  );

  it('has several participants who trade with each other', () => {
    const world = new World();
    world.run(START_US + 60e6);
    expect(world.exchange.clients).toHaveLength(8);
    expect(world.exchange.clients.every(({ participant }) => participant)).toBe(true);
    expect(world.exchange.clients.filter(({ orders }) => orders.size > 0).length).toBeGreaterThanOrEqual(5);
    expect(world.trades).toBeGreaterThan(100);
  });

  it('trades with a client like with anybody, and the tape tells it', () => {
    const world = new World();
    const { exchange } = world;
    world.run(START_US);
    const client = exchange.addClient({ quote: '100000', base: '1' });
    const tape = world.trades;
    const tick = exchange.bestAsk;
    const offered = exchange.lotsAt(Side.Sell, tick);
    exchange.submit(
      client,
      {
        instrument: 0,
        clientId: 'a',
        side: Side.Buy,
        tick,
        lots: offered,
        postOnly: false,
        reduceOnly: false,
        timeInForce: 'IOC',
      },
      START_US,
    );
    expect(client.fills.reduce((sum, { lots }) => sum + lots, 0)).toBe(offered);
    expect(exchange.bestAsk).toBeGreaterThan(tick);
    while (world.market.nextLocalUs() <= START_US + 5_000) world.market.stepLocal(world, 0);
    expect(world.trades - tape).toBeGreaterThanOrEqual(client.fills.length);
  });

  it('F49 gives a client nothing that no participant gave: each fill is a public trade on the same terms', () => {
    const world = new World({ seed: 'client' });
    const { exchange, market } = world;
    const tape = new Map<string, string>();
    const { onTrade } = world;
    world.onTrade = (nowUs, index, tradeId, exchUs, tick, lots, aggressor) => {
      tape.set(String(tradeId), `${tick} ${lots} ${aggressor} ${exchUs}`);
      onTrade(nowUs, index, tradeId, exchUs, tick, lots, aggressor);
    };
    world.run(START_US);
    const client = exchange.addClient({ quote: '1000000', base: '100' });
    const order = { instrument: 0, lots: 2000, postOnly: false, reduceOnly: false } as const;
    for (let i = 1; i <= 600; i++) {
      const nowUs = START_US + i * 200_000;
      world.run(nowUs);
      // In turns a maker at the best prices and a taker.
      for (const open of exchange.openOrders(client)) exchange.cancel(client, open.clientId, nowUs);
      const makes = i % 2 === 0;
      const timeInForce = makes ? 'GTC' : 'IOC';
      const [bid, ask] = [exchange.bestBid, exchange.bestAsk];
      const [low, high] = makes ? [bid, ask] : [ask, bid];
      exchange.submit(client, { ...order, clientId: `b${i}`, side: Side.Buy, tick: low, timeInForce }, nowUs);
      exchange.submit(
        client,
        { ...order, clientId: `s${i}`, side: Side.Sell, tick: high, timeInForce },
        nowUs,
      );
    }
    world.run(market.nextExchangeUs() + 1e6);
    expect(client.fills.filter(({ maker }) => maker).length).toBeGreaterThan(50);
    expect(client.fills.filter(({ maker }) => !maker).length).toBeGreaterThan(500);
    for (const { tradeId, tick, lots, side, maker, venueUs } of client.fills) {
      const aggressor = maker ? opposite(side) : side;
      expect(tape.get(tradeId)).toBe(`${tick} ${lots} ${aggressor} ${venueUs}`);
    }
    expect(world.problems).toEqual([]);
  });

  it('ends when it is told to, and sends what is on its way', () => {
    const world = new World({ endUs: START_US + 10e6 });
    expect(world.market.ended).toBe(false);
    world.run(START_US + 10e6);
    expect(world.market.nextExchangeUs()).toBe(Infinity);
    expect(world.market.ended).toBe(false);
    world.run(Infinity);
    expect(world.market.ended).toBe(true);
    expect(world.lastUs).toBeGreaterThan(START_US + 9.9e6);
    expect(world.lastUs).toBeLessThan(START_US + 10.1e6);
  });

  it('passes over what somebody who comes later has missed', () => {
    const world = new World();
    while (world.market.nextExchangeUs() <= START_US) world.market.stepExchange(world.exchange);
    world.market.skipLocal(START_US);
    expect(world.market.nextLocalUs()).toBeGreaterThan(START_US);
    const snapshot = world.market.snapshot(world.exchange, START_US);
    expect(snapshot?.exchUs).toBe(START_US);
    expect(snapshot?.levels.lots.every((lots) => lots > 0)).toBe(true);
  });

  it('has no book to show before it began', () => {
    const world = new World();
    expect(world.market.snapshot(world.exchange, START_US)).toBeUndefined();
  });
});
