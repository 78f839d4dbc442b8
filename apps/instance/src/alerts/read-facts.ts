import type { BotWatch, Bots, Log } from '../api/ports.ts';
import type { KeysStatus } from '../api/schemas/keys.ts';
import type { MachineSources } from '../health/all-sources.ts';
import type { AlertFacts } from './alert-kinds.ts';

export interface FactSources {
  readonly bots: Pick<Bots, 'watch' | 'killStatus'>;
  readonly machine: MachineSources;
  readonly keys: () => KeysStatus;
  readonly log: Log;
  /** Masks secrets in the words of bots: these are sent to others. */
  readonly mask: (text: string) => string;
}

/** The facts alerts are judged by. What cannot be had is left out, and the rest is there. */
export async function readFacts(sources: FactSources): Promise<AlertFacts> {
  const { bots, machine, keys, log, mask } = sources;
  const unlessItFails = async <T>(what: string, read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      log.debug('alerts', `${what} cannot be read`, { error });
      return undefined;
    }
  };
  return {
    bots: await unlessItFails('the bots', () => bots.watch().map((watch) => masked(watch, mask))),
    halted: await unlessItFails('the kill switch', () => bots.killStatus().halted),
    diskFreeBytes: await unlessItFails('the disk', () => machine.disk.freeBytes()),
    clockOffMs: await unlessItFails('the clock', () => machine.machineClock.offMs()),
    keys: await unlessItFails('the keys', keys),
  };
}

function masked(watch: BotWatch, mask: (text: string) => string): BotWatch {
  const { summary, lowBalances } = watch;
  return {
    ...watch,
    summary: { ...summary, detail: mask(summary.detail) },
    lowBalances: lowBalances.map((low) => ({ ...low, detail: mask(low.detail) })),
  };
}
