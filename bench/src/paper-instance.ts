import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { homeOf } from '@mrmarket/instance/home';
import type { Home } from '@mrmarket/instance/home';

const PROGRAM = join(import.meta.dirname, '../../apps/instance/src/cli.ts');

/** Bots beside the one that a first start makes. */
const MORE_BOTS = [
  { name: 'Ether', symbol: 'ETHUSDT', product: 'usdm' },
  { name: 'Spot', symbol: 'BTCUSDT', product: 'spot' },
] as const;

/** The program as people run it, in a process of its own, with three paper bots at work. */
export interface PaperInstance {
  readonly pid: number;
  readonly address: string;
  readonly home: Home;
  /** Of the command line, for the `Authorization` header. */
  readonly authorization: string;
  /** Ids. */
  readonly bots: readonly string[];
  /** Link that makes its reader the owner. */
  readonly claimLink: string;
  /** Where its inspector listens; empty without `inspect`. */
  readonly inspector: string;
  /** The answer to a request, as JSON. Throws its text for anything but 200. */
  call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts it on a fresh data folder in the checkout: temporary folders may lie in memory, where a commit costs nothing.
 *
 * @param options.inspect opens Node's inspector on a free port of the loopback address
 */
export async function startPaperInstance({ inspect = false } = {}): Promise<PaperInstance> {
  const folder = mkdtempSync(join(import.meta.dirname, '..', '.home-'));
  const home = homeOf(folder);
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(inspect ? ['--inspect=127.0.0.1:0'] : []),
      PROGRAM,
      ...['start', '--home', folder, '--port', '0', '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4000)));
  const remove = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));

  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`the instance did not start: ${errors}`)));
  });
  const { address, link } = JSON.parse(line) as { address: string; link: string };
  const { token } = JSON.parse(readFileSync(home.tokenFile, 'utf8')) as { token: string };
  const authorization = `Bearer ${token}`;

  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };

  for (const { name, symbol, product } of MORE_BOTS) {
    await call('POST', '/api/bots', {
      name,
      market: { kind: 'generated', symbol, product },
      parameters: {
        bidSpreadBp: 2,
        askSpreadBp: 2,
        levels: 2,
        levelSpreadBp: 3,
        refreshSec: 5,
        orderQty: '0.01',
      },
      start: true,
    });
  }
  return {
    pid: child.pid ?? -1,
    address,
    home,
    authorization,
    bots: await quotingBots(call),
    claimLink: link,
    inspector: /ws:\/\/\S+/.exec(errors)?.[0] ?? '',
    call,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      process.removeListener('exit', remove);
      remove();
    },
  };
}

/** Ids of all bots, once each of them quotes. */
async function quotingBots(call: PaperInstance['call']): Promise<string[]> {
  for (;;) {
    const { items } = await call<{ items: { id: string; state: string; openOrders: number }[] }>(
      'GET',
      '/api/bots',
    );
    if (items.every(({ state, openOrders }) => state === 'running' && openOrders > 0)) {
      return items.map(({ id }) => id);
    }
    const failed = items.find(({ state }) => state === 'failed');
    if (failed) throw new Error(`bot ${failed.id} has failed`);
    await delay(100);
  }
}
