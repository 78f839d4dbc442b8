import { describe, expect, it } from 'vitest';
import { btcusdt } from './engine-state-testing.ts';
import { VenueQueries } from './venue-queries.ts';
import type { Answer, Venue } from './venue.ts';

const LIMIT = 5_000_000;
const FAILED = { ok: false, failed: 'no answer in time' };

/** A venue that hears questions and says nothing by itself. */
function silentVenue(): { readonly venue: Venue; readonly heard: unknown[][] } {
  const heard: unknown[][] = [];
  const hear =
    (name: string) =>
    (...question: unknown[]): void => {
      heard.push([name, ...question]);
    };
  const venue: Venue = {
    name: 'silent',
    instruments: [btcusdt],
    features: { replace: false, ownOrdersInFeed: false },
    submit: hear('submit'),
    cancel: hear('cancel'),
    replace: hear('replace'),
    requestSnapshot: hear('snapshot'),
    queryOrder: hear('order'),
    queryOpenOrders: hear('openOrders'),
    queryFills: hear('fills'),
    queryBalances: hear('balances'),
  };
  return { venue, heard };
}

function setting(lives = 0) {
  const { venue, heard } = silentVenue();
  const got: [name: string, atUs: number, answer: Answer<unknown>][] = [];
  const note =
    (name: string) =>
    (atUs: number, answer: Answer<unknown>): void => {
      got.push([name, atUs, answer]);
    };
  return { queries: new VenueQueries(venue, lives), heard, got, note };
}

const yes = (value: unknown): Answer<unknown> => ({ ok: true, value });

describe('questions', () => {
  it('go out with numbers of their own', () => {
    const { queries, heard, note } = setting();
    queries.order(1, { instrument: 0, clientId: 'a' }, note('order'));
    queries.openOrders(1, 0, note('open'));
    queries.fills(1, { instrument: 0, sinceUs: 77 }, note('fills'));
    queries.balances(1, note('balances'));
    expect(heard).toEqual([
      ['order', 1, { instrument: 0, clientId: 'a' }],
      ['openOrders', 2, 0],
      ['fills', 3, 0, 77],
      ['balances', 4],
    ]);
  });

  it('take no answer to a question of an earlier life for one of theirs', () => {
    const before = setting();
    before.queries.balances(1, before.note('balances'));
    const after = setting(1);
    after.queries.order(1, { instrument: 0, clientId: 'a' }, after.note('order'));
    after.queries.answer(2, before.heard[0][1] as number, yes('old'));
    expect(after.got).toEqual([]);
    after.queries.answer(3, after.heard[0][1] as number, yes('new'));
    expect(after.got).toEqual([['order', 3, yes('new')]]);
  });

  it('get their own answers, in whatever order those come', () => {
    const { queries, got, note } = setting();
    queries.openOrders(1, 0, note('first'));
    queries.openOrders(1, 0, note('second'));
    queries.answer(5, 2, yes('b'));
    queries.answer(6, 1, yes('a'));
    expect(got).toEqual([
      ['second', 5, yes('b')],
      ['first', 6, yes('a')],
    ]);
  });

  it('are answered once: a second answer and one nobody waits for are nothing', () => {
    const { queries, got, note } = setting();
    queries.balances(1, note('balances'));
    queries.answer(5, 1, yes(1));
    queries.answer(6, 1, yes(2));
    queries.answer(6, 99, yes(3));
    expect(got).toHaveLength(1);
  });
});

describe('a question without an answer', () => {
  it('fails at its time, and not before', () => {
    const { queries, got, note } = setting();
    queries.balances(100, note('balances'));
    expect(queries.dueUs).toBe(100 + LIMIT);
    queries.expire(99 + LIMIT);
    expect(got).toEqual([]);
    queries.expire(100 + LIMIT);
    expect(got).toEqual([['balances', 100 + LIMIT, FAILED]]);
    expect(queries.dueUs).toBe(Infinity);
  });

  it('stays failed: an answer that comes too late is none', () => {
    const { queries, got, note } = setting();
    queries.order(0, { instrument: 0, clientId: 'a' }, note('order'));
    queries.expire(LIMIT);
    queries.answer(LIMIT + 1, 1, yes(undefined));
    expect(got).toEqual([['order', LIMIT, FAILED]]);
  });

  it('leaves the time of the next one', () => {
    const { queries, note } = setting();
    queries.balances(100, note('a'));
    queries.balances(200, note('b'));
    queries.balances(300, note('c'));
    queries.answer(301, 2, yes(1));
    expect(queries.dueUs).toBe(100 + LIMIT);
    queries.expire(100 + LIMIT);
    expect(queries.dueUs).toBe(300 + LIMIT);
  });

  it('may be asked again by its handler', () => {
    const { queries, heard, note } = setting();
    queries.balances(0, () => {
      queries.balances(LIMIT, note('again'));
    });
    queries.expire(LIMIT);
    expect(heard).toEqual([
      ['balances', 1],
      ['balances', 2],
    ]);
    expect(queries.dueUs).toBe(2 * LIMIT);
  });

  it('does not fail when the handler of another one brought its answer', () => {
    const { queries, got, note } = setting();
    queries.balances(0, () => {
      queries.answer(LIMIT, 2, yes('in time'));
    });
    queries.balances(0, note('second'));
    queries.expire(LIMIT);
    expect(got).toEqual([['second', LIMIT, yes('in time')]]);
  });
});
