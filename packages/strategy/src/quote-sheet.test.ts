import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { QuoteFlag, QuoteSheet } from './quote-sheet.ts';
import type { QuoteRow } from './quote-sheet.ts';

const row: QuoteRow = {
  instrument: 1,
  side: Side.Sell,
  slot: 3,
  tick: 10_010,
  lots: 5,
  flags: QuoteFlag.PostOnly,
  keepTicks: 2,
  keepLots: 1,
  maxAgeUs: Infinity,
};

describe('QuoteSheet', () => {
  it('holds rows as columns, and counts its versions', () => {
    const sheet = new QuoteSheet();
    expect([sheet.count, sheet.version]).toEqual([0, 0]);
    sheet.clear();
    sheet.add(row);
    const { instrument, side, slot, tick, lots, flags, keepTicks, keepLots, maxAgeUs } = sheet;
    const first = [instrument, side, slot, tick, lots, flags, keepTicks, keepLots, maxAgeUs].map(
      (column) => column[0],
    );
    expect(first).toEqual(Object.values(row));
    expect([sheet.count, sheet.version]).toEqual([1, 1]);
    sheet.clear();
    expect([sheet.count, sheet.version]).toEqual([0, 2]);
  });

  it.each<[Partial<QuoteRow>, string]>([
    [{ lots: 0 }, 'lots must be a positive integer, got 0'],
    [{ lots: 1.5 }, 'lots must be a positive integer, got 1.5'],
    [{ lots: NaN }, 'lots must be a positive integer, got NaN'],
    [{ tick: 0 }, 'tick must be a positive integer, got 0'],
    [{ tick: 99.5 }, 'tick must be a positive integer, got 99.5'],
    [{ tick: 2 ** 31 }, 'tick must be a positive integer, got 2147483648'],
  ])('refuses %j', (wrong, message) => {
    const sheet = new QuoteSheet();
    sheet.clear();
    expect(() => sheet.add({ ...row, ...wrong })).toThrow(new RangeError(message));
    expect(sheet.count).toBe(0);
  });

  it('refuses more rows than it holds', () => {
    const sheet = new QuoteSheet(2);
    sheet.add(row);
    sheet.add(row);
    expect(() => sheet.add(row)).toThrow(new RangeError('quote sheet holds at most 2 rows'));
  });
});
