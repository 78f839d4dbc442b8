import type { Bots, HealthService, HealthSource, WallClock } from '../api/ports.ts';
import type { Home } from '../home.ts';
import { BotsSource } from './bots-source.ts';
import { ClockSource } from './clock-source.ts';
import { DatabaseSource } from './database-source.ts';
import { DiskSource } from './disk-source.ts';
import { ProcessSource } from './process-source.ts';

/** Sources that alerts look at too. */
export interface MachineSources {
  readonly disk: DiskSource;
  readonly machineClock: ClockSource;
}

interface Parts {
  readonly home: Home;
  readonly clock: WallClock;
  readonly bots: Pick<Bots, 'watch'>;
}

export function machineSources({ home, clock, bots }: Parts): MachineSources {
  return {
    disk: new DiskSource(home.path, clock),
    machineClock: new ClockSource({
      wall: clock,
      monotonic: () => performance.now(),
      skews: () => clockSkews(bots),
    }),
  };
}

/** None while the bots cannot be read: that is their own item's trouble, and jumps are found all the same. */
function clockSkews(bots: Pick<Bots, 'watch'>): number[] {
  try {
    return bots.watch().flatMap((watch) => watch.clockSkewMs ?? []);
  } catch {
    return [];
  }
}

/**
 * Adds all sources of an instance, and those that are given besides, such as the queue of alert messages. The answer
 * ends what measures in the background.
 */
export function addHealthSources(
  health: HealthService,
  {
    home,
    clock,
    bots,
    machine,
    more,
  }: Parts & { readonly machine: MachineSources; readonly more: readonly HealthSource[] },
): () => void {
  const processSource = new ProcessSource(clock);
  const sources = [
    processSource,
    machine.disk,
    machine.machineClock,
    new DatabaseSource(home, clock),
    ...more,
    new BotsSource(bots, clock),
  ];
  for (const source of sources) health.add(source);
  return () => {
    processSource.close();
  };
}
