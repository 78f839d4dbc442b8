import { describe, expect, it } from 'vitest';
import type { HealthSource } from '../api/ports.ts';
import { healthItem } from './health-item.ts';
import type { HealthReading } from './health-item.ts';
import { InstanceHealth } from './health-service.ts';
import { ManualTime } from './testing/manual-time.ts';

const time = (ms: number): string => new Date(Date.UTC(2026, 10, 25) + ms).toISOString();

function setUp(): { health: InstanceHealth; clock: ManualTime; source: (name: string) => ScriptedSource } {
  const clock = new ManualTime();
  const mask = (text: string): string => text.replaceAll('planted', '***');
  const health = new InstanceHealth({ version: '1.2.3', clock, timers: clock, mask });
  return {
    health,
    clock,
    source: (name) => {
      const source = new ScriptedSource(name, clock);
      health.add(source);
      return source;
    },
  };
}

/** Says what the test tells it to. */
class ScriptedSource implements HealthSource {
  readonly name: string;
  readonly #clock: ManualTime;
  now: Partial<HealthReading> | Error | 'hangs' = {};

  constructor(name: string, clock: ManualTime) {
    this.name = name;
    this.#clock = clock;
  }

  read(): ReturnType<HealthSource['read']> {
    if (this.now === 'hangs') return new Promise(() => undefined);
    if (this.now instanceof Error) throw this.now;
    return [healthItem({ name: this.name, title: this.name, state: 'ok', ...this.now }, this.#clock.now())];
  }
}

describe('health (D11, P19)', () => {
  it('P19 D11 shows one failing source as unknown with its error, and the others as they are', async () => {
    const { health, source } = setUp();
    source('disk').now = new Error('no such device, planted');
    source('loop').now = { state: 'ok', detail: 'planted', figures: { p99: '2 ms' } };
    const read = await health.read();
    expect(read.items).toMatchObject([
      { name: 'disk', state: 'unknown', lastError: 'no such device, ***' },
      { name: 'loop', state: 'ok', detail: '***', figures: { p99: '2 ms' } },
    ]);
    expect(read).toMatchObject({ state: 'warn', version: '1.2.3', startedAt: time(0) });
  });

  it('P19 does not wait for a source that hangs', async () => {
    const { health, source, clock } = setUp();
    source('disk').now = 'hangs';
    source('loop');
    const reading = health.read();
    clock.pass(2000);
    const { items } = await reading;
    expect(items).toMatchObject([
      { name: 'disk', state: 'unknown', lastError: 'disk did not answer within 2 s' },
      { name: 'loop', state: 'ok' },
    ]);
    expect(clock.waiting).toEqual([]);
  });

  it('P19 shows the items it knew of a source that fails later, without their old figures', async () => {
    const { health, source, clock } = setUp();
    const disk = source('disk');
    disk.now = { title: 'Disk', state: 'warn', figures: { free: '1 GiB' } };
    await health.read();
    clock.pass(1000);
    disk.now = new Error('gone');
    const { items } = await health.read();
    expect(items).toMatchObject([
      { name: 'disk', title: 'Disk', state: 'unknown', figures: {}, since: time(1000), lastError: 'gone' },
    ]);
  });

  it('D11 remembers since when a state holds, and the last error after it has passed', async () => {
    const { health, source, clock } = setUp();
    const disk = source('disk');
    await health.read();
    clock.pass(5000);
    expect((await health.read()).items[0]).toMatchObject({ state: 'ok', since: time(0), lastError: null });
    disk.now = { state: 'fail', lastError: 'no space left' };
    expect((await health.read()).items[0]).toMatchObject({ state: 'fail', since: time(5000) });
    clock.pass(1000);
    disk.now = { state: 'ok' };
    expect((await health.read()).items[0]).toMatchObject({
      state: 'ok',
      since: time(6000),
      lastError: 'no space left',
    });
  });

  it.each([
    [['ok', 'ok'], 'ok'],
    [['ok', 'unknown'], 'warn'],
    [['warn', 'ok'], 'warn'],
    [['warn', 'fail'], 'fail'],
    [[], 'ok'],
  ] as const)('D11 of %j says %s in all', async (states, all) => {
    const { health, source } = setUp();
    states.forEach((state, index) => (source(String(index)).now = { state }));
    expect((await health.read()).state).toBe(all);
  });
});
