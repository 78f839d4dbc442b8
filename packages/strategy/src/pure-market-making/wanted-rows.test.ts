import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { RowKind, WantedRows } from './wanted-rows.ts';

function sample(): WantedRows {
  const rows = new WantedRows();
  rows.add(RowKind.Hanging, Side.Sell, 0, 105, 4);
  rows.add(RowKind.Quote, Side.Buy, 0, 99, 1);
  rows.add(RowKind.Quote, Side.Buy, 1, 98, 2);
  rows.add(RowKind.Quote, Side.Sell, 0, 101, 3);
  return rows;
}

const ticks = (rows: WantedRows): number[] => Array.from(rows.tick.subarray(0, rows.count));

describe('WantedRows', () => {
  it('finds a row by kind, side and level', () => {
    expect(sample().find(RowKind.Quote, Side.Buy, 1)).toBe(2);
    expect(sample().find(RowKind.Hanging, Side.Buy, 1)).toBe(-1);
  });

  it('finds a row by side and price', () => {
    expect(sample().findAt(Side.Buy, 98)).toBe(2);
    expect(sample().findAt(Side.Sell, 98)).toBe(-1);
  });

  it('takes rows out without disturbing the order of the others', () => {
    const rows = sample();
    rows.remove(1);
    expect(ticks(rows)).toEqual([105, 98, 101]);
    rows.removeKind(RowKind.Quote, Side.Buy);
    expect(ticks(rows)).toEqual([105, 101]);
    rows.removeKind(RowKind.Quote);
    expect(ticks(rows)).toEqual([105]);
    expect([rows.kind[0], rows.side[0], rows.lots[0]]).toEqual([RowKind.Hanging, Side.Sell, 4]);
  });

  it('knows its best prices', () => {
    expect([sample().highestBid(), sample().lowestAsk()]).toEqual([99, 101]);
    expect([new WantedRows().highestBid(), new WantedRows().lowestAsk()]).toEqual([0, Infinity]);
  });
});
