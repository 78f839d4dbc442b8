import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBots } from '../api/testing/no-bots.ts';
import { serveInstance } from '../api/testing/serve-instance.ts';
import type { ServedInstance } from '../api/testing/serve-instance.ts';
import { botWatch } from '../health/testing/bot-watch.ts';

let served: ServedInstance;
/** Name with labels → value. */
let samples: ReadonlyMap<string, number>;
beforeAll(async () => {
  const watches = [
    botWatch({ unknownMs: 1500, summary: { id: 'a', name: 'Maker "one"' } }),
    botWatch({
      drawdownUse: undefined,
      summary: { id: 'b', name: 'two', state: 'paused', bookState: 'off' },
    }),
  ];
  served = await serveInstance({ bots: { ...noBots(), watch: () => watches } });
  const headers = { authorization: await served.cli() };
  await fetch(`${served.origin}/api/bots`, { headers });
  await fetch(`${served.origin}/api/bots/nothing`, { headers });
  await fetch(`${served.origin}/api/bots/nothing-else`, { headers });
  await fetch(`${served.origin}/some/page`);
  const text = await (await fetch(`${served.origin}/metrics`, { headers })).text();
  samples = new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, key, value] = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
        if (key === undefined) throw new Error(`not a sample: ${line}`);
        return [key, Number(value)];
      }),
  );
});
afterAll(() => served.close());

describe('GET /metrics', () => {
  it('counts requests by route, never by address', () => {
    const count = (route: string, status: string) =>
      samples.get(`mrm_http_request_seconds_count{method="GET",route="${route}",status="${status}"}`);
    expect(count('/api/bots', '200')).toBe(1);
    expect(count('/api/bots/:id', '404')).toBe(2);
    expect(count('console', '404')).toBe(1);
    const infinite = `mrm_http_request_seconds_bucket{method="GET",route="/api/bots/:id",status="404",le="+Inf"}`;
    expect(samples.get(infinite)).toBe(2);
    expect([...samples.keys()].filter((key) => key.includes('nothing'))).toEqual([]);
  });

  it('says state, money, orders and book of each bot', () => {
    const one = 'bot="a",name="Maker \\"one\\"",strategy="pmm",instrument="sim:spot:BTCUSDT"';
    const two = 'bot="b",name="two",strategy="pmm",instrument="sim:spot:BTCUSDT"';
    expect(samples.get(`mrm_bot_state{${one},state="running"}`)).toBe(1);
    expect(samples.get(`mrm_bot_state{${two},state="running"}`)).toBe(0);
    expect(samples.get(`mrm_bot_state{${two},state="paused"}`)).toBe(1);
    expect(samples.get(`mrm_bot_equity{${one}}`)).toBe(10_000);
    expect(samples.get(`mrm_bot_unknown_order_seconds{${one}}`)).toBe(1.5);
    expect(samples.get(`mrm_bot_book_live{${one}}`)).toBe(1);
    expect(samples.get(`mrm_bot_book_live{${two}}`)).toBe(0);
    expect(samples.get(`mrm_bot_drawdown_use{${one}}`)).toBe(0.1);
    expect(samples.has(`mrm_bot_drawdown_use{${two}}`)).toBe(false);
  });

  it('says how the process and the live sockets are', () => {
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(samples.get('mrm_live_clients')).toBe(0);
    expect(samples.has('nodejs_eventloop_delay_seconds{quantile="0.99"}')).toBe(true);
  });
});

describe('GET /health', () => {
  it('is open to everybody and says one word', async () => {
    const answer = await fetch(`${served.origin}/health`);
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"ok"}']);
  });

  it('answers 503 when something has failed, and 200 on a warning', async () => {
    let state: 'fail' | 'warn' = 'warn';
    served.services.health.add({
      name: 'test',
      read: () => [
        {
          name: 'test',
          title: 'Test',
          state,
          since: new Date(0).toISOString(),
          detail: 'secret detail',
          lastError: null,
          figures: {},
        },
      ],
    });
    const warned = await fetch(`${served.origin}/health`);
    expect([warned.status, await warned.text()]).toEqual([200, '{"status":"warn"}']);
    state = 'fail';
    const failed = await fetch(`${served.origin}/health`);
    expect([failed.status, await failed.text()]).toEqual([503, '{"status":"fail"}']);
  });
});
