import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { WatchdogWord } from './watchdog.ts';

interface ThreadData {
  readonly words: Int32Array;
  readonly limitMs: number;
  readonly rescue: string;
  readonly rescueData: unknown;
  readonly haltFile: string;
}

/** A rescue that failed is tried again after this, milliseconds. */
const RETRY_MS = 200;

const { words, limitMs, rescue, rescueData, haltFile } = workerData as ThreadData;
// Loaded beforehand: a blocked loop is no time to find out that a module is missing.
const { default: cancelAll } = (await import(rescue)) as { default: (data: unknown) => Promise<void> };

for (;;) {
  const beats = Atomics.load(words, WatchdogWord.Beats);
  const silent = Atomics.wait(words, WatchdogWord.Beats, beats, limitMs) === 'timed-out';
  if (Atomics.load(words, WatchdogWord.Closed) === 1) break;
  if (!silent || Atomics.load(words, WatchdogWord.Tripped) === 1) continue;
  // Stored before it acts, so that a restart in the middle begins halted.
  writeHalt(`the event loop was blocked for more than ${limitMs} ms`);
  Atomics.store(words, WatchdogWord.Tripped, 1);
  await rescueUntilDone();
}

/** The venue may be out of reach just now: it is tried until it works, or until the owner closes. */
async function rescueUntilDone(): Promise<void> {
  while (Atomics.load(words, WatchdogWord.Closed) === 0) {
    try {
      await cancelAll(rescueData);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function writeHalt(text: string): void {
  const fd = openSync(haltFile, 'w', 0o600);
  try {
    writeSync(fd, `${text}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
