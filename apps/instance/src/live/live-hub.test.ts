import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../access/testing/test-browser.ts';
import { serveInstance } from '../api/testing/serve-instance.ts';
import type { ServedInstance } from '../api/testing/serve-instance.ts';
import { LiveReader } from './testing/live-reader.ts';
import { ManualTimers } from './testing/manual-timers.ts';

let timers: ManualTimers;
let served: ServedInstance;
const readers: LiveReader[] = [];

beforeEach(async () => {
  timers = new ManualTimers();
  served = await serveInstance({ liveTimers: timers });
  served.services.live.define({
    name: 'book',
    kind: 'state',
    minIntervalMs: 50,
    role: 'viewer',
    read: () => ({ price: '1' }),
  });
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

describe('the live socket', () => {
  it('is for those who are signed in, on a page of ours', async () => {
    const { origin } = served;
    const cookie = (await served.owner()).cookie!;
    await expect(LiveReader.open(origin, { origin })).rejects.toThrow('refused with 401');
    await expect(LiveReader.open(origin, { cookie, origin: 'http://evil.example' })).rejects.toThrow(
      'refused with 403',
    );
    await expect(LiveReader.open(origin, { cookie })).rejects.toThrow('refused with 403');
    await expect(LiveReader.open(origin, { cookie, origin, host: 'evil.example' })).rejects.toThrow(
      'refused with 421',
    );
    readers.push(await LiveReader.open(origin, { authorization: await served.cli() }));
  });

  it('answers a plain request with an error, not a stack', async () => {
    expect((await (await served.owner()).get('/api/live')).json).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('closes with 1008 on what is no frame of the protocol, commands among them', async () => {
    for (const frame of [
      'no json',
      '[]',
      '{"t":"kill"}',
      '{"t":"sub"}',
      '{"t":"sub","ch":"book:a","do":"x"}',
      '{"t":"sub","ch":"a","since":-1}',
    ]) {
      const reader = await open();
      reader.socket.send(frame);
      expect((await reader.closed).code).toBe(1008);
    }
    const binary = await open();
    binary.socket.send(Buffer.from('{"t":"sub","ch":"book:a"}'));
    expect((await binary.closed).code).toBe(1008);
  });

  it('closes with 1009 on a frame above 1 KiB, and with 1008 on a flood', async () => {
    const big = await open();
    big.socket.send(JSON.stringify({ t: 'sub', ch: 'x'.repeat(2000) }));
    expect((await big.closed).code).toBe(1009);
    const flood = await open();
    for (let count = 0; count < 400; count += 1) flood.send({ t: 'unsub', ch: 'book:a' });
    expect((await flood.closed).code).toBe(1008);
  });

  it('carries at most 64 channels', async () => {
    const reader = await open();
    for (let count = 0; count < 65; count += 1) reader.sub(`book:${count}`);
    for (let count = 0; count < 64; count += 1) expect((await reader.nextData()).ch).toBe(`book:${count}`);
    expect(await reader.next()).toMatchObject({ t: 'gone', ch: 'book:64', code: 'TOO_MANY_CHANNELS' });
    reader.send({ t: 'unsub', ch: 'book:0' });
    reader.sub('book:64');
    expect((await reader.nextData()).ch).toBe('book:64');
  });

  it('beats every two seconds', async () => {
    const reader = await open();
    await reader.nextBeat();
    timers.pass(2000);
    expect(await reader.nextBeat()).toEqual({ t: 'beat', at: '2026-01-01T00:00:02.000Z' });
  });

  it('ends with the session', async () => {
    const owner = await served.owner();
    const [first, second] = [await open(owner), await open(owner)];
    const other = await served.signedIn('viewer');
    const stays = await open(other);
    await owner.post('/api/auth/sign-out');
    expect(await first.closed).toEqual({ code: 1008, reason: 'the session has ended' });
    expect((await second.closed).code).toBe(1008);
    stays.sub('book:a');
    expect((await stays.nextData()).t).toBe('snapshot');
  });

  it('ends within 30 s when an API key is revoked', async () => {
    const owner = await served.owner();
    const body = { name: 'reader', scopes: ['read'], days: 1 };
    const made = await owner.sendConfirmed(
      { method: 'POST', path: '/api/api-keys', body },
      'three small boats at noon',
    );
    const { key, apiKey } = made.json as { key: string; apiKey: { id: string } };
    const reader = await LiveReader.open(served.origin, { authorization: `Bearer ${key}` });
    readers.push(reader);
    await owner.send('DELETE', `/api/api-keys/${apiKey.id}`);
    timers.pass(30_000);
    expect(await reader.closed).toEqual({ code: 1008, reason: 'access has ended' });
  });

  it('says 1001 when the instance stops', async () => {
    const reader = await open();
    served.services.live.close();
    expect((await reader.closed).code).toBe(1001);
  });
});
