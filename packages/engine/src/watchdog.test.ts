import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearHalt, readHalt, Watchdog } from './watchdog.ts';

const LIMIT_MS = 500;

let folder: string;
let haltFile: string;
let calls: string;
let watchdog: Watchdog | undefined;
let tripped = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-watchdog-'));
  haltFile = join(folder, 'halt');
  calls = join(folder, 'calls');
  tripped = 0;
});

afterEach(async () => {
  await watchdog?.close();
  rmSync(folder, { recursive: true });
});

/**
 * A rescue that writes a line per call, and fails as often as it is told. That it has been loaded shows in a file: from
 * then on the thread is awake.
 */
function rescueModule(awake: string): URL {
  const code = `
    import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(awake)}, '');
    export default async function rescue({ calls, failures }) {
      appendFileSync(calls, 'called\\n');
      if (readFileSync(calls, 'utf8').split('\\n').length - 1 <= failures) throw new Error('out of reach');
    }`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** Starts one and waits until it is awake. */
async function start(failures = 0): Promise<void> {
  const awake = join(folder, 'awake');
  const rescue = rescueModule(awake);
  const options = { limitMs: LIMIT_MS, rescue, rescueData: { calls, failures }, haltFile };
  watchdog = new Watchdog(options, () => {
    tripped++;
  });
  await settle(() => existsSync(awake));
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const rescues = (): number => (existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0);

/** Gives the thread and the loop's own timer the time to do what is left. */
async function settle(wanted: () => boolean): Promise<void> {
  for (let ms = 0; ms < 5_000 && !wanted(); ms += 10) await pause(10);
}

describe('Watchdog', () => {
  it('F43 acts while the loop is still blocked, writes the halt first, and tells the loop afterwards', async () => {
    await start();
    block(3 * LIMIT_MS);
    expect(rescues()).toBe(1);
    expect(readHalt(haltFile)).toBe(`the event loop was blocked for more than ${LIMIT_MS} ms`);
    expect(tripped).toBe(0);
    await settle(() => tripped > 0);
    expect(tripped).toBe(1);
    clearHalt(haltFile);
    expect(readHalt(haltFile)).toBeUndefined();
  });

  it('F43 leaves a loop alone that comes back in time', async () => {
    await start();
    for (let i = 0; i < 5; i++) {
      block(LIMIT_MS / 4);
      await pause(LIMIT_MS / 4);
    }
    expect({ rescues: rescues(), tripped, halt: readHalt(haltFile) }).toEqual({
      rescues: 0,
      tripped: 0,
      halt: undefined,
    });
  });

  it('F43 tries again when the venue was out of reach', async () => {
    await start(2);
    block(2 * LIMIT_MS);
    await settle(() => rescues() === 3);
    expect(rescues()).toBe(3);
    await pause(500);
    expect(rescues()).toBe(3);
  });

  it('F43 acts again on a second block', async () => {
    await start();
    block(2 * LIMIT_MS);
    await settle(() => tripped === 1);
    await pause(LIMIT_MS / 2);
    block(2 * LIMIT_MS);
    await settle(() => tripped === 2);
    expect({ rescues: rescues(), tripped }).toEqual({ rescues: 2, tripped: 2 });
  });
});
