import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../access/testing/test-browser.ts';
import { serveInstance } from '../api/testing/serve-instance.ts';
import type { ServedInstance } from '../api/testing/serve-instance.ts';
import { LiveReader } from './testing/live-reader.ts';
import { ManualTimers } from './testing/manual-timers.ts';

let timers: ManualTimers;
let served: ServedInstance;
let state: unknown;
let reads: number;
let list: number[];
const readers: LiveReader[] = [];

beforeEach(async () => {
  timers = new ManualTimers();
  served = await serveInstance({ liveTimers: timers });
  state = { price: '1' };
  reads = 0;
  list = [];
  const { live } = served.services;
  const read = (id: string) => {
    reads += 1;
    return id === 'gone' ? undefined : state;
  };
  live.define({ name: 'book', kind: 'state', minIntervalMs: 50, role: 'viewer', read });
  live.define({ name: 'tape', kind: 'list', minIntervalMs: 100, role: 'viewer', read: () => list.slice(-3) });
  live.define({ name: 'logs', kind: 'list', minIntervalMs: 100, role: 'operator', read: () => [] });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await served.close();
});

/** A socket of the machine's command line, or of a page. */
async function open(browser?: TestBrowser): Promise<LiveReader> {
  const headers =
    browser === undefined
      ? { authorization: await served.cli() }
      : { cookie: browser.cookie!, origin: served.origin };
  const reader = await LiveReader.open(served.origin, headers);
  readers.push(reader);
  return reader;
}

function trade(...items: number[]): void {
  list.push(...items);
  served.services.live.append('tape:a', items);
}

describe('a state channel', () => {
  it('gives a snapshot, then the whole new state with the next number', async () => {
    const reader = await open();
    reader.sub('book:a');
    const snapshot = await reader.nextData();
    expect(snapshot).toMatchObject({ t: 'snapshot', ch: 'book:a', data: { price: '1' } });
    timers.pass(1000);
    state = { price: '2' };
    served.services.live.changed('book:a');
    timers.pass(0);
    const delta = await reader.nextData();
    expect(delta).toMatchObject({ t: 'delta', seq: snapshot.seq + 1, data: { price: '2' } });
  });

  it('sends at most one frame per interval, with the newest state', async () => {
    const reader = await open();
    reader.sub('book:a');
    const { seq } = await reader.nextData();
    const { live } = served.services;
    state = { price: '2' };
    live.changed('book:a');
    timers.pass(0);
    for (let price = 3; price < 10; price += 1) {
      state = { price: String(price) };
      live.changed('book:a');
      timers.pass(7);
    }
    expect((await reader.nextData()).data).toEqual({ price: '2' });
    timers.pass(50);
    expect(await reader.nextData()).toMatchObject({ seq: seq + 2, data: { price: '9' } });
  });

  it('reads the state once per frame, however many look', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => open()));
    for (const reader of all) reader.sub('book:a');
    await Promise.all(all.map((reader) => reader.nextData()));
    expect(reads).toBe(1);
    state = { price: '2' };
    served.services.live.changed('book:a');
    timers.pass(50);
    const deltas = await Promise.all(all.map((reader) => reader.nextData()));
    expect(reads).toBe(2);
    expect(new Set(deltas.map(({ data }) => JSON.stringify(data)))).toEqual(new Set(['{"price":"2"}']));
  });

  it('is computed only while somebody looks, and shortly after', async () => {
    const { live } = served.services;
    expect(live.watched('book:a')).toBe(false);
    const reader = await open();
    reader.sub('book:a');
    await reader.nextData();
    expect(live.watched('book:a')).toBe(true);
    reader.send({ t: 'unsub', ch: 'book:a' });
    await reader.settled();
    const before = reads;
    live.changed('book:a');
    timers.pass(1000);
    expect(reads).toBe(before);
    timers.pass(30_000);
    expect(live.watched('book:a')).toBe(false);
  });

  it('resumes with `since` when nothing changed, else gives a snapshot', async () => {
    const reader = await open();
    reader.sub('book:a');
    const { seq } = await reader.nextData();
    const again = await open();
    again.sub('book:a', seq);
    await again.settled();
    state = { price: '2' };
    served.services.live.changed('book:a');
    timers.pass(50);
    expect(await again.nextData()).toMatchObject({ t: 'delta', seq: seq + 1 });
    const late = await open();
    late.sub('book:a', seq);
    expect(await late.nextData()).toMatchObject({ t: 'snapshot', seq: seq + 1, data: { price: '2' } });
  });

  it('is gone when there is no such thing, or no more', async () => {
    const reader = await open();
    reader.sub('book:gone');
    expect(await reader.next()).toMatchObject({ t: 'gone', ch: 'book:gone', code: 'NOT_FOUND' });
    expect(served.services.live.watched('book:gone')).toBe(false);
    reader.sub('moon:1');
    expect(await reader.next()).toMatchObject({ t: 'gone', ch: 'moon:1', code: 'NOT_FOUND' });
    reader.sub('book:a');
    await reader.nextData();
    state = undefined;
    served.services.live.changed('book:a');
    timers.pass(50);
    expect(await reader.next()).toMatchObject({ t: 'gone', ch: 'book:a', code: 'NOT_FOUND' });
  });

  it('refuses a channel above one’s role', async () => {
    const reader = await open(await served.signedIn('viewer'));
    reader.sub('logs');
    expect(await reader.next()).toMatchObject({ t: 'gone', ch: 'logs', code: 'FORBIDDEN' });
  });
});

describe('a list channel', () => {
  it('gives the newest entries, then those to append, gathered', async () => {
    list = [1, 2, 3, 4];
    const reader = await open();
    reader.sub('tape:a');
    const snapshot = await reader.nextData();
    expect(snapshot.data).toEqual([2, 3, 4]);
    timers.pass(1000);
    trade(5);
    trade(6, 7);
    timers.pass(0);
    expect(await reader.nextData()).toMatchObject({ t: 'delta', seq: snapshot.seq + 1, data: [5, 6, 7] });
  });

  it('shows a newcomer no entry twice', async () => {
    const first = await open();
    first.sub('tape:a');
    await first.nextData();
    trade(1, 2);
    const second = await open();
    second.sub('tape:a');
    const snapshot = await second.nextData();
    expect(snapshot.data).toEqual([1, 2]);
    expect(await first.nextData()).toMatchObject({ t: 'delta', seq: snapshot.seq, data: [1, 2] });
    trade(3);
    timers.pass(1000);
    expect(await second.nextData()).toMatchObject({ seq: snapshot.seq + 1, data: [3] });
  });

  it('resumes with exactly the deltas that were missed, also when nobody was there', async () => {
    const reader = await open();
    reader.sub('tape:a');
    const { seq } = await reader.nextData();
    reader.close();
    await reader.closed;
    for (const item of [1, 2, 3]) {
      trade(item);
      timers.pass(200);
    }
    const back = await open();
    back.sub('tape:a', seq);
    const deltas = [await back.nextData(), await back.nextData(), await back.nextData()];
    expect(deltas.map(({ t, seq: number, data }) => [t, number, data])).toEqual([
      ['delta', seq + 1, [1]],
      ['delta', seq + 2, [2]],
      ['delta', seq + 3, [3]],
    ]);
  });

  it('gives a snapshot to one who was away too long', async () => {
    const reader = await open();
    reader.sub('tape:a');
    const { seq } = await reader.nextData();
    for (let item = 1; item <= 120; item += 1) {
      trade(item);
      timers.pass(200);
    }
    const back = await open();
    back.sub('tape:a', seq);
    expect(await back.nextData()).toMatchObject({ t: 'snapshot', seq: seq + 120, data: [118, 119, 120] });
  });
});
