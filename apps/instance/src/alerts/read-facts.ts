import type { Bots, Log } from '../api/ports.ts';
import type { MachineSources } from '../health/all-sources.ts';
import type { AlertFacts } from './alert-kinds.ts';

export interface FactSources {
  readonly bots: Pick<Bots, 'watch' | 'killStatus'>;
  readonly machine: MachineSources;
  readonly log: Log;
}

/** The facts alerts are judged by. What cannot be had is left out, and the rest is there. */
export async function readFacts(sources: FactSources): Promise<AlertFacts> {
  const { bots, machine, log } = sources;
  const unlessItFails = async <T>(what: string, read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      log.debug('alerts', `${what} cannot be read`, { error });
      return undefined;
    }
  };
  return {
    bots: await unlessItFails('the bots', () => bots.watch()),
    halted: await unlessItFails('the kill switch', () => bots.killStatus().halted),
    diskFreeBytes: await unlessItFails('the disk', () => machine.disk.freeBytes()),
    clockOffMs: await unlessItFails('the clock', () => machine.machineClock.offMs()),
  };
}
