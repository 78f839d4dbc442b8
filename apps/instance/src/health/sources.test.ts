import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeOf } from '../home.ts';
import { BotsSource } from './bots-source.ts';
import { ClockSource } from './clock-source.ts';
import { DatabaseSource } from './database-source.ts';
import { DiskSource } from './disk-source.ts';
import { bytesText, spanText } from './figures.ts';
import { ProcessSource } from './process-source.ts';
import { botWatch } from './testing/bot-watch.ts';
import { ManualTime } from './testing/manual-time.ts';
import { THRESHOLDS, above, below } from './thresholds.ts';

let folder: string;
const clock = new ManualTime();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-health-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('sources of health (D11)', () => {
  it('D11 the process tells processor, memory, uptime, and the delay of the event loop', () => {
    const source = new ProcessSource(clock);
    const items = source.read();
    source.close();
    expect(items).toMatchObject([
      { name: 'process', state: 'ok', figures: { cpu: expect.stringMatching(/ %$/) as string } },
      { name: 'loop', figures: { p99: expect.stringMatching(/^\d+\.\d ms$/) as string } },
    ]);
    expect(Object.keys(items[0].figures)).toEqual(['cpu', 'memory', 'heap', 'uptime']);
  });

  it('D11 the disk tells the space that is left, and fails where there is none to ask', async () => {
    const source = new DiskSource(folder, clock);
    const [item] = await source.read();
    expect(item.figures['free']).toMatch(/iB$/);
    expect(await source.freeBytes()).toBeGreaterThan(0);
    await expect(new DiskSource(join(folder, 'missing'), clock).read()).rejects.toThrow('ENOENT');
  });

  it('D11 the disk warns below 1 GiB and fails below 200 MiB', () => {
    const states = [2 ** 30, 2 ** 30 - 1, 200 * 2 ** 20, 200 * 2 ** 20 - 1];
    expect(states.map((free) => below(free, THRESHOLDS.diskFree))).toEqual(['ok', 'warn', 'warn', 'fail']);
    expect([99, 100, 1000].map((ms) => above(ms, THRESHOLDS.loopDelayMs))).toEqual(['ok', 'warn', 'fail']);
  });

  it('D11 the database tells the sizes of its files and the last backup', async () => {
    const home = homeOf(folder);
    const source = new DatabaseSource(home, clock);
    expect(await source.read()).toMatchObject([
      { name: 'database', state: 'fail', detail: 'its file is missing' },
      { name: 'journal', state: 'fail' },
    ]);
    writeFileSync(home.database, Buffer.alloc(4096));
    writeFileSync(home.journal, Buffer.alloc(100));
    writeFileSync(`${home.journal}-wal`, Buffer.alloc(2048));
    mkdirSync(home.backups);
    expect(await source.read()).toMatchObject([
      { name: 'database', state: 'ok', figures: { size: '4.0 KiB', writeAhead: '0 B', lastBackup: 'never' } },
      { name: 'journal', state: 'ok', figures: { size: '100 B', writeAhead: '2.0 KiB' } },
    ]);
    const backup = join(home.backups, 'backup.db');
    writeFileSync(backup, '');
    const hoursAgo = new Date(clock.now() - 3 * 3_600_000);
    utimesSync(backup, hoursAgo, hoursAgo);
    expect((await source.read())[0].figures['lastBackup']).toBe('3 h ago');
  });

  describe('the clock', () => {
    function clockOf(skews: number[] = []): {
      source: ClockSource;
      run: (ms: number) => void;
      set: (ms: number) => void;
    } {
      let [wall, ran] = [clock.now(), 0];
      const source = new ClockSource({
        wall: { now: () => wall },
        monotonic: () => ran,
        skews: () => skews,
      });
      return {
        source,
        run: (ms) => {
          wall += ms;
          ran += ms;
        },
        set: (ms) => (wall += ms),
      };
    }

    it('D11 tells a jump for ten minutes, and passes over slow corrections', () => {
      const { source, run, set } = clockOf();
      for (let second = 0; second < 100; second += 1) {
        run(1000);
        set(20);
        expect(source.read()[0].state).toBe('ok');
      }
      run(1000);
      set(-3000);
      expect(source.read()[0]).toMatchObject({ state: 'warn', detail: 'it was set back by 3 s' });
      expect(source.offMs()).toBe(3000);
      run(600_000);
      expect(source.read()[0]).toMatchObject({ state: 'ok', detail: '' });
      set(60_000);
      expect(source.read()[0].detail).toBe('it jumped 60 s ahead, or the machine slept');
    });

    it.each([
      [[], 'ok', 'not known'],
      [[-999, 10], 'ok', '-999 ms'],
      [[1000], 'warn', '1000 ms'],
      [[20, -5000], 'fail', '-5000 ms'],
    ] as const)('D11 with skews %j of exchanges is %s', (skews, state, skew) => {
      const { source } = clockOf([...skews]);
      expect(source.read()[0]).toMatchObject({ state, figures: { skew } });
      expect(source.offMs()).toBe(Math.max(0, ...skews.map(Math.abs)));
    });
  });

  describe('bots and venues', () => {
    const read = (...watched: ReturnType<typeof botWatch>[]): ReturnType<BotsSource['read']> =>
      new BotsSource({ watch: () => watched }, clock).read();

    it('D11 are fine while they run with a live book', () => {
      expect(read(botWatch())).toMatchObject([
        { name: 'venue:sim', state: 'ok', figures: { bots: '1', liveBooks: '1' } },
        { name: 'bot:bot-1', title: 'Maker one', state: 'ok', detail: '' },
      ]);
    });

    it.each([
      [{ summary: { state: 'failed', detail: 'it threw' } }, 'fail', 'it threw'],
      [{ summary: { state: 'degraded', detail: 'no book' } }, 'warn', 'no book'],
      [{ summary: { risk: 'HALTED', detail: 'loss limit' } }, 'fail', 'loss limit'],
      [{ summary: { risk: 'REDUCING' } }, 'warn', 'reduces its position only'],
      [{ unknownMs: 31_000 }, 'fail', 'the state of an order has been unknown for 31 s'],
      [{ lowBalances: [{ asset: 'BTC', amount: '0', detail: '' }] }, 'warn', 'BTC runs low'],
      [
        { lowBalances: [{ asset: 'USDT', amount: '1', detail: 'the smallest order needs 5' }] },
        'warn',
        'USDT runs low: the smallest order needs 5',
      ],
    ] as const)('D11 a bot that is %j is %s', (differences, state, detail) => {
      expect(read(botWatch(differences))[1]).toMatchObject({ state, detail });
    });

    it('D11 a venue is as bad as the longest gap in the books it gives', () => {
      const healthy = botWatch({ summary: { id: 'bot-2', name: 'Maker two' } });
      const downFor = (ms: number): ReturnType<typeof botWatch> =>
        botWatch({ bookDownSince: clock.now() - ms, clockSkewMs: -40 });
      expect(read(healthy, downFor(1000))[0].state).toBe('ok');
      expect(read(healthy, downFor(3000))[0]).toMatchObject({
        state: 'warn',
        detail: 'no trusted book for 3 s: Maker one',
        figures: { bots: '2', clockSkew: '40 ms' },
      });
      expect(read(healthy, downFor(20_000))[0].state).toBe('fail');
    });
  });
});

it('figures are readable', () => {
  expect([0, 1023, 1024, 61.2 * 2 ** 20, 2 ** 50].map(bytesText)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '61.2 MiB',
    '1024.0 TiB',
  ]);
  expect([350, 12_400, 300_000, 3 * 3_600_000, 4 * 86_400_000].map(spanText)).toEqual([
    '350 ms',
    '12 s',
    '5 min',
    '3 h',
    '4 d',
  ]);
});
