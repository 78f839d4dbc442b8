import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { parseClientOrderId } from '@mrmarket/engine/client-order-id';
import { parseDecimal } from '@mrmarket/market/decimal';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { Side } from '@mrmarket/market/side';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUSY_LIMITS, BUSY_QUOTES } from '../busy-quotes.ts';
import { differences } from '../compare-records.ts';
import type { ExchangeControl } from '../exchange/exchange-control.ts';
import type { AccountRecord } from '../exchange/protocol.ts';
import { startExchange } from '../start-exchange.ts';
import type { RunningExchange } from '../start-exchange.ts';
import { readBot } from './read-bot.ts';
import { startInstance } from './start-instance.ts';
import type { InstanceSettings } from './instance-words.ts';
import type { RunningInstance } from './start-instance.ts';

const instrument = knownInstrument('binance', 'usdm', 'BTCUSDT');
const QUOTES = { ...BUSY_QUOTES, levels: 2, refreshSec: 0.2 };
/** Far from the market, so that nothing but a mistake would trade. */
const FAR = { ...QUOTES, bidSpreadBp: 400, askSpreadBp: 400 };

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly detail: string;
}

let exchange: RunningExchange;
let control: ExchangeControl;
let home: string;
let running: RunningInstance[] = [];
/** The data folder is a file system of its own. */
let mounted = false;

beforeEach(async () => {
  exchange = await startExchange({ seed: 'instance-life', product: 'usdm' });
  control = await exchange.control('maker');
  home = join(exchange.folder, 'home');
});

afterEach(async () => {
  for (const instance of running) instance.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
  if (mounted) execFileSync('umount', ['-l', home]);
  mounted = false;
  await exchange.stop();
});

function start(settings: Partial<InstanceSettings> = {}): RunningInstance {
  const instance = startInstance({ home, watchdogMs: 30_000, ...settings });
  running.push(instance);
  return instance;
}

/** Makes a bot on the exchange process and starts it. */
async function makeBot(instance: RunningInstance, more: object = {}): Promise<string> {
  const settings = { socket: exchange.socket, account: 'maker', replace: 'no' };
  const { id } = await instance.call<Shown>('POST', '/api/bots', {
    name: 'maker',
    strategy: 'pmm',
    market: { kind: 'venue', venue: 'testkit', settings },
    parameters: QUOTES,
    limits: BUSY_LIMITS,
    start: true,
    ...more,
  });
  return id;
}

/** Looks at the exchange's record until it shows something. */
async function recordWith(what: (record: AccountRecord) => boolean): Promise<AccountRecord> {
  for (;;) {
    const record = await control.record();
    if (what(record)) return record;
    await pause(20);
  }
}

/** Asks the instance until a bot is in a state. */
async function botIn(instance: RunningInstance, id: string, state: string): Promise<Shown> {
  for (;;) {
    const bot = await instance.call<Shown>('GET', `/api/bots/${id}`);
    if (bot.state === state) return bot;
    await pause(20);
  }
}

const openOf = ({ orders }: AccountRecord) => orders.filter(({ status }) => status === 'open');
const positionOf = ({ account }: AccountRecord): number => account.positions[0]?.lots ?? 0;

async function stopInOrder(instance: RunningInstance): Promise<AccountRecord> {
  instance.kill('SIGTERM');
  expect(await instance.ended).toBe(0);
  control.send({ op: 'freeze' });
  return control.record();
}

function expectSame(id: string, record: AccountRecord): void {
  const startQuote = parseDecimal('1000000', instrument.quoteDecimals);
  const { state, fillRows } = readBot(home, id, instrument);
  expect(differences(state, record, { instrument, startQuote })).toEqual([]);
  expect(fillRows).toBe(record.fills.length);
}

const named = ({ name }: { readonly name: string }): boolean => name === 'maker';

describe('F35 what happens while the instance is down', () => {
  it('F35 finds fills of resting orders and a cancel made by hand at the next start', async () => {
    const first = start();
    const id = await makeBot(first, { parameters: { ...BUSY_QUOTES, refreshSec: 60, filledDelaySec: 60 } });
    await recordWith((record) => openOf(record).length >= 4);
    first.kill('SIGKILL');
    await first.ended;
    const atKill = await control.record();
    const [byHand] = openOf(atKill).slice(-1);
    control.send({ op: 'cancel', request: { instrument: 0, clientId: byHand.clientId } });
    const down = await recordWith(({ fills }) => fills.length > atKill.fills.length);
    expect(readBot(home, id, instrument).state.fills.size).toBeLessThan(down.fills.length);

    const second = start();
    await second.said('running', named);
    expectSame(id, await stopInOrder(second));
  });
});

describe('F37 warm restart with an open position', () => {
  it('F37 goes on with the position it has: neither flattens nor doubles it', async () => {
    const first = start();
    const id = await makeBot(first, {
      parameters: { ...QUOTES, askLevels: [{ spreadBp: 500, qty: '0.01' }] },
    });
    await recordWith((record) => positionOf(record) >= 30);
    first.kill('SIGKILL');
    await first.ended;
    for (const { clientId } of openOf(await control.record()))
      control.send({ op: 'cancel', request: { instrument: 0, clientId } });
    const down = await recordWith((record) => openOf(record).length === 0);
    const held = positionOf(down);

    const second = start();
    await second.said('listening');
    await second.call('POST', `/api/bots/${id}/stop`);
    await botIn(second, id, 'stopped');
    await second.call('PATCH', `/api/bots/${id}`, { parameters: { ...FAR, askLevels: null } });
    const stopped = await control.record();
    await second.call('POST', `/api/bots/${id}/start`);
    await recordWith(({ commands }) => commands.length >= stopped.commands.length + 20);
    const { result } = await second.call<{ result: { inventory: { base: string } } }>(
      'GET',
      `/api/bots/${id}`,
    );
    const record = await stopInOrder(second);
    expect(record.fills).toHaveLength(stopped.fills.length);
    expect(positionOf(record)).toBe(positionOf(stopped));
    expect(positionOf(stopped)).toBeGreaterThanOrEqual(held);
    expect(Number(result.inventory.base)).toBeCloseTo(positionOf(record) * instrument.lot, 9);
    expectSame(id, record);
  });
});

describe('F39 a stop, and SIGTERM', () => {
  it('F39 sends no new order once a stop is acknowledged, cancels its own and leaves others', async () => {
    const terms = { instrument: 0, side: Side.Buy, tick: 500_000, lots: 10, reduceOnly: false } as const;
    const request = { ...terms, postOnly: true, timeInForce: 'GTC', clientId: 'by-hand-1' } as const;
    control.send({ op: 'submit', request });
    const instance = start();
    const id = await makeBot(instance);
    await recordWith(({ orders }) => orders.length > 20);
    await instance.call('POST', `/api/bots/${id}/stop`);
    await botIn(instance, id, 'stopped');
    const { state } = { state: readIntent(await control.record()) };
    // Longer than anything needs on its way to the exchange.
    await pause(200);
    const record = await control.record();
    expect(readIntent(record)).toBe(state);
    expect(openOf(record).map(({ clientId }) => clientId)).toEqual(['by-hand-1']);
    await instance.call('POST', `/api/bots/${id}/start`);
    await recordWith(({ orders }) => orders.length > record.orders.length + 4);
    instance.kill('SIGTERM');
    expect(await instance.ended).toBe(0);
    expect(openOf(await control.record()).map(({ clientId }) => clientId)).toEqual(['by-hand-1']);

    const again = start();
    await again.said('running', named);
  });
});

function readIntent({ commands }: AccountRecord): number {
  return Math.max(...commands.map(({ clientId }) => parseClientOrderId(clientId)?.intent ?? 0));
}

describe('F40 the journal cannot be written', () => {
  it('F40 locked by another process: halts, cancels, says so, and has lost nothing after a restart', async () => {
    const first = start();
    const id = await makeBot(first);
    await recordWith(({ fills }) => fills.length > 5);
    const lock = new DatabaseSync(join(home, 'journal.db'), { timeout: 5000 });
    lock.exec('BEGIN IMMEDIATE');
    const halted = await botIn(first, id, 'stopped');
    expect(halted.detail).toContain('JOURNAL_WRITE_FAILED');
    const { items } = await first.call<{ items: { level: string; code: string }[] }>(
      'GET',
      `/api/bots/${id}/events`,
    );
    expect(items).toContainEqual(expect.objectContaining({ level: 'alarm', code: 'JOURNAL_WRITE_FAILED' }));
    expect(openOf(await control.record())).toEqual([]);
    lock.exec('ROLLBACK');
    lock.close();
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    const second = start();
    await second.call('POST', `/api/bots/${id}/start`);
    await second.said('running', named);
    expectSame(id, await stopInOrder(second));
  });

  it.runIf(canMount())(
    'F40 disk full: halts, says so, answers on, and has lost nothing once there is room',
    async () => {
      mkdirSync(home, { mode: 0o700 });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'tmpfs', home]);
      mounted = true;
      const first = start();
      const id = await makeBot(first);
      await recordWith(({ fills }) => fills.length > 5);
      const filler = join(home, 'filler');
      for (let size = 8 << 20; size >= 4096; size >>= 1) fill(filler, size);
      const halted = await botIn(first, id, 'stopped');
      expect(halted.detail).toContain('JOURNAL_WRITE_FAILED');
      expect(openOf(await control.record())).toEqual([]);
      const health = await first.call<{ state: string }>('GET', '/api/health');
      expect(health.state).toBe('fail');
      rmSync(filler);
      first.kill('SIGTERM');
      expect(await first.ended).toBe(0);

      const second = start();
      await second.call('POST', `/api/bots/${id}/start`);
      await second.said('running', named);
      expectSame(id, await stopInOrder(second));
    },
  );
});

/** Appends to a file until there is no room for another piece of that size. */
function fill(path: string, size: number): void {
  for (;;) {
    try {
      writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      return;
    }
  }
}

function canMount(): boolean {
  try {
    const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

describe('F43 kill switch while the strategy blocks', () => {
  it('F43 the watchdog cancels at the exchange, and the next start is halted until somebody lifts it', async () => {
    const first = start({ watchdogMs: 300 });
    const id = await makeBot(first, { strategy: 'stuck' });
    await first.said('stuck');
    await recordWith((now) => now.commands.some(({ op }) => op === 'cancelAll') && openOf(now).length === 0);
    first.kill('SIGKILL');
    await first.ended;

    const second = start();
    const halted = await botIn(second, id, 'stopped');
    expect(halted.detail).toContain('OPERATOR: the event loop was blocked for more than 300 ms');
    await expect(second.call('POST', `/api/bots/${id}/start`)).rejects.toThrow('RISK_HALTED');
    const before = (await control.record()).orders.length;
    await second.call('POST', `/api/bots/${id}/lift`, { key: 'operator' });
    await second.call('POST', `/api/bots/${id}/start`);
    await recordWith(({ orders }) => orders.length > before);
  });
});
