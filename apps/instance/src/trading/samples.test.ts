import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../api/ports.ts';
import { openDatabase } from '../database/open-database.ts';
import { prepareDatabases } from '../database/prepare-databases.ts';
import { homeOf } from '../home.ts';
import { Samples } from './samples.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const SECONDS = 300;

const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

let folder: string;
let database: Awaited<ReturnType<typeof openDatabase>>;
let samples: Samples;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-samples-'));
  const home = homeOf(folder);
  prepareDatabases(home, { log });
  database = await openDatabase(home.database, { log });
  samples = new Samples(database.prisma, log);
  for (const id of ['one', 'other']) await makeBot(id);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function makeBot(id: string): Promise<void> {
  const texts = {
    strategy: 'pmm',
    market: '{}',
    instrument: '{}',
    parameters: '{}',
    limits: '{}',
    quote: '1',
  };
  const times = { stateSince: 0n, createdAt: 0n, updatedAt: 0n };
  await database.prisma.bot.create({ data: { id, name: id, tag: id, ...texts, state: 'running', ...times } });
}

const POINT = { drawdown: 0.5, inventory: -1, mid: 60_000, bid: null, ask: 60_001.5, uptime: 1 };

/** A point; the second of the run is its equity. */
function add(id: string, second: number): void {
  samples.add(id, { ...POINT, at: NOON + second * 1000 + 17, equity: second });
}

async function shown(query: Parameters<Samples['series']>[1], nowSec: number) {
  const { stepSec, points } = await samples.series('one', query, NOON + nowSec * 1000);
  return { stepSec, seconds: points.map(({ equity }) => equity) };
}

describe('the series of a bot', () => {
  beforeEach(async () => {
    for (let second = 0; second < SECONDS; second += 1) {
      add('one', second);
      add('other', -1 - second);
    }
    await samples.flush();
  });

  it('has each point of the range, oldest first, and nothing of another bot', async () => {
    const all = Array.from({ length: SECONDS }, (_, second) => second);
    expect(await shown({ range: '15m' }, SECONDS)).toEqual({ stepSec: 1, seconds: all });
    expect(await shown({ range: '15m' }, 900 + 100)).toEqual({ stepSec: 1, seconds: all.slice(100) });
    expect(await shown({ range: '15m' }, 900 + SECONDS)).toEqual({ stepSec: 1, seconds: [] });
    const { points } = await samples.series('one', { range: '15m' }, NOON);
    expect(points[0]).toEqual({
      at: '2026-01-01T12:00:00.000Z',
      equity: 0,
      drawdown: 0.5,
      inventory: -1,
      mid: 60_000,
      bid: null,
      ask: 60_001.5,
      uptime: 1,
    });
  });

  it('is thinned out to the points asked for, the newest among them', async () => {
    for (const points of [10, 30, 100, 299]) {
      const { stepSec, seconds } = await shown({ range: '15m', points }, SECONDS);
      expect(seconds.length).toBeLessThanOrEqual(points);
      expect(seconds.length).toBeGreaterThan(SECONDS / stepSec - 1);
      expect(seconds.at(-1)).toBe(SECONDS - 1);
      expect(stepSec).toBe(Math.ceil(SECONDS / (points - 2)));
    }
    expect((await shown({ range: '15m', points: SECONDS }, SECONDS)).stepSec).toBe(1);
  });

  it('shows the same points when it is asked again later', async () => {
    const before = (await shown({ range: '15m', points: 30 }, SECONDS)).seconds;
    for (let second = SECONDS; second < SECONDS + 7; second += 1) add('one', second);
    await samples.flush();
    const after = (await shown({ range: '15m', points: 30 }, SECONDS + 7)).seconds;
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)).toBe(SECONDS + 6);
  });

  it('has the later one of two points of a second', async () => {
    samples.add('one', { ...POINT, at: NOON + 999, equity: 77 });
    await samples.flush();
    const { seconds } = await shown({ range: '15m' }, SECONDS);
    expect(seconds.slice(0, 2)).toEqual([77, 1]);
    expect(seconds).toHaveLength(SECONDS);
  });
});
