import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { InstanceSettings, InstanceWord } from './instance-words.ts';

const PROGRAM = new URL('./instance-main.ts', import.meta.url).pathname;

type Word<E extends InstanceWord['ev']> = Extract<InstanceWord, { readonly ev: E }>;

/** A running instance process. */
export interface RunningInstance {
  readonly pid: number;
  /** Everything it has said so far. */
  readonly words: readonly InstanceWord[];
  /** Its first word of that kind that fits; rejects when it ends without one. */
  said<E extends InstanceWord['ev']>(ev: E, fits?: (word: Word<E>) => boolean): Promise<Word<E>>;
  /** A request with the command line's token. Throws the API's error text for anything but 200. */
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** How it ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it wrote to standard error. */
  readonly errors: () => string;
}

export function startInstance(settings: InstanceSettings): RunningInstance {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, JSON.stringify(settings)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const words: InstanceWord[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let waiting: { check: () => boolean; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    words.push(JSON.parse(line) as InstanceWord);
    waiting = waiting.filter(({ check }) => !check());
  });
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      for (const { reject } of waiting) reject(new Error(`the instance ended before that: ${errors}`));
      resolve(signal ?? code ?? -1);
    });
  });
  const said: RunningInstance['said'] = (ev, fits = () => true) =>
    new Promise((resolve, reject) => {
      const check = (): boolean => {
        const heard = words.find((word) => word.ev === ev && fits(word as never));
        if (heard) resolve(heard as never);
        return heard !== undefined;
      };
      if (check()) return;
      if (over) reject(new Error(`the instance ended before it said ${ev}: ${errors}`));
      else waiting.push({ check, reject });
    });
  return {
    pid: child.pid ?? -1,
    words,
    said,
    ended,
    errors: () => errors,
    call: async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const { address, token } = await said('listening');
      const response = await fetch(`${address}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
