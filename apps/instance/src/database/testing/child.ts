import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  /** Ends its standard input and gives the last line it printed once it has exited. */
  end(): Promise<string>;
}

/** Starts one of the scripts beside this file, and resolves when it has printed its first line. */
export async function startScript(name: string, ...args: string[]): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  let last = '';
  lines.on('line', (line) => (last = line));
  await once(lines, 'line');
  return {
    async end() {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
      return last;
    },
  };
}
