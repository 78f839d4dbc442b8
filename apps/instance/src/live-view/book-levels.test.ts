import { createInstrument } from '@mrmarket/market/instrument';
import { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { OwnOrder } from '@mrmarket/strategy/strategy';
import { describe, expect, it } from 'vitest';
import { bookLevels } from './book-levels.ts';

const instrument = createInstrument({
  venue: 'sim',
  product: 'spot',
  symbol: 'AB',
  base: 'A',
  quote: 'B',
  tickSize: '0.5',
  lotSize: '0.25',
});

function order(side: Side, tick: number, lots: number, changes: Partial<OwnOrder> = {}): OwnOrder {
  const terms = { clientId: `${side}-${tick}`, instrument: 0, side, slot: 0, tick, lots, filledLots: 0 };
  return { ...terms, resting: true, cancelling: false, createdUs: 0, ...changes };
}

function book(): OrderBook {
  const made = new OrderBook();
  for (const [tick, lots] of [
    [100, 4],
    [99, 8],
    [97, 12],
  ] as const)
    made.set(Side.Buy, tick, lots);
  for (const [tick, lots] of [
    [102, 2],
    [103, 6],
  ] as const)
    made.set(Side.Sell, tick, lots);
  return made;
}

describe('levels of the live view', () => {
  it('are the best ones with own quantity added, and own orders behind them', () => {
    const orders = [
      order(Side.Buy, 99, 2),
      order(Side.Buy, 99, 4, { filledLots: 3 }),
      order(Side.Buy, 90, 1),
      order(Side.Sell, 103, 1),
    ];
    expect(bookLevels(book(), Side.Buy, { instrument, orders, count: 2 })).toEqual([
      { price: 50, quantity: 1, own: 0 },
      { price: 49.5, quantity: 2.75, own: 0.75 },
      { price: 45, quantity: 0.25, own: 0.25 },
    ]);
    expect(bookLevels(book(), Side.Sell, { instrument, orders, count: 9 })).toEqual([
      { price: 51, quantity: 0.5, own: 0 },
      { price: 51.5, quantity: 1.75, own: 0.25 },
    ]);
  });

  it('count an own order at a level of others behind the best ones with them', () => {
    const orders = [order(Side.Buy, 97, 4)];
    expect(bookLevels(book(), Side.Buy, { instrument, orders, count: 1 })).toEqual([
      { price: 50, quantity: 1, own: 0 },
      { price: 48.5, quantity: 4, own: 1 },
    ]);
  });

  it('hold orders that may lie before the best of others', () => {
    const orders = [order(Side.Buy, 101, 1)];
    expect(bookLevels(book(), Side.Buy, { instrument, orders, count: 1 })[0]).toEqual({
      price: 50.5,
      quantity: 0.25,
      own: 0.25,
    });
  });

  it('leave out what does not rest, and an empty side', () => {
    const orders = [order(Side.Buy, 100, 4, { resting: false })];
    expect(bookLevels(book(), Side.Buy, { instrument, orders, count: 1 })).toEqual([
      { price: 50, quantity: 1, own: 0 },
    ]);
    expect(bookLevels(new OrderBook(), Side.Sell, { instrument, orders: [], count: 5 })).toEqual([]);
  });
});
