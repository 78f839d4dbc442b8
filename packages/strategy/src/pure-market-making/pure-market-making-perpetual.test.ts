import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { QuoteFlag } from '../quote-sheet.ts';
import { samplePerpetual, StrategyHarness } from '../testing/strategy-harness.ts';
import type { HarnessOptions } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';

function start(parameters: object = {}, options: HarnessOptions = {}) {
  const market = new StrategyHarness(
    pureMarketMaking,
    { bidSpreadBp: 10, askSpreadBp: 10, orderQty: '1', filledDelaySec: 1, ...parameters },
    { instruments: [samplePerpetual], quote: '10000', ...options },
  );
  market.book({ bid: '99.99', ask: '100.01' });
  return market;
}

describe('margin', () => {
  it('lets both sides be quoted from flat', () => {
    expect(start().quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('is the margin balance times leverage, less the position; what closes it is free', () => {
    const market = start({ orderQty: '5', leverage: 2 }, { quote: '200' });
    // 400 in all: 4.004 bids at 99.90, 3.996 asks at 100.10.
    expect(market.quotes()).toEqual(['buy 99.90 4.004', 'sell 100.10 3.996']);
    market.fill(market.at('buy'));
    market.advance(1);
    // Long 4.004, worth 400.4 at 100: nothing more to buy; 800.4 to sell.
    expect(market.quotes()).toEqual(['sell 100.10 5.000']);
  });

  it('is what the skew aims at', () => {
    // R = min(2·100, 5000) = 200, target 0: long 1 is half of the range.
    const market = start({ skew: true, targetBaseRatio: 0 }, { base: '1', averageCost: '100' });
    expect(market.quotes()).toEqual(['buy 99.90 0.500', 'sell 100.10 1.500']);
    const short = start({ skew: true, targetBaseRatio: 0 }, { base: '-1', averageCost: '100' });
    expect(short.quotes()).toEqual(['buy 99.90 1.500', 'sell 100.10 0.500']);
  });
});

describe('take profit', () => {
  const both = { longTakeProfitBp: 50, shortTakeProfitBp: 50 };
  const exitOf = (market: ReturnType<typeof start>) =>
    market.orders.find((order) => (order.flags & QuoteFlag.ReduceOnly) !== 0);

  it('closes a long in place of the asks, from the fill on', () => {
    const market = start(both);
    market.fill(market.at('buy'));
    // 99.90·1.005 = 100.3995
    expect(market.quotes()).toEqual(['sell 100.40 1.000']);
    expect(exitOf(market)?.flags).toBe(QuoteFlag.ReduceOnly | QuoteFlag.PostOnly);
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.40 1.000']);
  });

  it('follows the net position', () => {
    const market = start({ ...both, filledDelaySec: 0 });
    market.fill(market.at('buy'));
    market.advance(0);
    market.fill(market.at('buy'), '0.5');
    expect(market.quotes()).toEqual(['buy 99.90 0.500', 'sell 100.40 1.500']);
    market.fill(market.at('sell'), '0.3');
    expect(market.quotes()).toEqual(['buy 99.90 0.500', 'sell 100.40 1.200']);
    expect(market.desk.submits).toBe(5);
    market.fill(market.at('sell'));
    market.advance(10);
    expect(market.holdings().lots).toBe(0);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('closes a short in place of the bids', () => {
    const market = start(both);
    market.fill(market.at('sell'));
    market.advance(1);
    // 100.10·0.995 = 99.5995
    expect(market.quotes()).toEqual(['buy 99.59 1.000', 'sell 100.10 1.000']);
    expect(exitOf(market)?.side).toBe(Side.Buy);
  });

  it('leaves a direction without one to the quotes', () => {
    const market = start({ shortTakeProfitBp: 50 });
    market.fill(market.at('buy'));
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    expect(exitOf(market)).toBeUndefined();
  });
});

describe('stop loss', () => {
  const stop = { stopLossBp: 100, stopSlippageBp: 20, stopRetrySec: 2 };

  it('pulls everything and closes the position when mid is beyond it', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    // 99.90·0.99 = 98.901
    market.book({ bid: '98.90', ask: '98.92' });
    expect(market.holdings().lots).toBe(1000);
    market.book({ bid: '98.89', ask: '98.91' });
    expect(market.holdings().lots).toBe(0);
    expect(market.quotes()).toEqual([]);
  });

  it('is one reduce-only order that takes down to the slippage allowed', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    market.book({
      bids: [
        ['98.80', '0.1'],
        ['98.70', '0.2'],
        ['98.60', '0.3'],
        ['98.50', '9'],
      ],
      asks: [['98.90', '1']],
    });
    // 98.80·0.998 = 98.6024: 0.1 and 0.2 are taken, 98.60 is beyond it.
    expect(market.holdings().lots).toBe(700);
    expect(market.quotes()).toEqual([]);
    const { flags, side, tick, lots } = market.sheet;
    expect(market.sheet.count).toBe(1);
    expect([flags[0], side[0], tick[0], lots[0]]).toEqual([
      QuoteFlag.ReduceOnly | QuoteFlag.Ioc,
      Side.Sell,
      9861,
      1000,
    ]);
  });

  it('is sent again after stopRetrySec for what is left, also when nothing else happens', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    market.book({
      bids: [
        ['98.80', '0.1'],
        ['98.50', '0.2'],
        ['98.40', '9'],
      ],
      asks: [['98.90', '1']],
    });
    expect(market.holdings().lots).toBe(900);
    market.advance(1.9);
    expect(market.holdings().lots).toBe(900);
    market.advance(0.1);
    // The best bid is 98.50 now, 0.2 of it; 98.40 is within 20 bp.
    expect(market.holdings().lots).toBe(0);
  });

  it('waits while there is nobody to sell to', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    market.book({ bids: [['98.80', '0.1']], asks: [['98.90', '1']] });
    market.advance(2);
    expect(market.sheet.count).toBe(0);
    market.book({ bid: '98.80', ask: '98.90' });
    expect(market.holdings().lots).toBe(900);
    market.advance(2);
    expect(market.holdings().lots).toBe(0);
  });

  it('closes a short when mid is over it', () => {
    const market = start(stop);
    market.fill(market.at('sell'));
    // 100.10·1.01 = 101.101
    market.book({ bid: '101.10', ask: '101.12' });
    expect(market.holdings().lots).toBe(0);
  });

  it('goes on until flat though the price comes back, and then quotes again', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    market.book({ bids: [['98.80', '0.1']], asks: [['98.90', '1']] });
    market.book({ bid: '99.99', ask: '100.01' });
    expect(market.holdings().lots).toBe(900);
    market.advance(2);
    expect(market.holdings().lots).toBe(0);
    market.advance(1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('acts at once on a position that is beyond it at the start', () => {
    const market = start(stop, { base: '3', averageCost: '110' });
    expect(market.holdings().lots).toBe(0);
    expect(market.quotes()).toEqual([]);
  });

  it('acts again after a pull', () => {
    const market = start(stop);
    market.fill(market.at('buy'));
    market.book({ bids: [['98.80', '0.1']], asks: [['98.90', '1']] });
    market.pull('paused');
    expect(market.holdings().lots).toBe(900);
    market.book({ bid: '98.80', ask: '98.82' });
    expect(market.holdings().lots).toBe(0);
  });
});
