import { describe, expect, it } from 'vitest';
import { QuoteFlag } from '../quote-sheet.ts';
import { sampleSpot, StrategyHarness } from '../testing/strategy-harness.ts';
import type { HarnessOptions } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';

/** Base 100, quote 10 000, one order of 1 a side at 10 bp around 100 unless said otherwise. */
function start(parameters: object = {}, options: HarnessOptions = {}) {
  const market = new StrategyHarness(
    pureMarketMaking,
    { bidSpreadBp: 10, askSpreadBp: 10, orderQty: '1', ...parameters },
    { base: '100', quote: '10000', ...options },
  );
  market.book({ bid: '99.99', ask: '100.01' });
  return market;
}

describe('quotes', () => {
  it('lie around mid at the spread, post-only', () => {
    const market = start();
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    expect(market.orders.map((order) => order.flags)).toEqual([QuoteFlag.PostOnly, QuoteFlag.PostOnly]);
  });

  it('have levels of growing distance and size', () => {
    const market = start({ levels: 3, levelSpreadBp: 20, levelQty: '0.5' });
    expect(market.quotes()).toEqual([
      'buy 99.90 1.000',
      'buy 99.70 1.500',
      'buy 99.50 2.000',
      'sell 100.10 1.000',
      'sell 100.30 1.500',
      'sell 100.50 2.000',
    ]);
  });

  it('follow explicit levels on the side that has them', () => {
    const market = start({
      askLevels: [
        { spreadBp: 5, qty: '0.2' },
        { spreadBp: 50, qty: '3' },
      ],
    });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.05 0.200', 'sell 100.50 3.000']);
  });

  it('round bids down and asks up', () => {
    const market = start({ bidSpreadBp: 12.5, askSpreadBp: 12.5 });
    // 100·(1 ∓ 0.00125) = 99.875, 100.125
    expect(market.quotes()).toEqual(['buy 99.87 1.000', 'sell 100.13 1.000']);
  });

  it('are of five times the smallest order value by default, rounded up to a lot at the first reference', () => {
    const market = start({ orderQty: undefined });
    expect(market.quotes()).toEqual(['buy 99.90 0.250', 'sell 100.10 0.250']);
    market.book({ bid: '29.99', ask: '30.01' });
    market.advance(10);
    // The size stays; at 30 it would be 0.834.
    expect(market.quotes()).toEqual(['buy 29.97 0.250', 'sell 30.03 0.250']);
  });

  it('leave out what is smaller than the venue takes', () => {
    // 0.05 at 99.90 is 4.995, under the 5 of the venue; at 100.10 it is 5.005.
    const market = start({ orderQty: '0.05' });
    expect(market.quotes()).toEqual(['sell 100.10 0.050']);
  });

  it('do not meet: with no spread at all the ask stands a tick over the bid', () => {
    const market = start({ bidSpreadBp: 0, askSpreadBp: 0 });
    expect(market.quotes()).toEqual(['buy 100.00 1.000', 'sell 100.01 1.000']);
  });

  it('do not share a price: levels on one tick are a tick apart', () => {
    const market = start({ levels: 3, levelSpreadBp: 0.1 });
    expect(market.quotes()).toEqual([
      'buy 99.90 1.000',
      'buy 99.89 1.000',
      'buy 99.88 1.000',
      'sell 100.10 1.000',
      'sell 100.11 1.000',
      'sell 100.12 1.000',
    ]);
  });

  it('leave out what has no price', () => {
    const market = start({ askSpreadBp: 1000, bidSpreadBp: 9999 }, { quote: '1000000' });
    // Two levels under the end of the scale, 21 474 836.46: no ask is 10 % over it. A bid 99.99 % under it is.
    market.book({ bid: '21000000.00', ask: '21000000.01' });
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 2100.00 1.000']);
  });

  it('go when the book is lost, and come back with the next one', () => {
    const market = start();
    market.lose();
    expect(market.quotes()).toEqual([]);
    market.advance(60);
    expect(market.quotes()).toEqual([]);
    market.book({ bid: '49.99', ask: '50.01' });
    expect(market.quotes()).toEqual(['buy 49.95 1.000', 'sell 50.05 1.000']);
  });

  it('go when a side of the book is empty, for there is no mid', () => {
    const market = start({ minSpreadBp: 1 });
    market.book({ bid: '99.99' });
    expect(market.quotes()).toEqual([]);
    expect(market.strategy.ready()).toBe('waiting for a mid price of sim:spot:ABCUSD');
    market.book({ bid: '99.99', ask: '100.01' });
    expect(market.quotes()).toHaveLength(2);
    expect(market.strategy.ready()).toBe(true);
  });
});

describe('refresh', () => {
  it('comes after refreshSec without an event, and not before', () => {
    const market = start();
    market.book({ bid: '100.99', ask: '101.01' });
    market.advance(9.999);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    market.advance(0.001);
    expect(market.quotes()).toEqual(['buy 100.89 1.000', 'sell 101.11 1.000']);
  });

  it('sends nothing when prices and sizes are the same', () => {
    const market = start();
    market.advance(100);
    expect([market.desk.submits, market.desk.cancels]).toEqual([2, 0]);
  });

  it('keeps orders within the tolerance and moves those beyond it', () => {
    const market = start({ toleranceBp: 5 });
    market.book({ bid: '100.03', ask: '100.05' });
    market.advance(10);
    // New prices 99.93 and 100.15 are 3 and 5 ticks away; the tolerance at 100.04 is 5.
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    market.book({ bid: '100.04', ask: '100.06' });
    market.advance(10);
    // 99.94 is 4 away, 100.16 is 6.
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.16 1.000']);
  });

  it('measures each time from the order, so that small steps do not add up', () => {
    const market = start({ toleranceBp: 5 });
    for (let mid = 10_001; mid <= 10_010; mid++) {
      market.book({ bid: ((mid - 1) / 100).toFixed(2), ask: ((mid + 1) / 100).toFixed(2) });
      market.advance(10);
    }
    // Each moved once: the bid when it should have been 99.96, the ask when it should have been 100.16.
    expect(market.quotes()).toEqual(['buy 99.96 1.000', 'sell 100.16 1.000']);
    expect(market.desk.cancels).toBe(2);
  });

  it('renews every order when the tolerance is below 0', () => {
    const market = start({ toleranceBp: -1 });
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([4, 2]);
  });

  it('replaces an order whose size does not agree, though its price does', () => {
    const market = start({ filledDelaySec: 0 });
    market.fill(market.at('buy'), '0.4');
    market.advance(9);
    expect(market.quotes()).toEqual(['buy 99.90 0.600', 'sell 100.10 1.000']);
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([3, 1]);
  });

  it('tells the order manager to wait for cancels, or not to', () => {
    expect(start().sheet.waitCancel).toBe(true);
    expect(start({ waitCancel: false }).sheet.waitCancel).toBe(false);
  });
});

describe('maximum age', () => {
  it('renews orders that are older, at the same price', () => {
    const market = start({ maxAgeSec: 25 });
    market.advance(24);
    expect(market.desk.submits).toBe(2);
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([4, 2]);
  });
});

describe('minimum spread', () => {
  it('cancels an order the moment the reference comes nearer, and leaves the others', () => {
    const market = start({ minSpreadBp: 5, levels: 2, levelSpreadBp: 20 });
    // At 99.95 the first bid is 5.0025 bp away, at 99.945 it is 4.5 bp.
    market.book({ bid: '99.94', ask: '99.96' });
    expect(market.quotes()).toHaveLength(4);
    market.book({ bid: '99.93', ask: '99.96' });
    expect(market.quotes()).toEqual(['buy 99.70 1.000', 'sell 100.10 1.000', 'sell 100.30 1.000']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([4, 1]);
  });

  it('keeps the remaining orders that are partly filled', () => {
    const market = start({ minSpreadBp: 5 });
    market.fill(market.at('sell'), '0.3');
    market.book({ bid: '99.91', ask: '99.93' });
    expect(market.quotes()).toEqual(['sell 100.10 0.700']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([2, 1]);
  });

  it('does not place again what has filled', () => {
    const market = start({ minSpreadBp: 5, levels: 2, levelSpreadBp: 20 });
    market.fill(market.at('sell'));
    market.book({ bid: '99.91', ask: '99.93' });
    expect(market.quotes()).toEqual(['buy 99.70 1.000', 'sell 100.30 1.000']);
  });

  it('counts an order on the wrong side of the reference as too near', () => {
    const market = start({ minSpreadBp: 5 });
    market.book({ bid: '98.99', ask: '99.01' });
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
  });

  it('places the order again at the next refresh', () => {
    const market = start({ minSpreadBp: 5 });
    market.book({ bid: '99.91', ask: '99.93' });
    market.advance(10);
    // 99.92·(1 ∓ 0.001) = 99.82008, 100.01992
    expect(market.quotes()).toEqual(['buy 99.82 1.000', 'sell 100.02 1.000']);
  });

  it('does not place what would be too near from the start', () => {
    expect(start({ minSpreadBp: 11 }).quotes()).toEqual([]);
  });

  it('is not looked at when it is off', () => {
    const market = start();
    market.book({ bid: '99.90', ask: '99.91' });
    expect(market.quotes()).toHaveLength(2);
  });
});

describe('delay after a fill', () => {
  it('pulls the refresh forward, and leaves the other orders until then', () => {
    const market = start({ refreshSec: 1000 });
    market.fill(market.at('buy'));
    market.book({ bid: '100.99', ask: '101.01' });
    market.advance(4.999);
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
    market.advance(0.001);
    expect(market.quotes()).toEqual(['buy 100.89 1.000', 'sell 101.11 1.000']);
  });

  it('holds back a refresh that would come sooner', () => {
    const market = start({ filledDelaySec: 30 });
    market.fill(market.at('buy'));
    market.advance(29);
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
    market.advance(1);
    expect(market.quotes()).toHaveLength(2);
  });

  it('does not begin with a partial fill', () => {
    const market = start();
    market.advance(6);
    market.fill(market.at('buy'), '0.999');
    market.advance(4);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('outlasts a pull', () => {
    const market = start();
    market.fill(market.at('buy'));
    market.lose();
    market.book({ bid: '99.99', ask: '100.01' });
    expect(market.quotes()).toEqual([]);
    market.advance(5);
    expect(market.quotes()).toHaveLength(2);
  });
});

describe('price band', () => {
  it('buys nothing at or over the ceiling and sells nothing at or under the floor', () => {
    const band = { priceCeiling: '101', priceFloor: '99' };
    const market = start(band);
    expect(market.quotes()).toHaveLength(2);
    market.book({ bid: '100.99', ask: '101.01' });
    market.advance(10);
    expect(market.quotes()).toEqual(['sell 101.11 1.000']);
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 98.90 1.000']);
  });

  it('moves with the reference once per period', () => {
    const market = start({ movingBand: true, bandUpBp: 100, bandDownBp: 100, bandRefreshSec: 60 });
    market.book({ bid: '101.49', ask: '101.51' });
    market.advance(50);
    expect(market.quotes()).toEqual(['sell 101.61 1.000']);
    market.advance(10);
    // Centred on 101.50 now.
    expect(market.quotes()).toEqual(['buy 101.39 1.000', 'sell 101.61 1.000']);
    market.book({ bid: '100.47', ask: '100.49' });
    market.advance(50);
    expect(market.quotes()).toEqual(['buy 100.37 1.000']);
  });
});

describe('optimize', () => {
  const book = {
    bids: [
      ['99.80', '0.5'],
      ['99.70', '20'],
    ],
    asks: [
      ['100.20', '0.5'],
      ['100.40', '20'],
    ],
  } as const;

  it('quotes one tick in front of the best order of others', () => {
    const market = start({ optimize: true, levels: 2, levelSpreadBp: 5 });
    market.book(book);
    market.advance(10);
    expect(market.quotes()).toEqual([
      'buy 99.81 1.000',
      'buy 99.76 1.000',
      'sell 100.19 1.000',
      'sell 100.24 1.000',
    ]);
  });

  it('does not look at thin orders in front', () => {
    const market = start({ optimize: true, optimizeDepthQty: '0.5' });
    market.book(book);
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 99.71 1.000', 'sell 100.39 1.000']);
  });
});

describe('costs', () => {
  it('come on top of the spread', () => {
    const market = start({ addCosts: true }, { makerFee: 0.001 });
    // 99.90·0.999 = 99.8001, 100.10·1.001 = 100.2001
    expect(market.quotes()).toEqual(['buy 99.80 1.000', 'sell 100.21 1.000']);
  });
});

describe('orders that would take', () => {
  const foreign = {
    instruments: [sampleSpot, { ...sampleSpot, id: 'other:spot:ABCUSD', venue: 'other' }],
    quote: '100000',
  };
  const parameters = { priceSource: 'reference', references: [{ instrument: 'other:spot:ABCUSD' }] };
  /** The reference is 101.00, so the bid is at 100.89, over the own asks at 100.01 and 100.50. */
  const run = (takeIfCrossed: boolean) => {
    const market = start({ ...parameters, takeIfCrossed }, foreign);
    market.book({
      bids: [['99.99', '1000']],
      asks: [
        ['100.01', '0.4'],
        ['100.50', '0.1'],
        ['102.00', '9'],
      ],
    });
    market.book({ instrument: 1, bid: '100.99', ask: '101.01' });
    return market;
  };

  it('are dropped', () => {
    expect(run(false).quotes()).toEqual(['sell 101.11 1.000']);
  });

  it('take where that is wanted', () => {
    const market = run(true);
    expect(market.quotes()).toEqual(['buy 100.89 0.500', 'sell 101.11 1.000']);
    expect(market.orders.map((order) => order.flags)).toEqual([0, 0]);
    expect(market.holdings().lots).toBe(100_500);
  });
});
