import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly signal: string | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the scripts beside this file in a process of its own, and waits for its end. */
export function runScript(name: string, ...args: string[]): Ran {
  return spawnSync(process.execPath, [join(import.meta.dirname, name), ...args], { encoding: 'utf8' });
}
