import { Side } from '@mrmarket/market/side';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { describe, expect, it } from 'vitest';
import type { ExchangeClient } from './exchange-client.ts';
import { DEFAULT_FAIR_VALUE, FairValue } from './fair-value.ts';
import { ParticipantDesk } from './participant-desk.ts';
import { exponential, InformedTaker, Lurker, Maker, NoiseTaker } from './participants.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot } from './testing/instruments.ts';
import { mean } from './testing/statistics.ts';

const VALUE = 1000;

/** A participant's desk at an exchange with external bids up to 990 and asks from 1010, ten levels of 1000 lots each. */
function seat({ depth = true } = {}) {
  const world = new TestExchange(spot, { consume: false });
  if (depth) {
    const levels = Array.from({ length: 10 }, (_, i) => i);
    world.depth(
      levels.map((i) => [990 - i, 1000]),
      levels.map((i) => [1010 + i, 1000]),
    );
  }
  const client = world.exchange.addClient({ quote: '0', base: '0' }, { participant: true });
  const desk = new ParticipantDesk(world.exchange, client, () => world.nowUs);
  const value = new FairValue(VALUE, DEFAULT_FAIR_VALUE, seededRandom('value'));
  return { world, client, desk, value };
}

function resting(client: ExchangeClient, side: Side): number[] {
  return [...client.orders.values()]
    .filter((order) => order.status === 'open' && order.side === side)
    .map(({ tick }) => tick);
}

const LADDER = { halfSpreadTicks: 5, levelTicks: 2, levels: 6, lots: 10, requoteSec: 1, errorTicks: 0 };

describe('exponential', () => {
  it('waits one over its rate on average, and never a negative time', () => {
    const random = seededRandom('wait');
    const waits = Array.from({ length: 20_000 }, () => exponential(random, 4));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(mean(waits)).toBeGreaterThan(0.24);
    expect(mean(waits)).toBeLessThan(0.26);
  });
});

describe('Maker', () => {
  it('quotes a ladder on both sides of the value, its half spread away', () => {
    const { client, desk, value } = seat();
    new Maker(value, LADDER, seededRandom('1')).act(desk);
    expect(resting(client, Side.Buy)).toHaveLength(6);
    expect(resting(client, Side.Sell)).toHaveLength(6);
    expect(desk.bestBid).toBe(VALUE - 5);
    expect(desk.bestAsk).toBe(VALUE + 5);
  });

  it('replaces its ladder, rather than adding to it', () => {
    const { client, desk, value } = seat();
    const maker = new Maker(value, LADDER, seededRandom('1'));
    for (let i = 0; i < 50; i++) expect(maker.act(desk)).toBeGreaterThan(0);
    expect(resting(client, Side.Buy)).toHaveLength(6);
    expect(resting(client, Side.Sell)).toHaveLength(6);
  });

  it('never takes, wherever it sees the value', () => {
    for (const tick of [900, 989, 1011, 1100]) {
      const { world, desk, value } = seat();
      value.tick = tick;
      new Maker(value, LADDER, seededRandom('1')).act(desk);
      expect(world.log.trades).toEqual([]);
      expect(desk.bestBid).toBeLessThan(desk.bestAsk);
    }
  });

  it('quotes wider when the market is hot', () => {
    const { desk, value } = seat();
    value.heat = 4;
    new Maker(value, LADDER, seededRandom('1')).act(desk);
    expect(desk.bestBid).toBe(VALUE - 10);
    expect(desk.bestAsk).toBe(VALUE + 10);
  });

  it('quotes no price below one tick', () => {
    const { client, desk, value } = seat({ depth: false });
    value.tick = 6;
    new Maker(value, LADDER, seededRandom('1')).act(desk);
    expect(resting(client, Side.Buy)).toEqual([1]);
    expect(resting(client, Side.Sell)).toHaveLength(6);
  });
});

describe('NoiseTaker', () => {
  const settings = { perSec: 3, lots: 5, excitement: 0.6, memorySec: 2, persistence: 0.7 };

  it('takes from both sides, in runs', () => {
    const { world, desk, value } = seat();
    const taker = new NoiseTaker(value, settings, seededRandom('1'));
    for (let i = 0; i < 1000; i++) taker.act(desk);
    const sides = world.log.trades.map(({ aggressor }) => aggressor);
    const buys = sides.filter((side) => side === Side.Buy).length;
    const repeats = sides.filter((side, i) => i > 0 && side === sides[i - 1]).length;
    expect(buys).toBeGreaterThan(350);
    expect(sides.length - buys).toBeGreaterThan(350);
    expect(repeats / sides.length).toBeGreaterThan(0.65);
    expect(repeats / sides.length).toBeLessThan(0.75);
  });

  it('trades more often than alone by what its trades cause, and no more', () => {
    const { desk, value } = seat();
    const taker = new NoiseTaker(value, settings, seededRandom('1'));
    const waits = Array.from({ length: 20_000 }, () => taker.act(desk));
    // A Hawkes process of branching ratio 0.6 has 1/(1 - 0.6) times its base rate: 7.5 a second.
    expect(1 / mean(waits)).toBeGreaterThan(6);
    expect(1 / mean(waits)).toBeLessThan(9);
  });

  it('waits where there is nothing to take', () => {
    const { world, desk, value } = seat({ depth: false });
    const taker = new NoiseTaker(value, settings, seededRandom('1'));
    for (let i = 0; i < 20; i++) expect(taker.act(desk)).toBeGreaterThan(0);
    expect(world.log.trades).toEqual([]);
  });
});

describe('InformedTaker', () => {
  const settings = { perSec: 4, lots: 100, edgeTicks: 2 };
  /** Trades of one action where the value is at `tick`. */
  function trades(tick: number, lots = settings.lots) {
    const { world, desk, value } = seat();
    value.tick = tick;
    new InformedTaker(value, { ...settings, lots }, seededRandom('1')).act(desk);
    return world.log.trades;
  }

  it('leaves prices alone that are right within its edge', () => {
    for (const tick of [988, 995, 1000, 1012]) expect(trades(tick)).toEqual([]);
  });

  it('buys what is offered below the value, up to its edge', () => {
    const bought = trades(1015, 100_000);
    expect(bought.map(({ tick, aggressor }) => [tick, aggressor])).toEqual(
      [1010, 1011, 1012, 1013].map((tick) => [tick, Side.Buy]),
    );
  });

  it('sells to bids above the value, down to its edge', () => {
    const sold = trades(985, 100_000);
    expect(sold.map(({ tick, aggressor }) => [tick, aggressor])).toEqual(
      [990, 989, 988, 987].map((tick) => [tick, Side.Sell]),
    );
  });
});

describe('Lurker', () => {
  const settings = { perSec: 4, lots: 10, depthTicks: 8, patienceSec: 4, orders: 12 };

  it('keeps no more orders than it may, and takes none', () => {
    const { world, client, desk } = seat();
    const lurker = new Lurker(settings, seededRandom('1'));
    for (let i = 0; i < 2000; i++) {
      lurker.act(desk);
      if (client.orders.size > settings.orders) expect.fail(`${client.orders.size} orders`);
    }
    expect(client.orders.size).toBeGreaterThan(0);
    expect(world.log.trades).toEqual([]);
    expect(desk.bestBid).toBeLessThan(desk.bestAsk);
  });

  it('waits for a book', () => {
    const { client, desk } = seat({ depth: false });
    const lurker = new Lurker(settings, seededRandom('1'));
    for (let i = 0; i < 20; i++) expect(lurker.act(desk)).toBeGreaterThan(0);
    expect(client.orders.size).toBe(0);
  });
});
