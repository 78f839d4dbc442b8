import { describe, expect, it } from 'vitest';
import { Engine } from '@mrmarket/engine/engine';
import { NoJournal } from '@mrmarket/engine/journal';
import { TradingMode } from '@mrmarket/engine/trading-mode';
import { Feed } from '@mrmarket/market/feed';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { GeneratedMarket } from '@mrmarket/simulator/generated-market';
import { constantLatency } from '@mrmarket/simulator/latency';
import { SimulatedVenue } from '@mrmarket/simulator/simulated-venue';
import { parseParameters } from '@mrmarket/strategy/parameters';
import { findStrategy } from '@mrmarket/strategy/registry';
import type { Strategy } from '@mrmarket/strategy/strategy';
import { BUSY_LIMITS, BUSY_QUOTES } from './busy-quotes.ts';
import { TEST_FEES } from './exchange/test-fees.ts';

const START_US = 1_735_689_600_000_000;
const LATENCY_US = 10_000;
const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');

/** An engine that quotes on a generated market with a strategy that can be told to throw. */
function quoting(throwsIn: 'onBook' | 'onPulled') {
  const definition = findStrategy('pmm');
  const inner = definition.create(parseParameters(definition, BUSY_QUOTES, instrument), [instrument]);
  const broken = { now: false };
  const fail = (handler: string): void => {
    if (broken.now && handler === throwsIn) throw new Error(`broken in ${handler}`);
  };
  const strategy: Strategy = {
    ready: () => inner.ready(),
    onBook: (view, sheet, index) => {
      fail('onBook');
      inner.onBook?.(view, sheet, index);
    },
    onTrade: (view, sheet, index) => inner.onTrade?.(view, sheet, index),
    onFill: (view, sheet, fill) => inner.onFill?.(view, sheet, fill),
    onOrder: (view, sheet, order) => inner.onOrder?.(view, sheet, order),
    onTimer: (view, sheet, id) => inner.onTimer?.(view, sheet, id),
    onPulled: (view, reason) => {
      fail('onPulled');
      inner.onPulled?.(view, reason);
    },
  };
  const venue = new SimulatedVenue({
    markets: [new GeneratedMarket({ instrument, seed: 'f43', startTick: 6_000_000, startUs: START_US })],
    fees: { ...TEST_FEES.spot, asset: 'received' },
    balances: [{ quote: '1000000', base: '20' }],
    features: { replace: false, ownOrdersInFeed: true },
    entryLatency: constantLatency(LATENCY_US),
    responseLatency: constantLatency(LATENCY_US),
    startUs: START_US,
  });
  const alerts: string[] = [];
  const engine = new Engine({
    venue,
    strategy,
    journal: new NoJournal(),
    feeds: [new Feed(instrument)],
    tag: 'F43000',
    fees: TEST_FEES.spot,
    limits: BUSY_LIMITS,
    seed: 'f43',
    observer: { onAlert: (_nowUs, code) => alerts.push(code) },
  });
  venue.listener = engine;
  let nowUs = START_US;
  engine.start(nowUs);
  const until = (toUs: number): void => {
    for (;;) {
      const next = Math.min(venue.nextUs(), engine.nextTimerUs);
      if (next > toUs) break;
      nowUs = next;
      if (venue.nextUs() <= engine.nextTimerUs) venue.step();
      else {
        venue.timeIs(next);
        engine.onTimer(next);
      }
    }
    nowUs = toUs;
    venue.timeIs(toUs);
  };
  const openOrders = (): number => venue.exchanges[0].openOrders(venue.clients[0]).length;
  return { engine, venue, until, openOrders, alerts, broken, now: () => nowUs };
}

describe('F43 kill switch while the strategy throws', () => {
  it('F43 cancels everything within 100 ms of a handler that throws, and the kill switch still halts', () => {
    const { engine, venue, until, openOrders, alerts, broken, now } = quoting('onBook');
    until(START_US + 5_000_000);
    expect(openOrders()).toBeGreaterThan(0);
    broken.now = true;
    for (let ms = 0; ms < 5_000 && alerts.length === 0; ms++) until(now() + 1_000);
    until(now() + 100_000);
    expect(alerts).toEqual(['STRATEGY_FAILED']);
    expect(openOrders()).toBe(0);

    engine.kill(now(), 'by hand');
    expect(engine.state.mode).toBe(TradingMode.Halted);
    const orders = venue.clients[0].orders.size;
    until(now() + 10_000_000);
    expect(venue.clients[0].orders.size).toBe(orders);
  });

  it('F43 goes through with a kill whose own notice makes the strategy throw', () => {
    const { engine, venue, until, openOrders, alerts, broken, now } = quoting('onPulled');
    until(START_US + 5_000_000);
    expect(openOrders()).toBeGreaterThan(0);
    broken.now = true;
    const killedUs = now();
    engine.kill(killedUs, 'by hand');
    expect(alerts).toEqual(['STRATEGY_FAILED']);
    until(killedUs + 100_000);
    expect(openOrders()).toBe(0);
    expect(engine.state.mode).toBe(TradingMode.Halted);
    const orders = venue.clients[0].orders.size;
    until(now() + 10_000_000);
    expect(venue.clients[0].orders.size).toBe(orders);
    expect(engine.state.orders.working).toEqual([]);
  });
});
