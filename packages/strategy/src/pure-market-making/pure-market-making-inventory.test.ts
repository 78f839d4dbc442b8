import { describe, expect, it } from 'vitest';
import { StrategyHarness } from '../testing/strategy-harness.ts';
import type { HarnessOptions } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';

function start(parameters: object = {}, options: HarnessOptions = {}) {
  const market = new StrategyHarness(
    pureMarketMaking,
    { bidSpreadBp: 10, askSpreadBp: 10, orderQty: '1', filledDelaySec: 1, ...parameters },
    { base: '100', quote: '10000', ...options },
  );
  market.book({ bid: '99.99', ask: '100.01' });
  return market;
}

describe('ping-pong', () => {
  it('only sells after a buy, until as much was sold', () => {
    const market = start({ pingPong: true });
    market.fill(market.at('buy'));
    market.advance(1);
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
    market.fill(market.at('sell'));
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('counts partial fills by their quantity', () => {
    const market = start({ pingPong: true });
    market.fill(market.at('buy'), '0.3');
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    market.fill(market.at('buy'), '0.3');
    market.advance(10);
    // 0.6 bought in all rounds to one order.
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
    market.fill(market.at('sell'), '0.2');
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('drops as many levels as were filled', () => {
    const market = start({ pingPong: true, levels: 3, levelSpreadBp: 10 });
    market.fill(market.at('sell'));
    market.fill(market.at('sell'));
    market.advance(1);
    expect(market.quotes()).toEqual([
      'buy 99.90 1.000',
      'buy 99.80 1.000',
      'buy 99.70 1.000',
      'sell 100.30 1.000',
    ]);
  });
});

describe('skew', () => {
  it('is the vector of trading.md 2.1 when run through the whole strategy', () => {
    const market = start({ skew: true }, { base: '11', quote: '1000' });
    expect(market.quotes()).toEqual(['buy 99.90 0.750', 'sell 100.10 1.250']);
  });

  it('switches a side off at the end of its range', () => {
    expect(start({ skew: true }, { base: '20', quote: '1000' }).quotes()).toEqual(['sell 100.10 2.000']);
  });
});

describe('inventory cost', () => {
  it('keeps asks at or over the average cost and its fee', () => {
    const guard = { inventoryCostGuard: true };
    const market = start(guard, { base: '100', averageCost: '103', makerFee: 0.001 });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 103.11 1.000']);
    expect(start(guard, { base: '100', averageCost: '50' }).quotes()[1]).toBe('sell 100.10 1.000');
  });
});

describe('budget', () => {
  it('never wants more than is held, innermost levels first', () => {
    const market = start({ levels: 3, levelSpreadBp: 10 }, { base: '1.5', quote: '150' });
    // 99.90 + 0.502·99.80 = 149.9996; the next lot would be too much. Asks: 1 + 0.5.
    expect(market.quotes()).toEqual([
      'buy 99.90 1.000',
      'buy 99.80 0.502',
      'sell 100.10 1.000',
      'sell 100.20 0.500',
    ]);
  });

  it('quotes one side when the other has nothing', () => {
    expect(start({}, { base: '0', quote: '1000' }).quotes()).toEqual(['buy 99.90 1.000']);
    expect(start({}, { base: '1', quote: '0' }).quotes()).toEqual(['sell 100.10 1.000']);
  });

  it('counts orders that are kept at their own price, not at the new one', () => {
    const market = start({ toleranceBp: 50, levels: 2, levelSpreadBp: 10 }, { base: '0', quote: '149.85' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'buy 99.80 0.500']);
    market.book({ bid: '99.59', ask: '99.61' });
    market.advance(10);
    // The first bid would be 99.50 but stays at 99.90. Of the 49.95 left, 99.40 buys 0.502 and 99.80 no more than 0.500.
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'buy 99.40 0.502']);
  });
});

describe('hanging orders', () => {
  const hanging = { hanging: true, hangingMaxBp: 200 };

  it('keep the unfilled side of a pair through refreshes, beside the new quotes', () => {
    const market = start(hanging);
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000', 'sell 100.10 1.000']);
    market.advance(100);
    expect(market.quotes()).toHaveLength(3);
    expect(market.desk.cancels).toBe(0);
  });

  it('are not there without the switch', () => {
    const market = start();
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000']);
  });

  it('belong to the level of the order that filled', () => {
    const market = start({ ...hanging, levels: 2, levelSpreadBp: 10 });
    market.fill(market.at('sell', 1));
    market.book({ bid: '100.99', ask: '101.01' });
    market.advance(1);
    expect(market.quotes()).toEqual([
      'buy 100.89 1.000',
      'buy 100.79 1.000',
      'buy 99.80 1.000',
      'sell 101.11 1.000',
      'sell 101.21 1.000',
    ]);
  });

  it('are dropped on the event that finds them beyond the limit', () => {
    const market = start(hanging);
    market.fill(market.at('buy'));
    market.advance(1);
    // The hanging ask at 100.10 is 2 % away from 98.137.
    market.book({ bid: '98.13', ask: '98.15' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000', 'sell 100.11 1.000']);
    market.book({ bid: '98.12', ask: '98.14' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.11 1.000']);
  });

  it('do not pause the quotes when they fill', () => {
    const market = start({ ...hanging, filledDelaySec: 5 });
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(5);
    market.fill(market.at('sell', 1));
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000']);
    expect(market.desk.submits).toBe(4);
  });

  it('are renewed at the maximum age, with what is left of them', () => {
    const market = start({ ...hanging, maxAgeSec: 60 });
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(1);
    const [order] = market.orders;
    market.fill(order, '0.4');
    market.advance(58);
    expect(market.orders).toContain(order);
    market.advance(1);
    expect(market.orders).not.toContain(order);
    expect(market.quotes()[2]).toBe('sell 100.10 0.600');
  });

  it('are paid for before new quotes', () => {
    const market = start(hanging, { base: '1', quote: '1000' });
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(1);
    // 2 base held, 1 of it for the hanging ask.
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000', 'sell 100.10 1.000']);
    const poor = start({ ...hanging, orderQty: '2' }, { base: '2', quote: '1000' });
    poor.fill(poor.at('sell'));
    poor.book({ bid: '100.49', ask: '100.51' });
    poor.advance(1);
    expect(poor.quotes()).toEqual(['buy 100.39 2.000', 'buy 99.90 2.000']);
  });

  it('hold new quotes of the other side back from meeting them', () => {
    const market = start({ ...hanging, priceType: 'bestAsk' });
    market.fill(market.at('buy'));
    // The hanging ask stands at 100.12; the best ask of others is 100.30, so a bid would be at 100.19.
    market.book({ bid: '100.20', ask: '100.30' });
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 100.11 1.000', 'sell 100.12 1.000', 'sell 100.41 1.000']);
  });

  it('are forgotten when the quotes are pulled', () => {
    const market = start(hanging);
    market.fill(market.at('buy'));
    market.lose();
    market.advance(10);
    market.book({ bid: '98.99', ask: '99.01' });
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000']);
  });

  it('go when they are switched off', () => {
    const market = start(hanging);
    market.fill(market.at('buy'));
    market.book({ bid: '98.99', ask: '99.01' });
    market.advance(1);
    market.change({ hanging: false });
    market.advance(0);
    expect(market.quotes()).toEqual(['buy 98.90 1.000', 'sell 99.10 1.000']);
  });
});
