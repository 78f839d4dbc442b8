import { Side } from '@mrmarket/market/side';
import { QuoteFlag, QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import type { QuoteRow } from '@mrmarket/strategy/quote-sheet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Order } from './order.ts';
import { OrderState } from './order-state.ts';
import { QuoteDiff, RowState } from './quote-diff.ts';

const NOW = 1_000_000;

/** An open buy of 10 lots at tick 100, made just now. */
function order(fields: Partial<Order> = {}): Order {
  const made = new Order({
    intent: 1,
    clientId: 'order',
    instrument: fields.instrument ?? 0,
    side: fields.side ?? Side.Buy,
    slot: fields.slot ?? 0,
    tick: 100,
    lots: 10,
    flags: fields.flags ?? 0,
    createdUs: fields.createdUs ?? NOW,
  });
  made.state = OrderState.Open;
  const { tick = made.tick, lots = made.lots, bookedLots = 0, cancelWanted = false } = fields;
  return Object.assign(made, { tick, lots, bookedLots, cancelWanted });
}

/** A row for 10 lots at tick 100 that wants exactly that and never gets old. */
function row(fields: Partial<QuoteRow> = {}): QuoteRow {
  return {
    instrument: 0,
    side: Side.Buy,
    slot: 0,
    tick: 100,
    lots: 10,
    flags: 0,
    keepTicks: 0,
    keepLots: 0,
    maxAgeUs: Infinity,
    ...fields,
  };
}

function sheetOf(rows: readonly QuoteRow[]): QuoteSheet {
  const sheet = new QuoteSheet(16);
  sheet.clear();
  for (const one of rows) sheet.add(one);
  return sheet;
}

function match(rows: readonly QuoteRow[], working: readonly Order[], nowUs = NOW): QuoteDiff {
  const diff = new QuoteDiff(16);
  diff.match(sheetOf(rows), working, nowUs);
  return diff;
}

describe('a row takes', () => {
  it('the order that is what it wants, whatever slot that was made for', () => {
    const kept = order({ slot: 7 });
    const diff = match([row({ slot: 1 })], [kept]);
    expect(diff.rowOrder[0]).toBe(kept);
    expect(diff.rowState[0]).toBe(RowState.Bound);
    expect(diff.stale).toEqual([]);
  });

  it.each<[string, Partial<Order>]>([
    ['the other side', { side: Side.Sell }],
    ['another instrument', { instrument: 1 }],
    ['other flags', { flags: QuoteFlag.PostOnly }],
    ['another price', { tick: 101 }],
    ['another quantity', { lots: 11 }],
    ['too little left', { bookedLots: 1 }],
  ])('nothing of %s', (_, fields) => {
    const other = order(fields);
    const diff = match([row()], [other]);
    expect(diff.rowOrder[0]).toBeUndefined();
    expect(diff.rowState[0]).toBe(RowState.Waiting);
    expect(diff.stale).toEqual([other]);
  });

  it('the nearest of those within its tolerance, the oldest of equals', () => {
    const [far, old, young] = [order({ tick: 103 }), order({ tick: 101 }), order({ tick: 99 })];
    const diff = match([row({ keepTicks: 3 })], [far, old, young]);
    expect(diff.rowOrder[0]).toBe(old);
    expect(diff.stale).toEqual([far, young]);
  });

  it('what is left of an order, within its tolerance of quantity', () => {
    const partly = order({ bookedLots: 3 });
    expect(match([row({ keepLots: 2 })], [partly]).rowOrder[0]).toBeUndefined();
    expect(match([row({ keepLots: 3 })], [partly]).rowOrder[0]).toBe(partly);
  });

  it('an order with an unanswered replace by the terms it is to have', () => {
    const moving = Object.assign(order({ tick: 90 }), {
      replaceUnanswered: true,
      replaceTick: 100,
      replaceLots: 10,
    });
    expect(match([row()], [moving]).rowOrder[0]).toBe(moving);
    expect(match([row({ tick: 90 })], [moving]).rowOrder[0]).toBeUndefined();
  });

  it('no order on its way out; that one is not stale either', () => {
    const diff = match([row()], [order({ cancelWanted: true })]);
    expect([diff.rowOrder[0], diff.stale]).toEqual([undefined, []]);
  });

  it('no order of its maximum age', () => {
    const old = order({ createdUs: NOW - 500 });
    expect(match([row({ maxAgeUs: 500 })], [old]).stale).toEqual([old]);
    const diff = match([row({ maxAgeUs: 501 })], [old]);
    expect([diff.rowOrder[0], diff.expiresUs]).toEqual([old, NOW + 1]);
  });

  it('another order when that lets one more row have one', () => {
    // The first row would do with either, and is nearest to the only one that the second can take.
    const [exact, near] = [order({ lots: 12 }), order({ lots: 8 })];
    const diff = match([row({ keepLots: 5 }), row({ lots: 12 })], [exact, near]);
    expect(diff.rowOrder.slice(0, 2)).toEqual([near, exact]);
    expect(diff.stale).toEqual([]);
  });
});

describe('in the course of a version', () => {
  it('a row whose order ended is spent, and stays so when old orders are looked for', () => {
    const [first, second] = [order(), order({ tick: 99, createdUs: NOW - 500 })];
    const sheet = sheetOf([row(), row({ tick: 99, maxAgeUs: 1_000 })]);
    const diff = new QuoteDiff(16);
    diff.match(sheet, [first, second], NOW);
    diff.release(sheet, first);
    expect([...diff.rowState.slice(0, 2)]).toEqual([RowState.Spent, RowState.Bound]);
    diff.match(sheet, [second], NOW + 500);
    expect([...diff.rowState.slice(0, 2)]).toEqual([RowState.Spent, RowState.Waiting]);
    expect(diff.stale).toEqual([second]);
  });

  it('a new version asks for everything again', () => {
    const only = order();
    const sheet = sheetOf([row()]);
    const diff = new QuoteDiff(16);
    diff.match(sheet, [only], NOW);
    diff.release(sheet, only);
    sheet.clear();
    sheet.add(row());
    diff.match(sheet, [], NOW);
    expect(diff.rowState[0]).toBe(RowState.Waiting);
  });

  it('a bound order counts for the time when something gets too old', () => {
    const diff = match([row()], []);
    expect(diff.expiresUs).toBe(Infinity);
    diff.bind(0, order(), 700);
    expect([diff.expiresUs, diff.rowState[0]]).toEqual([NOW + 700, RowState.Bound]);
    diff.match(sheetOf([]), [], NOW);
    expect(diff.expiresUs).toBe(Infinity);
  });

  it('a stale order that ended is no longer stale', () => {
    const gone = order();
    const sheet = sheetOf([]);
    const diff = new QuoteDiff(16);
    diff.match(sheet, [gone], NOW);
    expect(diff.stale).toEqual([gone]);
    diff.release(sheet, gone);
    expect(diff.stale).toEqual([]);
  });
});

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const rows = (keepTicks: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      instrument: few(0, 0, 0, 1),
      side: few(Side.Buy, Side.Buy, Side.Sell),
      tick: fc.integer({ min: 100, max: 103 }),
      lots: fc.integer({ min: 8, max: 12 }),
      flags: few(0, 0, 0, QuoteFlag.PostOnly),
      keepTicks,
      keepLots: fc.nat(3),
      maxAgeUs: few(Infinity, Infinity, 1_000),
    }),
    { maxLength: 6 },
  );
const orders = fc.array(
  fc.record({
    instrument: few(0, 0, 0, 1),
    side: few(Side.Buy, Side.Buy, Side.Sell),
    tick: fc.integer({ min: 100, max: 103 }),
    lots: fc.integer({ min: 8, max: 14 }),
    bookedLots: few(0, 0, 2),
    flags: few(0, 0, 0, QuoteFlag.PostOnly),
    createdUs: few(NOW, NOW - 1_000),
    cancelWanted: few(false, false, false, true),
  }),
  { maxLength: 6 },
);

/** What a row may take, said once more. */
function fits(wanted: QuoteRow, working: Order): boolean {
  return (
    !working.cancelWanted &&
    working.instrument === wanted.instrument &&
    working.side === wanted.side &&
    working.flags === wanted.flags &&
    NOW - working.createdUs < wanted.maxAgeUs &&
    Math.abs(working.tick - wanted.tick) <= wanted.keepTicks &&
    Math.abs(working.lots - working.bookedLots - wanted.lots) <= wanted.keepLots
  );
}

/** The largest possible number of pairs, by trying everything. */
function mostPairs(wanted: readonly QuoteRow[], working: readonly Order[]): number {
  if (wanted.length === 0) return 0;
  const [first, ...rest] = wanted;
  let most = mostPairs(rest, working);
  working.forEach((one, i) => {
    if (fits(first, one)) most = Math.max(most, 1 + mostPairs(rest, working.toSpliced(i, 1)));
  });
  return most;
}

describe('for any sheet and orders', () => {
  it('pairs keep side, instrument, flags, age and tolerances, and no order is in two places', () => {
    fc.assert(
      fc.property(rows(fc.nat(2)), orders, (wanted, made) => {
        const sheet = wanted.map((fields, slot) => row({ ...fields, slot }));
        const working = made.map((fields) => order(fields));
        const diff = match(sheet, working);
        const placed: Order[] = [...diff.stale];
        sheet.forEach((one, i) => {
          const taken = diff.rowOrder[i];
          expect(diff.rowState[i]).toBe(taken ? RowState.Bound : RowState.Waiting);
          if (!taken) return;
          expect(fits(one, taken)).toBe(true);
          placed.push(taken);
        });
        expect(new Set(placed).size).toBe(placed.length);
        expect(placed).toHaveLength(working.filter((one) => !one.cancelWanted).length);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['exact prices', fc.constant(0)],
    ['tolerances of price', fc.nat(2)],
  ])('with %s no pairing needs fewer messages', (_, keepTicks) => {
    fc.assert(
      fc.property(rows(keepTicks), orders, (wanted, made) => {
        const sheet = wanted.map((fields, slot) => row({ ...fields, slot }));
        const working = made.map((fields) => order(fields));
        const diff = match(sheet, working);
        const submits = sheet.filter((_, i) => diff.rowState[i] === RowState.Waiting).length;
        const live = working.filter((one) => !one.cancelWanted);
        const pairs = mostPairs(sheet, live);
        expect(submits + diff.stale.length).toBe(sheet.length + live.length - 2 * pairs);
      }),
      { numRuns: 5_000 },
    );
  });

  it('more orders than ever seen before are all looked at', () => {
    const working = Array.from({ length: 300 }, (_, i) => order({ tick: 1 + i }));
    const diff = match([row({ tick: 300 })], working);
    expect(diff.rowOrder[0]).toBe(working[299]);
    expect(diff.stale).toHaveLength(299);
  });

  it('what stays is what was there: a second look changes nothing', () => {
    fc.assert(
      fc.property(rows(fc.nat(2)), orders, (wanted, made) => {
        const sheet = sheetOf(wanted.map((fields, slot) => row({ ...fields, slot })));
        const working = made.map((fields) => order(fields));
        const diff = new QuoteDiff(16);
        diff.match(sheet, working, NOW);
        const before = [...diff.rowOrder];
        diff.match(sheet, working, NOW);
        expect(diff.rowOrder).toEqual(before);
      }),
      { numRuns: 1_000 },
    );
  });
});
