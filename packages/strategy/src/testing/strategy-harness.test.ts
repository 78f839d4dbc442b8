import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { defineStrategy } from '../define-strategy.ts';
import { parameters } from '../parameter-types.ts';
import { QuoteFlag } from '../quote-sheet.ts';
import type { QuoteRow } from '../quote-sheet.ts';
import type { Strategy } from '../strategy.ts';
import { samplePerpetual, StrategyHarness } from './strategy-harness.ts';
import type { HarnessOptions } from './strategy-harness.ts';

const row = (side: Side, tick: number, more: Partial<QuoteRow> = {}): QuoteRow => ({
  instrument: 0,
  side,
  slot: 0,
  tick,
  lots: 1000,
  flags: QuoteFlag.PostOnly,
  keepTicks: 0,
  keepLots: 0,
  maxAgeUs: Infinity,
  ...more,
});

/** A strategy made of the handlers of one test. */
function start(strategy: Omit<Strategy, 'ready'>, options: HarnessOptions = {}) {
  const definition = defineStrategy({
    name: 'test',
    title: 'Test',
    summary: 'Does what the test says.',
    parameters: parameters({}),
    create: () => ({ ready: () => true as const, ...strategy }),
  });
  return new StrategyHarness(definition, {}, options);
}

const book = { bid: '99.99', ask: '100.01' };

describe('StrategyHarness', () => {
  it('turns rows into orders, and leaves those that are good enough', () => {
    let next: QuoteRow[] = [row(Side.Buy, 9990), row(Side.Sell, 10_010)];
    const market = start({
      onBook(_, sheet) {
        sheet.clear();
        for (const wanted of next) sheet.add(wanted);
      },
    });
    market.book(book);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    next = [row(Side.Buy, 9992, { keepTicks: 2 }), row(Side.Sell, 10_012, { keepTicks: 1 })];
    market.book(book);
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.12 1.000']);
    next = [row(Side.Buy, 9990, { lots: 1003, keepLots: 2 })];
    market.book(book);
    expect(market.quotes()).toEqual(['buy 99.90 1.003']);
    expect([market.desk.submits, market.desk.cancels]).toEqual([4, 3]);
  });

  it('asks for a row once per version', () => {
    const market = start({
      onBook(_, sheet) {
        if (sheet.version === 0) {
          sheet.clear();
          sheet.add(row(Side.Buy, 9990));
        }
      },
    });
    market.book(book);
    market.fill(market.at('buy'));
    market.book(book);
    market.advance(1e6);
    expect(market.quotes()).toEqual([]);
  });

  it('renews orders at their maximum age, but not rows that are spent', () => {
    const market = start({
      onBook(_, sheet) {
        sheet.clear();
        sheet.add(row(Side.Buy, 9990, { maxAgeUs: 5e6 }));
        sheet.add(row(Side.Sell, 10_010, { maxAgeUs: 5e6 }));
      },
    });
    market.book(book);
    const [bid] = market.orders;
    market.fill(market.at('sell'));
    market.advance(4.9);
    expect(market.orders).toEqual([bid]);
    market.advance(0.1);
    expect(market.quotes()).toEqual(['buy 99.90 1.000']);
    expect(market.orders).not.toContain(bid);
  });

  it('refuses post-only orders that would take, fills others against the book, and ends the rest of an IOC', () => {
    const ended: string[] = [];
    const market = start({
      onBook(_, sheet) {
        sheet.clear();
        sheet.add(row(Side.Buy, 10_001, { slot: 0 }));
        sheet.add(row(Side.Buy, 10_001, { slot: 1, flags: 0, lots: 500 }));
        sheet.add(row(Side.Buy, 10_002, { slot: 2, flags: QuoteFlag.Ioc }));
      },
      onOrder: (_view, _sheet, order) =>
        void ended.push(`${order.slot} ${order.filledLots} of ${order.lots}`),
    });
    market.book({
      bids: [['99.99', '1']],
      asks: [
        ['100.01', '0.7'],
        ['100.02', '0.2'],
        ['100.03', '9'],
      ],
    });
    expect(ended).toEqual(['0 0 of 1000', '1 500 of 500', '2 400 of 1000']);
    expect(market.quotes()).toEqual([]);
    expect(market.holdings().lots).toBe(900);
  });

  it('keeps accounts: spot pays, perpetuals realize', () => {
    const quote = {
      onBook: (_view: unknown, sheet: Parameters<NonNullable<Strategy['onBook']>>[1]) => {
        sheet.clear();
        sheet.add(row(Side.Buy, 9990));
        sheet.add(row(Side.Sell, 10_010, { lots: 1500 }));
      },
    };
    const spot = start(quote, { base: '2', averageCost: '90', quote: '1000', makerFee: 0.001 });
    spot.book(book);
    spot.fill(spot.at('buy'));
    // 1000 − 99.90 − 0.0999; (2·90 + 99.90)/3
    expect(spot.holdings().quote).toBeCloseTo(900.0001, 9);
    expect(spot.holdings().averageCost).toBeCloseTo(93.3, 9);
    const perpetual = start(quote, { instruments: [samplePerpetual], quote: '1000', makerFee: 0.001 });
    perpetual.book(book);
    perpetual.fill(perpetual.at('buy'));
    perpetual.fill(perpetual.at('sell'));
    // 0.20 earned on 1; 0.0999 and 0.15015 of fees; short 0.5 at 100.10
    expect(perpetual.holdings().quote).toBeCloseTo(999.94995, 9);
    expect(perpetual.holdings().lots).toBe(-500);
    expect(perpetual.holdings().averageCost).toBeCloseTo(100.1, 9);
  });

  it('fires timers in order, each at its time', () => {
    const fired: string[] = [];
    const market = start({
      onBook({ timers, nowUs }) {
        timers.set(3, nowUs + 2e6);
        timers.set(1, nowUs + 1e6);
        timers.set(2, nowUs + 1.5e6);
        timers.cancel(2);
      },
      onTimer({ nowUs, timers }, _sheet, id) {
        fired.push(`${id} at ${(nowUs - begin) / 1e6}`);
        if (id === 1 && fired.length === 1) timers.set(1, nowUs + 0.5e6);
      },
    });
    const begin = market.nowUs;
    market.book(book);
    market.advance(10);
    expect(fired).toEqual(['1 at 1', '1 at 1.5', '3 at 2']);
    expect(market.nowUs).toBe(begin + 10e6);
  });

  it('shows trades on the tape', () => {
    const seen: number[] = [];
    const market = start({ onTrade: (view) => void seen.push(view.tape(0).lastTick) });
    market.trade({ price: '100.01', qty: '1', side: 'buy' });
    market.trade({ price: '99.99', qty: '1', side: 'sell' });
    expect(seen).toEqual([10_001, 9999]);
  });

  it('refuses fills that cannot be', () => {
    const market = start({
      onBook(_, sheet) {
        sheet.clear();
        sheet.add(row(Side.Buy, 9990));
      },
    });
    market.book(book);
    const order = market.at('buy');
    expect(() => market.fill(order, '1.001')).toThrow('order 1 has 1000 lots open, not 1001');
    market.fill(order);
    expect(() => market.fill(order)).toThrow('order 1 is not working');
    expect(() => market.at('buy')).toThrow('there is no working buy order at place 0');
  });

  it('finds out a strategy that answers each refusal with the same order', () => {
    const market = start({
      onBook(_, sheet) {
        sheet.clear();
        sheet.add(row(Side.Buy, 10_001));
      },
      onOrder(_, sheet) {
        sheet.clear();
        sheet.add(row(Side.Buy, 10_001));
      },
    });
    expect(() => market.book(book)).toThrow('without end');
  });
});
