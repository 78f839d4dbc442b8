import { describe, expect, it } from 'vitest';
import { StrategyError } from '../errors.ts';
import { sampleSpot, StrategyHarness } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';

const other = (venue: string, tickSize = '0.01') => ({
  ...sampleSpot,
  id: `${venue}:spot:ABCUSD`,
  venue,
  tickSize,
  tick: Number(tickSize),
  priceDecimals: tickSize.length - 2,
});
const instruments = [sampleSpot, other('a'), other('b', '0.1'), other('c')];
const funds = { base: '100', quote: '10000' };
const wide = { bids: [['90.00', '10']], asks: [['110.00', '10']] } as const;

function start(parameters: object) {
  return new StrategyHarness(
    pureMarketMaking,
    { bidSpreadBp: 10, askSpreadBp: 10, orderQty: '1', ...parameters },
    { ...funds, instruments },
  );
}

describe('price type', () => {
  const book = {
    bids: [
      ['99.90', '1'],
      ['99.80', '9'],
    ],
    asks: [
      ['100.10', '3'],
      ['100.40', '9'],
    ],
  } as const;
  const quotesOf = (parameters: object): string[] => {
    const market = start(parameters);
    market.book(book);
    return market.quotes();
  };

  it.each([
    ['mid', 'buy 99.90 1.000', 'sell 100.10 1.000'],
    // (99.90·3 + 100.10·1)/4 = 99.95, ∓ 0.1 %: 99.85005, 100.04995
    ['microprice', 'buy 99.85 1.000', 'sell 100.05 1.000'],
    // 99.80010, 99.99990
    ['bestBid', 'buy 99.80 1.000', 'sell 100.00 1.000'],
    // 99.99990, 100.20010
    ['bestAsk', 'buy 99.99 1.000', 'sell 100.21 1.000'],
  ])('%s', (priceType, bid, ask) => {
    expect(quotesOf({ priceType })).toEqual([bid, ask]);
  });

  it('depth: the middle of what buying and selling that much costs on average', () => {
    // Selling 4: (1·99.90 + 3·99.80)/4 = 99.825; buying 4: (3·100.10 + 1·100.40)/4 = 100.175; middle 100.00.
    expect(quotesOf({ priceType: 'depth', priceDepthQty: '4' })).toEqual([
      'buy 99.90 1.000',
      'sell 100.10 1.000',
    ]);
    // Selling 2: 99.85; buying 2: 100.10; middle 99.975 ∓ 0.1 %: 99.875025, 100.074975
    expect(quotesOf({ priceType: 'depth', priceDepthQty: '2' })).toEqual([
      'buy 99.87 1.000',
      'sell 100.08 1.000',
    ]);
    expect(quotesOf({ priceType: 'depth', priceDepthQty: '11' })).toEqual([]);
  });

  it('last: the last trade, mid before the first', () => {
    const market = start({ priceType: 'last' });
    market.book(wide);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    market.trade({ price: '95.00', qty: '1', side: 'sell' });
    market.advance(10);
    expect(market.quotes()).toEqual(['buy 94.90 1.000', 'sell 95.10 1.000']);
  });

  it('lastOwnTrade: the last own fill, mid before the first', () => {
    const market = start({ priceType: 'lastOwnTrade', bidSpreadBp: 100, askSpreadBp: 100 });
    market.book(wide);
    market.fill(market.at('buy'));
    market.advance(5);
    expect(market.quotes()).toEqual(['buy 98.01 1.000', 'sell 99.99 1.000']);
  });

  it('inventoryCost: the average cost of what is held, mid while flat', () => {
    const market = new StrategyHarness(
      pureMarketMaking,
      { bidSpreadBp: 100, askSpreadBp: 100, orderQty: '1', priceType: 'inventoryCost' },
      { base: '1', averageCost: '98', quote: '1000' },
    );
    market.book(wide);
    expect(market.quotes()).toEqual(['buy 97.02 1.000', 'sell 98.98 1.000']);
    market.fill(market.at('sell'));
    market.advance(5);
    expect(market.quotes()).toEqual(['buy 99.00 1.000']);
  });
});

describe('another instrument as reference', () => {
  const reference = (venue: string) => ({
    priceSource: 'reference',
    references: [{ instrument: `${venue}:spot:ABCUSD` }],
  });

  it('waits until it has a price, and says so', () => {
    const market = start(reference('a'));
    market.book(wide);
    expect(market.quotes()).toEqual([]);
    expect(market.strategy.ready()).toBe('waiting for a mid price of a:spot:ABCUSD');
    market.book({ instrument: 1, bid: '101.99', ask: '102.01' });
    expect(market.quotes()).toEqual(['buy 101.89 1.000', 'sell 102.11 1.000']);
    expect(market.strategy.ready()).toBe(true);
  });

  it('converts between ticks', () => {
    const market = start(reference('b'));
    market.book(wide);
    market.book({ instrument: 2, bid: '101.9', ask: '102.1' });
    expect(market.quotes()).toEqual(['buy 101.89 1.000', 'sell 102.11 1.000']);
  });

  it('pulls the quotes on the first own event after it has grown stale', () => {
    const market = start({ ...reference('a'), referenceMaxAgeSec: 3 });
    market.book(wide);
    market.book({ instrument: 1, bid: '99.99', ask: '100.01' });
    market.advance(3);
    market.book(wide);
    expect(market.quotes()).toHaveLength(2);
    market.advance(0.000001);
    market.book(wide);
    expect(market.quotes()).toEqual([]);
    market.book({ instrument: 1, bid: '99.99', ask: '100.01' });
    expect(market.quotes()).toHaveLength(2);
  });

  it('pulls the quotes when its book is not LIVE', () => {
    const market = start(reference('a'));
    market.book(wide);
    market.book({ instrument: 1, bid: '99.99', ask: '100.01' });
    market.lose(1);
    market.book(wide);
    expect(market.quotes()).toEqual([]);
  });

  it('watches the minimum spread against it', () => {
    const market = start({ ...reference('a'), minSpreadBp: 5 });
    market.book(wide);
    market.book({ instrument: 1, bid: '99.99', ask: '100.01' });
    market.book({ instrument: 1, bid: '99.92', ask: '99.94' });
    expect(market.quotes()).toEqual(['sell 100.10 1.000']);
  });

  it('is refused when it is not among the instruments', () => {
    expect(() => start(reference('x'))).toThrow(
      new StrategyError('STRATEGY_BAD_PARAMETER', 'pmm', [
        'references must name instruments of this run (sim:spot:ABCUSD, a:spot:ABCUSD, b:spot:ABCUSD, ' +
          'c:spot:ABCUSD), got "x:spot:ABCUSD"',
      ]),
    );
  });
});

describe('several references', () => {
  const weighted = {
    priceSource: 'weighted',
    references: [
      { instrument: 'a:spot:ABCUSD', weight: 3 },
      { instrument: 'b:spot:ABCUSD' },
      { instrument: 'c:spot:ABCUSD' },
    ],
    maxDivergenceBp: 50,
  };
  const run = (a: string, b: string, c: string) => {
    const market = start(weighted);
    market.book(wide);
    [a, b, c].forEach((price, i) =>
      market.book({ instrument: i + 1, bids: [[price, '1']], asks: [[step(price, i), '1']] }),
    );
    market.advance(2);
    market.book(wide);
    market.change({ askSpreadBp: 10 });
    market.advance(0);
    return market;
  };
  /** The ask two ticks over a bid. */
  const step = (price: string, i: number): string =>
    (Number(price) + (i === 1 ? 0.2 : 0.02)).toFixed(i === 1 ? 1 : 2);

  it('are weighted', () => {
    // Mids 100.01, 100.20, 100.11: (3·100.01 + 100.20 + 100.11)/5 = 100.068
    expect(run('100.00', '100.1', '100.10').quotes()).toEqual(['buy 99.96 1.000', 'sell 100.17 1.000']);
  });

  it('drop the one that is far off the median', () => {
    // Mids 103.01, 100.10, 100.11: the first is 290 bp off; (100.10 + 100.11)/2 = 100.105
    expect(run('103.00', '100.0', '100.10').quotes()).toEqual(['buy 100.00 1.000', 'sell 100.21 1.000']);
  });

  it('drop a stale one', () => {
    const market = run('100.00', '100.1', '100.10');
    market.advance(1.5);
    market.book({ instrument: 2, bid: '100.1', ask: '100.3' });
    market.book({ instrument: 3, bid: '100.10', ask: '100.12' });
    market.advance(8);
    market.book({ instrument: 2, bid: '100.1', ask: '100.3' });
    market.book({ instrument: 3, bid: '100.10', ask: '100.12' });
    // 100.20 and 100.11 are left: 100.155 ∓ 0.1 %: 100.054845, 100.255155
    market.advance(2);
    expect(market.quotes()).toEqual(['buy 100.05 1.000', 'sell 100.26 1.000']);
  });
});
