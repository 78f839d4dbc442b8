import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dataFile, itWithData } from '@mrmarket/testkit/data-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BotDetail, KillStatus, Overview, Preview } from './api/schemas/bots.ts';
import { readConfig } from './config.ts';
import { homeOf } from './home.ts';
import { openInstance } from './instance.ts';
import type { Instance } from './instance.ts';

let folder: string;
let instance: Instance | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-instance-'));
});

afterEach(async () => {
  await instance?.close();
  instance = undefined;
  rmSync(folder, { recursive: true });
});

async function open(recordings: string[] = []): Promise<void> {
  const home = homeOf(folder);
  instance = await openInstance({ home, config: { ...readConfig(home.config, { port: 0 }), recordings } });
}

interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly code?: string; readonly message?: string; readonly problems?: unknown };
}

async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const { token } = JSON.parse(readFileSync(homeOf(folder).tokenFile, 'utf8')) as { token: string };
  const response = await fetch(`${instance?.address ?? ''}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer<T>['body'] };
}

async function firstBot(): Promise<BotDetail> {
  const { body } = await call<{ items: BotDetail[] }>('GET', '/api/bots');
  return body.items[0];
}

/** Asks until a bot shows something. */
async function until(id: string, what: (bot: BotDetail) => boolean): Promise<BotDetail> {
  for (;;) {
    const { body } = await call<BotDetail>('GET', `/api/bots/${id}`);
    if (what(body)) return body;
    await pause(20);
  }
}

const quoting = (bot: BotDetail): boolean => bot.state === 'running' && bot.openOrders >= 2;

describe('an instance with nothing configured', () => {
  it('P5 makes a bot on paper that quotes', async () => {
    await open();
    const { id } = await firstBot();
    const bot = await until(id, quoting);
    expect(bot).toMatchObject({ mode: 'paper', strategy: 'pmm', bookState: 'live', risk: 'ACTIVE' });
    expect(bot.result.equity).not.toBeNull();
    const { body } = await call<Overview>('GET', '/api/overview');
    expect(body.totals).toMatchObject([{ quote: 'USDT', bots: 1 }]);
  });

  it('P17 a restart goes on with the bot and its totals, and makes no second one', async () => {
    await open();
    const { body: made } = await call<BotDetail>('POST', '/api/bots', {
      name: 'busy',
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'BTCUSDT', seed: 'busy' },
      parameters: { bidSpreadBp: 0.1, askSpreadBp: 0.1, refreshSec: 1, filledDelaySec: 0 },
      start: true,
    });
    const { id } = made;
    const before = await until(id, (bot) => bot.quoting.fills > 0);
    await instance?.close();
    await open();
    const { body } = await call<{ items: BotDetail[] }>('GET', '/api/bots');
    expect(body.items.map(({ name }) => name)).toEqual(['First steps', 'busy']);
    const after = await until(id, quoting);
    expect(after.quoting.fills).toBeGreaterThanOrEqual(before.quoting.fills);
    expect(Number(after.result.volume)).toBeGreaterThanOrEqual(Number(before.result.volume));
    expect(after.result.startEquity).toBe(before.result.startEquity);
    const { body: fills } = await call<{ items: unknown[] }>('GET', `/api/bots/${id}/fills`);
    expect(fills.items.length).toBeGreaterThanOrEqual(before.quoting.fills);
  });
});

describe('commands', () => {
  it('U9 pause pulls the quotes, resume brings them back, stop ends it, and each says so', async () => {
    await open();
    const { id } = await firstBot();
    await until(id, quoting);
    expect((await call<BotDetail>('POST', `/api/bots/${id}/pause`)).body.state).toBe('paused');
    await until(id, (bot) => bot.openOrders === 0);
    await call('POST', `/api/bots/${id}/resume`);
    await until(id, quoting);
    await call('POST', `/api/bots/${id}/stop`);
    await until(id, (bot) => bot.state === 'stopped' && bot.openOrders === 0);
    expect((await call('POST', `/api/bots/${id}/pause`)).body.code).toBe('BOT_STATE');
    const { body } = await call<{ items: { action: string }[] }>('GET', '/api/audit');
    expect(body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['bot.pause', 'bot.resume', 'bot.stop']),
    );
  });

  it('D14 the kill switch halts all, nothing starts until it is lifted, and a restart stays halted', async () => {
    await open();
    const { id } = await firstBot();
    await until(id, quoting);
    const { body: thrown } = await call<KillStatus>('POST', '/api/kill', {});
    expect(thrown).toMatchObject({ halted: true, by: 'cli' });
    await until(id, (bot) => bot.state === 'stopped');
    const { body: status } = await call<KillStatus>('GET', '/api/kill');
    expect(status.bots).toMatchObject([{ id, state: 'done' }]);
    expect(status.bots[0].cancelled).toBe(status.bots[0].of);
    expect((await call('POST', `/api/bots/${id}/start`)).body.code).toBe('RISK_HALTED');
    await instance?.close();
    await open();
    expect((await call<KillStatus>('GET', '/api/kill')).body.halted).toBe(true);
    expect((await call('POST', `/api/bots/${id}/start`)).body.code).toBe('RISK_HALTED');
    await call('POST', '/api/kill/lift', {});
    await call('POST', `/api/bots/${id}/start`);
    await until(id, quoting);
  });

  it('U9 changes parameters while it runs, refuses those that may not and limits', async () => {
    await open();
    const { id } = await firstBot();
    await until(id, quoting);
    const changed = await call<BotDetail>('PATCH', `/api/bots/${id}`, { parameters: { bidSpreadBp: 20 } });
    expect(changed.body.parameters['bidSpreadBp']).toBe(20);
    const bad = await call('PATCH', `/api/bots/${id}`, { parameters: { bidSpreadBp: -1 } });
    expect([bad.status, bad.body.code]).toEqual([400, 'STRATEGY_BAD_PARAMETER']);
    expect(bad.body.message).toContain('bidSpreadBp must be at least');
    const limits = await call('PATCH', `/api/bots/${id}`, { limits: { maxDrawdownQuote: 10 } });
    expect(limits.body.code).toBe('BOT_STATE');
    const after = await until(id, (bot) => bot.orders.some(({ side }) => side === 'buy'));
    expect(after.parameters['bidSpreadBp']).toBe(20);
  });

  it('U9 removes a bot that runs: its orders are gone first, its name is free again', async () => {
    await open();
    const { id, name } = await firstBot();
    await until(id, quoting);
    expect((await call('DELETE', `/api/bots/${id}`)).status).toBe(200);
    expect((await call('GET', `/api/bots/${id}`)).body.code).toBe('BOT_NOT_FOUND');
    const again = {
      name,
      strategy: 'pmm',
      market: { kind: 'generated', product: 'spot', symbol: 'ETHUSDT' },
    };
    expect((await call<BotDetail>('POST', '/api/bots', again)).body.state).toBe('created');
    expect((await call('POST', '/api/bots', again)).body.code).toBe('BOT_NAME_TAKEN');
  });

  it('U7 refuses what cannot be made, naming the field', async () => {
    await open();
    const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' };
    const make = (more: object): Promise<Answer<unknown>> =>
      call('POST', '/api/bots', { name: 'x', strategy: 'pmm', market, ...more });
    expect((await make({ strategy: 'none' })).body).toMatchObject({
      code: 'STRATEGY_NOT_FOUND',
      problems: [{ field: 'strategy' }],
    });
    expect((await make({ parameters: { orderQty: '0.000001' } })).body.message).toContain('orderQty');
    expect((await make({ limits: { leverage: -1 } })).body.message).toContain('leverage');
    expect((await make({ quoteBalance: '1e5' })).body.problems).toMatchObject([{ field: 'quoteBalance' }]);
    expect((await make({ market: { kind: 'recorded', recording: 'none' } })).body.code).toBe(
      'RECORDING_NOT_FOUND',
    );
    expect((await make({ market: { kind: 'venue', venue: 'nowhere', settings: {} } })).body.code).toBe(
      'VENUE_KIND_UNKNOWN',
    );
    expect((await call<{ items: unknown[] }>('GET', '/api/bots')).body.items).toHaveLength(1);
  });
});

describe('what it shows', () => {
  it('U7 previews the quotes on the book of a market, and of a bot at work', async () => {
    await open();
    const request = { strategy: 'pmm', parameters: { bidSpreadBp: 10, askSpreadBp: 20 } };
    const market = { kind: 'generated', product: 'spot', symbol: 'ETHUSDT' };
    const { body } = await call<Preview>('POST', '/api/bots/preview', { ...request, market });
    expect(body.quotes.map(({ side }) => side).sort()).toEqual(['buy', 'sell']);
    for (const { side, distanceBp } of body.quotes)
      expect(distanceBp).toBeCloseTo(side === 'buy' ? 10 : 20, 0);
    const { id } = await firstBot();
    await until(id, quoting);
    const { body: own } = await call<Preview>('POST', '/api/bots/preview', { ...request, botId: id });
    expect(own.bids.length).toBeGreaterThan(0);
    expect(own.quotes.length).toBe(2);
  });

  it('U12 keeps points of the charts over a restart', async () => {
    await open();
    const { id } = await firstBot();
    const points = async (): Promise<unknown[]> =>
      (await call<{ points: unknown[] }>('GET', `/api/bots/${id}/series?range=15m`)).body.points;
    while ((await points()).length < 2) await pause(50);
    await instance?.close();
    instance = undefined;
    await open();
    expect((await points()).length).toBeGreaterThanOrEqual(2);
  });

  itWithData(
    'plays a recording to its end, fast, and stops with that reason',
    ['usdm_btcusdt_20240808.gz', 'spot_btcusdt_20240808.gz'],
    async () => {
      await open([dirname(dataFile('usdm_btcusdt_20240808.gz'))]);
      const { body } = await call<{ recordings: { name: string; files: string[] }[] }>('GET', '/api/markets');
      const spot = body.recordings.find(({ name }) => name === 'spot_btcusdt_20240808');
      expect(spot?.files).toEqual(['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz']);
      const { body: bot } = await call<BotDetail>('POST', '/api/bots', {
        name: 'recorded',
        strategy: 'pmm',
        market: { kind: 'recorded', recording: 'usdm_btcusdt_20240808', speed: 60 },
        start: true,
      });
      const ended = await until(bot.id, ({ state }) => state === 'stopped');
      expect(ended.detail).toBe('the recording has ended');
      expect(ended.quoting.fills).toBeGreaterThan(0);
      expect((await call('POST', `/api/bots/${bot.id}/start`)).body.message).toContain('played to the end');
    },
  );
});
