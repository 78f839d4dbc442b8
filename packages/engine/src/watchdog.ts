import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Beats a limit, so that a late one is not taken for a stopped heart. */
const BEATS_PER_LIMIT = 4;

export interface WatchdogOptions {
  /** The event loop may be blocked this long, milliseconds. */
  readonly limitMs: number;
  /** Module whose default export, an async function of `rescueData`, cancels all own orders over its own connection. */
  readonly rescue: URL;
  /** What it needs for that; copied into the thread. */
  readonly rescueData: unknown;
  /** File that says that the watchdog has acted; a start that finds it begins halted. */
  readonly haltFile: string;
}

/** Words in the memory shared with the thread. */
export const WatchdogWord = { Beats: 0, Tripped: 1, Closed: 2 } as const;

/**
 * Watches the event loop from a thread of its own. A strategy that blocks stops everything else on the loop, the kill
 * switch included; the watchdog then writes down that trading is halted and cancels the orders over a connection of
 * its own (trading.md 6).
 */
export class Watchdog {
  private readonly words = new Int32Array(new SharedArrayBuffer(12));
  private readonly worker: Worker;
  private readonly timer: NodeJS.Timeout;

  /** @param onTripped called on the event loop once it runs again: halt the engine there */
  constructor(options: WatchdogOptions, onTripped: () => void) {
    const { limitMs, rescue, rescueData, haltFile } = options;
    this.worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      workerData: { words: this.words, limitMs, rescue: rescue.href, rescueData, haltFile },
    });
    this.timer = setInterval(() => {
      Atomics.add(this.words, WatchdogWord.Beats, 1);
      Atomics.notify(this.words, WatchdogWord.Beats);
      // Armed again from here on: a halt may be lifted, and the next one must be overtaken too.
      if (Atomics.exchange(this.words, WatchdogWord.Tripped, 0) === 1) onTripped();
    }, limitMs / BEATS_PER_LIMIT);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    Atomics.store(this.words, WatchdogWord.Closed, 1);
    Atomics.add(this.words, WatchdogWord.Beats, 1);
    Atomics.notify(this.words, WatchdogWord.Beats);
    await this.worker.terminate();
  }
}

/** What an earlier run's watchdog wrote down, or undefined; the file is removed by `clearHalt` once that is stored. */
export function readHalt(haltFile: string): string | undefined {
  return existsSync(haltFile) ? readFileSync(haltFile, 'utf8').trim() || 'the watchdog acted' : undefined;
}

export function clearHalt(haltFile: string): void {
  rmSync(haltFile, { force: true });
}
