import { describe, expect, it } from 'vitest';
import { StrategyHarness } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';

/** Base 100, quote 10 000, one order of 1 a side at 10 bp around 100 unless said otherwise. */
function start(parameters: object = {}) {
  const market = new StrategyHarness(
    pureMarketMaking,
    { bidSpreadBp: 10, askSpreadBp: 10, orderQty: '1', ...parameters },
    { base: '100', quote: '10000' },
  );
  market.book({ bid: '99.99', ask: '100.01' });
  return market;
}

describe('parameters', () => {
  it('may change while it runs: the quotes follow at once', () => {
    const market = start();
    market.change({ bidSpreadBp: 50, levels: 2 });
    market.advance(0);
    expect(market.quotes()).toEqual([
      'buy 99.50 1.000',
      'buy 99.48 1.000',
      'sell 100.10 1.000',
      'sell 100.12 1.000',
    ]);
    expect(market.desk.cancels).toBe(1);
  });

  it('do not end the pause after a fill', () => {
    const market = start();
    market.fill(market.at('buy'));
    market.change({ bidSpreadBp: 50 });
    market.advance(4.9);
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
  });

  it('that are not about the moving band leave it where it is', () => {
    const market = start({ movingBand: true });
    market.book({ bid: '101.49', ask: '101.51' });
    market.change({ askSpreadBp: 20 });
    market.advance(0);
    expect(market.quotes()).toEqual(['sell 101.71 1.000']);
    market.change({ bandUpBp: 200 });
    market.advance(0);
    expect(market.quotes()).toHaveLength(2);
  });
});
