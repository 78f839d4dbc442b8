import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuoteFlag } from '../quote-sheet.ts';
import { samplePerpetual, sampleSpot, StrategyHarness } from '../testing/strategy-harness.ts';
import type { DeskOrder } from '../testing/instant-desk.ts';
import { pureMarketMaking } from './definition.ts';

type Step =
  | { readonly do: 'book'; readonly bid: number; readonly width: number }
  | { readonly do: 'wait'; readonly sec: number }
  | { readonly do: 'fill'; readonly which: number; readonly part: number }
  | { readonly do: 'end'; readonly which: number }
  | { readonly do: 'lose' }
  | { readonly do: 'change'; readonly bidSpreadBp: number; readonly levels: number };

const bp = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: max * 4 }).map((n) => n / 4);
const level = fc.record({ spreadBp: bp(80), qty: fc.constantFrom('0.05', '1', '7.123') });
const levels = fc.array(level, { maxLength: 4 }).map((list) => list.sort((a, b) => a.spreadBp - b.spreadBp));

const parameters = fc.record(
  {
    bidSpreadBp: bp(40),
    askSpreadBp: bp(40),
    levels: fc.integer({ min: 1, max: 5 }),
    levelSpreadBp: bp(20),
    orderQty: fc.constantFrom('0.051', '0.5', '1', '40'),
    levelQty: fc.constantFrom('0', '0.25'),
    bidLevels: levels,
    askLevels: levels,
    refreshSec: fc.constantFrom(1, 7),
    toleranceBp: fc.constantFrom(-1, 0, 3, 30),
    minSpreadBp: bp(20),
    maxAgeSec: fc.constantFrom(5, 1800),
    filledDelaySec: fc.constantFrom(0, 2),
    priceCeiling: fc.constantFrom('100.05', '101', '100.304'),
    priceFloor: fc.constantFrom('99', '99.951', '99.7'),
    movingBand: fc.boolean(),
    bandUpBp: bp(50),
    bandRefreshSec: fc.constantFrom(3, 30),
    pingPong: fc.boolean(),
    skew: fc.boolean(),
    targetBaseRatio: fc.constantFrom(0, 0.3, 0.5, 1),
    inventoryCostGuard: fc.boolean(),
    hanging: fc.boolean(),
    hangingMaxBp: bp(100),
    optimize: fc.boolean(),
    optimizeDepthQty: fc.constantFrom('0', '2'),
    addCosts: fc.boolean(),
    priceType: fc.constantFrom('mid', 'microprice', 'bestBid', 'bestAsk', 'lastOwnTrade', 'inventoryCost'),
  },
  { requiredKeys: ['orderQty'] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('book' as const),
      bid: fc.integer({ min: 9_930, max: 10_070 }),
      width: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), sec: fc.constantFrom(0, 0.5, 2, 11) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      which: fc.nat(40),
      part: fc.constantFrom(0.3, 1, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      bidSpreadBp: bp(40),
      levels: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

const price = (tick: number): string => (tick / 100).toFixed(2);

type Market = StrategyHarness<typeof pureMarketMaking.parameters>;

function play(market: Market, action: Step): void {
  const order = (which: number): DeskOrder | undefined =>
    market.orders[which % Math.max(1, market.orders.length)];
  switch (action.do) {
    case 'book':
      market.book({
        bids: [
          [price(action.bid), '1'],
          [price(action.bid - 3), '9'],
        ],
        asks: [
          [price(action.bid + action.width), '1.5'],
          [price(action.bid + action.width + 2), '9'],
        ],
      });
      break;
    case 'wait':
      market.advance(action.sec);
      break;
    case 'fill': {
      const target = order(action.which);
      if (target === undefined) break;
      const open = target.lots - target.filledLots;
      market.fill(target, (Math.max(1, Math.floor(open * action.part)) / 1000).toFixed(3));
      break;
    }
    case 'end': {
      const target = order(action.which);
      if (target !== undefined) market.end(target);
      break;
    }
    case 'lose':
      market.lose();
      break;
    case 'change':
      market.change({ bidSpreadBp: action.bidSpreadBp, levels: action.levels });
  }
}

function run(
  asked: object,
  steps: readonly Step[],
  check: (market: Market) => void,
  product: 'spot' | 'usdm' = 'spot',
): Market {
  const market = new StrategyHarness(pureMarketMaking, asked, {
    instruments: [product === 'spot' ? sampleSpot : samplePerpetual],
    base: product === 'spot' ? '20' : '0',
    averageCost: product === 'spot' ? '100' : '0',
    quote: '2500',
    makerFee: 0.0005,
    takerFee: 0.0005,
  });
  for (const action of steps) {
    play(market, action);
    check(market);
  }
  return market;
}

/** Runs random parameters over random markets and looks after each step. */
function always(check: (market: Market) => void, more: object = {}): void {
  fc.assert(
    fc.property(parameters, fc.array(step, { minLength: 5, maxLength: 40 }), (asked, steps) => {
      run({ ...asked, ...more }, steps, check);
    }),
    { numRuns: 1500 },
  );
}

const side = (market: Market, wanted: Side): DeskOrder[] =>
  market.orders.filter((order) => order.side === wanted);

describe('pure market making, whatever the parameters and the market', () => {
  it('never has a bid at or over the ceiling, or an ask at or under the floor', () => {
    always((market) => {
      const { priceCeiling, priceFloor } = market.parameters;
      for (const bid of side(market, Side.Buy))
        expect(bid.tick).toBeLessThan(Number(priceCeiling ?? Infinity) * 100);
      for (const ask of side(market, Side.Sell))
        expect(ask.tick).toBeGreaterThan(Number(priceFloor ?? 0) * 100);
    });
  });

  it('never wants more than is held', () => {
    always((market) => {
      const { quote, lots } = market.holdings();
      const open = (order: DeskOrder): number => order.lots - order.filledLots;
      const value = side(market, Side.Buy).reduce((sum, order) => sum + order.tick * open(order) * 1e-5, 0);
      const sold = side(market, Side.Sell).reduce((sum, order) => sum + open(order), 0);
      expect(value * 1.0005).toBeLessThanOrEqual(quote + 1e-6);
      expect(sold).toBeLessThanOrEqual(lots);
    });
  });

  it('never lets its own orders meet, and has them all post-only', () => {
    always((market) => {
      const bid = Math.max(0, ...side(market, Side.Buy).map((order) => order.tick));
      const ask = Math.min(Infinity, ...side(market, Side.Sell).map((order) => order.tick));
      expect(bid).toBeLessThan(ask);
      for (const order of market.orders) expect(order.flags).toBe(QuoteFlag.PostOnly);
    });
  });

  it('sends whole lots that the venue takes', () => {
    always((market) => {
      for (const order of market.orders) {
        expect(Number.isSafeInteger(order.lots)).toBe(true);
        expect(order.lots * order.tick * 1e-5).toBeGreaterThanOrEqual(5);
      }
    });
  });

  it('has no more orders than levels and hanging ones, each slot once', () => {
    always((market) => {
      const { sheet } = market;
      const slots = new Set<string>();
      for (let row = 0; row < sheet.count; row++) slots.add(`${sheet.side[row]} ${sheet.slot[row]}`);
      expect(slots.size).toBe(sheet.count);
      expect(market.orders.length).toBeLessThanOrEqual(sheet.count);
    });
  });

  it('never holds a quote nearer than the minimum spread after an event', () => {
    always(
      (market) => {
        const { minSpreadBp = 0 } = market.parameters;
        const book = market.currentBook();
        if (book === undefined) return;
        const ref = book.mid2() / 2;
        for (const order of market.orders) {
          const distance = order.side === Side.Buy ? ref - order.tick : order.tick - ref;
          expect(distance).toBeGreaterThanOrEqual((ref * minSpreadBp) / 10_000 - 1e-6);
        }
      },
      { hanging: false, minSpreadBp: 5, priceType: 'mid' },
    );
  });

  it('F48 quotes the same for the same events', () => {
    fc.assert(
      fc.property(parameters, fc.array(step, { minLength: 5, maxLength: 40 }), (asked, steps) => {
        const log = (): string[] => {
          const lines: string[] = [];
          run(asked, steps, (market) => lines.push(`${market.sheet.version} ${market.quotes().join(', ')}`));
          return lines;
        };
        expect(log()).toEqual(log());
      }),
      { numRuns: 500 },
    );
  });

  it('on a perpetual, stays within its margin and never exits more than it holds', () => {
    fc.assert(
      fc.property(parameters, fc.array(step, { minLength: 5, maxLength: 40 }), (asked, steps) => {
        const perpetual = { leverage: 2, longTakeProfitBp: 10, shortTakeProfitBp: 10, stopLossBp: 60 };
        run(
          { ...asked, ...perpetual },
          steps,
          (market) => {
            const { lots, quote } = market.holdings();
            // The margin may have shrunk by a loss since; stops keep that small.
            expect(Math.abs(lots) * 99 * 1e-3).toBeLessThanOrEqual(quote * 2 * 1.05);
            for (const order of market.orders) {
              if ((order.flags & QuoteFlag.ReduceOnly) === 0) continue;
              expect(order.lots - order.filledLots).toBeLessThanOrEqual(Math.abs(lots));
              expect(order.side).toBe(lots > 0 ? Side.Sell : Side.Buy);
            }
          },
          'usdm',
        );
      }),
      { numRuns: 1000 },
    );
  });
});
