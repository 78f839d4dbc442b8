import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../api/schemas/live.ts';
import { InstanceLog } from './log-store.ts';

let folder: string;
const open: InstanceLog[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-log-'));
});
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
  rmSync(folder, { recursive: true });
});

function openLog(options: Partial<ConstructorParameters<typeof InstanceLog>[0]> = {}): InstanceLog {
  const log = new InstanceLog({ folder, ...options });
  open.push(log);
  return log;
}

function linesInFiles(): LogLine[] {
  const number = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? Infinity);
  return readdirSync(folder)
    .sort((a, b) => number(a) - number(b))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}

const messages = (lines: readonly LogLine[]): string[] => lines.map((line) => line.message);

describe('log pages', () => {
  it('D12 gives the newest first, and goes on where a cursor says', () => {
    const log = openLog();
    for (let n = 1; n <= 7; n += 1) log.info('test', `line ${n}`);
    const first = log.page({ limit: 3 });
    expect(messages(first.items)).toEqual(['line 7', 'line 6', 'line 5']);
    log.info('test', 'written between the pages');
    const second = log.page({ limit: 3, cursor: first.next! });
    expect(messages(second.items)).toEqual(['line 4', 'line 3', 'line 2']);
    const last = log.page({ limit: 3, cursor: second.next! });
    expect(messages(last.items)).toEqual(['line 1']);
    expect(last.next).toBeNull();
  });

  it('D12 filters by level and above, by source, and by text in message, source and fields', () => {
    const log = openLog({ level: 'debug' });
    log.debug('engine', 'quiet');
    log.info('venue', 'Connected', { symbol: 'BTCUSDT' });
    log.warn('engine', 'slow "quoted" äther');
    log.error('engine', 'gone');
    expect(messages(log.page({ level: 'warn' }).items)).toEqual(['gone', 'slow "quoted" äther']);
    expect(messages(log.page({ source: 'venue' }).items)).toEqual(['Connected']);
    expect(messages(log.page({ search: 'connected' }).items)).toEqual(['Connected']);
    expect(messages(log.page({ search: 'btcusdt' }).items)).toEqual(['Connected']);
    expect(messages(log.page({ search: 'venue' }).items)).toEqual(['Connected']);
    expect(messages(log.page({ search: '"QUOTED" ÄTHER' }).items)).toEqual(['slow "quoted" äther']);
    // Not in what a reader sees, only in the JSON around it.
    expect(log.page({ search: '"level"' }).items).toEqual([]);
    expect(log.page({ search: '.*' }).items).toEqual([]);
  });

  it('keeps the newest lines in memory, and drops those below its level', () => {
    const log = openLog({ capacity: 3 });
    log.debug('test', 'below');
    for (let n = 1; n <= 5; n += 1) log.info('test', `line ${n}`);
    expect(messages(log.page({}).items)).toEqual(['line 5', 'line 4', 'line 3']);
    const gone = log.page({ cursor: '1' });
    expect(gone).toEqual({ items: [], next: null });
  });

  it('gives ids that grow, also within a millisecond and after a restart', async () => {
    const clock = { now: () => 1_000_000 };
    const log = openLog({ clock });
    log.info('test', 'one');
    log.info('test', 'two');
    await log.close();
    const again = openLog({ clock });
    again.info('test', 'three');
    expect(messages(again.page({}).items)).toEqual(['three', 'two', 'one']);
    const ids = again.page({}).items.map((line) => Number(line.id));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(3);
  });
});

describe('log files', () => {
  it('are rotated without losing a line, and bounded in number and size', () => {
    const log = openLog({ maxFileBytes: 1000, maxFiles: 100 });
    for (let n = 0; n < 200; n += 1) log.info('test', `line ${n}`);
    expect(messages(linesInFiles())).toEqual(Array.from({ length: 200 }, (_, n) => `line ${n}`));
    const bounded = openLog({ maxFileBytes: 1000, maxFiles: 4 });
    for (let n = 0; n < 200; n += 1) bounded.info('test', `more ${n}`);
    const names = readdirSync(folder);
    expect(names).toHaveLength(4);
    for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1000);
    expect(linesInFiles().at(-1)?.message).toBe('more 199');
  });

  it('are for the owner of the instance alone', () => {
    openLog().info('test', 'line');
    expect(statSync(join(folder, 'instance.log')).mode & 0o777).toBe(0o600);
  });

  it('are read over a line that a power cut tore', async () => {
    const log = openLog();
    log.info('test', 'whole');
    await log.close();
    appendFileSync(join(folder, 'instance.log'), '{"id":"99","at":"2026-');
    const again = openLog();
    again.info('test', 'after');
    expect(messages(again.page({}).items)).toEqual(['after', 'whole']);
  });

  it('hold no line when they cannot be written; memory does, and the trouble is told', () => {
    const log = openLog({ maxFileBytes: 100 });
    rmSync(folder, { recursive: true });
    log.info('test', 'first');
    // The file that is open still takes lines; the next one cannot be made.
    log.info('test', 'second'.repeat(20));
    expect(log.page({}).items).toHaveLength(2);
    expect(log.fileTrouble).toMatchObject({ lost: 1, error: expect.stringContaining('ENOENT') as string });
    expect(existsSync(folder)).toBe(false);
    log.info('test', 'third'.repeat(20));
    expect(log.fileTrouble?.lost).toBe(2);
    openLog();
    log.info('test', 'fourth');
    expect(log.fileTrouble).toBeUndefined();
  });

  it('D12 a planted secret stands neither in the files nor in pages nor with listeners', () => {
    const log = openLog();
    const heard: LogLine[] = [];
    log.onLine((line) => heard.push(line));
    log.secret('planted-secret-1');
    log.info('test', 'opened with planted-secret-1', { password: 'planted-secret-2' });
    log.error('test', 'failed', { error: new Error('token=planted-secret-3') });
    const all = [readFileSync(join(folder, 'instance.log'), 'utf8'), heard, log.page({})];
    expect(heard).toHaveLength(2);
    expect(JSON.stringify(all)).not.toContain('planted');
  });
});

describe('log listeners', () => {
  it('hear each line until they leave', () => {
    const log = openLog();
    const heard: string[] = [];
    const leave = log.onLine((line) => heard.push(line.message));
    log.info('test', 'one');
    leave();
    log.info('test', 'two');
    expect(heard).toEqual(['one']);
  });

  it('that log themselves do not hear themselves', () => {
    const log = openLog();
    log.onLine((line) => log.info('echo', `heard ${line.message}`));
    log.info('test', 'one');
    expect(messages(log.page({}).items)).toEqual(['heard one', 'one']);
  });

  it('that fail are removed, and the others go on', () => {
    const log = openLog();
    const heard: string[] = [];
    log.onLine(() => {
      throw new Error('broken');
    });
    log.onLine((line) => heard.push(line.message));
    log.info('test', 'one');
    log.info('test', 'two');
    expect(heard).toEqual(['one', 'two']);
    expect(log.page({ level: 'error' }).items).toHaveLength(1);
  });
});
