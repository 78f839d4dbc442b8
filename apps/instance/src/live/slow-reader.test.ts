import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveInstance } from '../api/testing/serve-instance.ts';
import type { ServedInstance } from '../api/testing/serve-instance.ts';
import { LiveReader } from './testing/live-reader.ts';
import { ManualTimers } from './testing/manual-timers.ts';

const FILLER = 'x'.repeat(100_000);

let timers: ManualTimers;
let served: ServedInstance;
let version = 0;

beforeAll(async () => {
  timers = new ManualTimers();
  served = await serveInstance({ liveTimers: timers });
  served.services.live.define({
    name: 'book',
    kind: 'state',
    minIntervalMs: 50,
    role: 'viewer',
    read: () => ({ version, filler: FILLER }),
  });
});
afterAll(() => served.close());

const open = async () => LiveReader.open(served.origin, { authorization: await served.cli() });

async function nextVersion(reader: LiveReader): Promise<number> {
  return ((await reader.nextData()).data as { version: number }).version;
}

describe('a reader that stops reading', () => {
  it('gets no queue: it is told, and resynced with one snapshot when it reads again', async () => {
    const { live } = served.services;
    const [slow, quick] = [await open(), await open()];
    slow.sub('book:a');
    quick.sub('book:a');
    const first = await slow.nextData();
    await quick.nextData();

    slow.transport.pause();
    // Far more than the operating system takes for it.
    const frames = 400;
    const seen: number[] = [];
    for (let count = 1; count <= frames; count += 1) {
      version = count;
      live.changed('book:a');
      timers.pass(50);
      // The quick one has each frame before the next is made: nobody waits for the slow one.
      seen.push(await nextVersion(quick));
    }
    expect(seen).toEqual(Array.from({ length: frames }, (_, index) => index + 1));
    expect(live.stats().slowClients).toBe(1);

    slow.transport.resume();
    let number = first.seq;
    let frame = await slow.next();
    while (frame.t === 'delta') {
      expect(frame.seq).toBe(number + 1);
      number = frame.seq;
      frame = await slow.next();
    }
    expect(frame).toEqual({ t: 'resync', ch: 'book:a' });
    const snapshot = await slow.nextData();
    expect(snapshot).toMatchObject({ t: 'snapshot', seq: first.seq + frames, data: { version: frames } });
    expect(number).toBeLessThan(first.seq + frames);
    expect(live.stats()).toMatchObject({ slowClients: 0, resyncs: 1 });

    version = frames + 1;
    live.changed('book:a');
    timers.pass(50);
    expect(await slow.nextData()).toMatchObject({ t: 'delta', seq: snapshot.seq + 1 });
    slow.close();
    quick.close();
  });

  it('is told of a list before it gets anything new of it', async () => {
    const { live } = served.services;
    live.define({
      name: 'tape',
      kind: 'list',
      minIntervalMs: 50,
      role: 'viewer',
      read: () => ['a', 'b', 'c'],
    });
    const [slow, quick] = [await open(), await open()];
    for (const reader of [slow, quick]) {
      reader.sub('book:a');
      reader.sub('tape:a');
      await reader.nextData();
      await reader.nextData();
    }
    slow.transport.pause();
    while (live.stats().slowClients === 0) {
      live.changed('book:a');
      timers.pass(50);
      await quick.nextData();
    }
    live.append('tape:a', ['b']);
    timers.pass(50);
    expect(await quick.nextData()).toMatchObject({ t: 'delta', ch: 'tape:a', data: ['b'] });
    // Waits for its slot when the slow one has caught up.
    live.append('tape:a', ['c']);
    slow.transport.resume();

    const ofTape = async () => {
      for (;;) {
        const frame = await slow.next();
        if ('ch' in frame && frame.ch === 'tape:a') return frame;
      }
    };
    expect(await ofTape()).toEqual({ t: 'resync', ch: 'tape:a' });
    expect(await ofTape()).toMatchObject({ t: 'snapshot', data: ['a', 'b', 'c'] });
    expect(await quick.nextData()).toMatchObject({ t: 'delta', ch: 'tape:a', data: ['c'] });
    slow.close();
    quick.close();
  });

  it('is cut off after three pings without an answer', async () => {
    const dead = await open();
    dead.transport.pause();
    for (let pings = 0; pings < 4; pings += 1) timers.pass(30_000);
    dead.transport.resume();
    expect((await dead.closed).code).toBe(1006);
  });
});
