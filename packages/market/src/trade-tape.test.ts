import { describe, expect, it } from 'vitest';
import { Side } from './side.ts';
import { TradeTape } from './trade-tape.ts';

describe('TradeTape', () => {
  it('keeps the last trades as columns and the very last one as fields', () => {
    const tape = new TradeTape(4);
    for (let id = 1; id <= 6; id++) tape.add(id, id * 10, id * 10 + 1, 100 + id, id * 2, Side.Sell);
    expect(tape.count).toBe(6);
    expect([tape.lastId, tape.lastTick, tape.lastLots, tape.lastAggressor]).toEqual([6, 106, 12, Side.Sell]);
    expect([tape.lastExchUs, tape.lastLocalUs]).toEqual([60, 61]);
    const kept = [2, 3, 4, 5].map((k) => tape.id[k & tape.mask]);
    expect(kept).toEqual([3, 4, 5, 6]);
    expect(tape.tick[5 & tape.mask]).toBe(106);
    expect(tape.aggressor[5 & tape.mask]).toBe(Side.Sell);
  });

  it('F22 drops and counts trades whose id is not above the last one', () => {
    const tape = new TradeTape(4);
    expect(tape.add(7, 1, 1, 100, 1, Side.Buy)).toBe(true);
    expect(tape.add(7, 1, 1, 100, 1, Side.Buy)).toBe(false);
    expect(tape.add(6, 1, 1, 99, 1, Side.Buy)).toBe(false);
    expect(tape.add(9, 1, 1, 101, 1, Side.Buy)).toBe(true);
    expect([tape.count, tape.duplicates, tape.lastTick]).toEqual([2, 2, 101]);
  });

  it('is as new after clear', () => {
    const tape = new TradeTape(2);
    tape.add(7, 1, 1, 100, 1, Side.Sell);
    tape.add(7, 1, 1, 100, 1, Side.Sell);
    tape.clear();
    expect([tape.count, tape.duplicates, tape.lastId, tape.lastTick]).toEqual([0, 0, -1, 0]);
    expect(tape.add(1, 1, 1, 100, 1, Side.Buy)).toBe(true);
  });

  it.each([0, 3, 1.5, 2 ** 25])('refuses a ring of %d trades', (size) => {
    expect(() => new TradeTape(size)).toThrow(RangeError);
  });
});
