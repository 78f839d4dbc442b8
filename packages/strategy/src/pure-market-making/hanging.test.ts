import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { dropFarHanging, dropHangingOutside, hangPartner, isTooFar, payForHanging } from './hanging.ts';
import { MAX_HANGING, RowKind, WantedRows } from './wanted-rows.ts';

function hangingAt(...orders: [side: Side, tick: number][]): WantedRows {
  const rows = new WantedRows();
  for (const [side, tick] of orders) rows.add(RowKind.Hanging, side, 0, tick, 10);
  return rows;
}
const ticks = (rows: WantedRows): number[] => Array.from(rows.tick.subarray(0, rows.count));

describe('hangPartner', () => {
  it('keeps the quote of the other side on the same level, and no other', () => {
    const rows = new WantedRows();
    rows.add(RowKind.Quote, Side.Buy, 0, 99, 1);
    rows.add(RowKind.Quote, Side.Sell, 0, 101, 1);
    rows.add(RowKind.Quote, Side.Sell, 1, 102, 1);
    hangPartner(rows, Side.Buy, 1);
    expect(Array.from(rows.kind.subarray(0, 3))).toEqual([RowKind.Quote, RowKind.Quote, RowKind.Hanging]);
    hangPartner(rows, Side.Sell, 7);
    expect(rows.countOf(RowKind.Hanging)).toBe(1);
  });

  it('stops at the most there may be', () => {
    const rows = new WantedRows();
    for (let i = 0; i < MAX_HANGING; i++) rows.add(RowKind.Hanging, Side.Sell, i, 200 + i, 1);
    rows.add(RowKind.Quote, Side.Sell, 0, 101, 1);
    hangPartner(rows, Side.Buy, 0);
    expect(rows.countOf(RowKind.Hanging)).toBe(MAX_HANGING);
  });
});

describe('distance of hanging orders', () => {
  it('is measured from the reference, on both sides of it', () => {
    expect([isTooFar(900, 1000, 0.1), isTooFar(899, 1000, 0.1)]).toEqual([false, true]);
    expect([isTooFar(1100, 1000, 0.1), isTooFar(1101, 1000, 0.1)]).toEqual([false, true]);
  });

  it('drops those beyond the limit and leaves quotes alone', () => {
    const rows = hangingAt([Side.Buy, 899], [Side.Buy, 900], [Side.Sell, 1101]);
    rows.add(RowKind.Quote, Side.Buy, 0, 500, 1);
    dropFarHanging(rows, 1000, 0.1);
    expect(ticks(rows)).toEqual([900, 500]);
  });

  it('drops bids at or over the ceiling and asks at or under the floor', () => {
    const rows = hangingAt([Side.Buy, 1000], [Side.Buy, 999], [Side.Sell, 900], [Side.Sell, 901]);
    dropHangingOutside(rows, { floor: 900, ceiling: 1000 });
    expect(ticks(rows)).toEqual([999, 901]);
  });
});

describe('payForHanging', () => {
  it('takes what hanging orders need out of the budget, and drops what cannot be paid', () => {
    const rows = hangingAt([Side.Buy, 100], [Side.Buy, 90], [Side.Sell, 110]);
    const budget = new Budget();
    // 1000 for the first; 899 is short of 900 for the second.
    budget.setSpot(25, 1899, 0);
    payForHanging(rows, budget);
    expect(ticks(rows)).toEqual([100, 110]);
    expect(budget.take(1, 100, 100)).toBe(15);
  });
});
