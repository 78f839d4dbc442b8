import { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { RowKind, WantedRows } from './wanted-rows.ts';
import { dropTooNear, WatchRange } from './watch-range.ts';

function sample(): WantedRows {
  const rows = new WantedRows();
  rows.add(RowKind.Hanging, Side.Sell, 0, 1200, 1);
  rows.add(RowKind.Quote, Side.Buy, 0, 990, 1);
  rows.add(RowKind.Quote, Side.Buy, 1, 980, 1);
  rows.add(RowKind.Quote, Side.Sell, 0, 1010, 1);
  rows.add(RowKind.Exit, Side.Sell, 0, 1000, 1);
  return rows;
}

function book(bid: number, ask: number): OrderBook {
  const made = new OrderBook(64);
  made.set(Side.Buy, bid, 1);
  made.set(Side.Sell, ask, 1);
  return made;
}

describe('WatchRange', () => {
  it('holds while every quote is far enough and every hanging order near enough', () => {
    const range = new WatchRange();
    // Bid 990 is 0.5 % away from 994.97, ask 1010 from 1004.98; hanging 1200 is 21 % away from 991.74.
    expect(range.set(sample(), 0.005, 0.21)).toBe(true);
    expect([994.97, 994.98, 1004.97, 1004.98].map((ref) => range.holds(ref))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    range.set(sample(), -Infinity, 0.21);
    expect([991.73, 991.74, 5000].map((ref) => range.holds(ref))).toEqual([false, true, false]);
  });

  it('has nothing to watch without a minimum spread and hanging orders', () => {
    const rows = sample();
    rows.removeKind(RowKind.Hanging);
    expect(new WatchRange().set(rows, -Infinity, 0.1)).toBe(false);
  });

  it('stops a long at or under its price, a short at or over it, and nobody else', () => {
    const range = new WatchRange();
    expect([range.hasStop, range.stops(book(1, 1000))]).toEqual([false, false]);
    range.stopAt(950.5, 10);
    expect(range.hasStop).toBe(true);
    expect([range.stops(book(950, 952)), range.stops(book(950, 951)), range.stops(book(900, 901))]).toEqual([
      false,
      true,
      true,
    ]);
    range.stopAt(950.5, -10);
    expect([range.stops(book(949, 951)), range.stops(book(950, 951)), range.stops(book(990, 991))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(range.stops(new OrderBook(64))).toBe(false);
  });
});

describe('dropTooNear', () => {
  it('takes out quotes nearer than the minimum, or on the wrong side; hanging orders and exits stay', () => {
    const rows = sample();
    dropTooNear(rows, 984, 0.005);
    expect(Array.from(rows.tick.subarray(0, rows.count))).toEqual([1200, 1010, 1000]);
  });
});
