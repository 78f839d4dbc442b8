import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineSettings, EngineWord } from './engine-words.ts';

const PROGRAM = new URL('./engine-process.ts', import.meta.url).pathname;

type Word<E extends EngineWord['ev']> = Extract<EngineWord, { readonly ev: E }>;

/** A running engine process. */
export interface RunningEngine {
  readonly pid: number;
  /** Everything it has said so far. */
  readonly words: readonly EngineWord[];
  /** Its first word of that kind; rejects when it ends without one. */
  said<E extends EngineWord['ev']>(ev: E): Promise<Word<E>>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** How it ended: its exit code, or the signal. All it said has been read then. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export function startEngine(settings: EngineSettings): RunningEngine {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const words: EngineWord[] = [];
  let waiting: { ev: string; resolve: (word: EngineWord) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const word = JSON.parse(line) as EngineWord;
    words.push(word);
    for (const { ev, resolve } of waiting) if (ev === word.ev) resolve(word);
    waiting = waiting.filter(({ ev }) => ev !== word.ev);
  });
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      for (const { ev, reject } of waiting) reject(new Error(`the engine ended before it said ${ev}`));
      resolve(signal ?? code ?? -1);
    });
  });
  return {
    pid: child.pid ?? -1,
    words,
    ended,
    said: (ev) =>
      new Promise((resolve, reject) => {
        const heard = words.find((word) => word.ev === ev);
        if (heard) resolve(heard as Word<typeof ev>);
        else if (over) reject(new Error(`the engine ended before it said ${ev}`));
        else waiting.push({ ev, resolve: resolve as (word: EngineWord) => void, reject });
      }),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
