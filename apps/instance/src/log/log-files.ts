import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const CURRENT = 'instance.log';
const ROTATED = /^instance\.(\d+)\.log$/;

/**
 * Lines of text in files of bounded size: `instance.log`, and older ones as `instance.<n>.log`, where a greater n is
 * newer. Readable by the owner of the instance alone. A line is with the operating system when `write` returns, so a
 * crash of the program loses none.
 */
export class LogFiles {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #maxFiles: number;
  #file: number | undefined;
  #bytes = 0;
  /** A line may have been written in part: the next one begins on a line of its own. */
  #torn = false;
  #lost = 0;
  #error: string | undefined;

  /** `maxFiles` counts the current one too. Makes the folder; throws what the file system throws. */
  constructor(folder: string, { maxBytes = 8 * 2 ** 20, maxFiles = 10 } = {}) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#maxFiles = maxFiles;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#open();
  }

  /** Lines that could not be written since the last that could, e.g. on a full disk; they are still in memory. */
  get lost(): number {
    return this.#lost;
  }

  get error(): string | undefined {
    return this.#error;
  }

  /** Appends one line. A disk that takes none never stops the program: see `lost` and `error`. */
  write(line: string): void {
    try {
      const bytes = Buffer.from(this.#torn ? `\n${line}\n` : `${line}\n`);
      if (this.#file === undefined) this.#open();
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes) this.#rotate();
      this.#writeAll(bytes);
      this.#lost = 0;
      this.#error = undefined;
    } catch (error) {
      this.#lost += 1;
      this.#error = error instanceof Error ? error.message : String(error);
    }
  }

  /** The newest lines there are in the files, oldest first, at most `limit` and from at most the two newest files. */
  newest(limit: number): string[] {
    const lines: string[] = [];
    for (const name of [CURRENT, ...this.#rotated().slice(-1)]) {
      const text = readFileSync(join(this.#folder, name), 'utf8');
      lines.unshift(...text.split('\n').filter((line) => line !== ''));
      if (lines.length >= limit) break;
    }
    return lines.slice(-limit);
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): void {
    const path = join(this.#folder, CURRENT);
    this.#file = openSync(path, 'a', 0o600);
    // The mode above is for a new file only.
    chmodSync(path, 0o600);
    this.#bytes = fstatSync(this.#file).size;
    // Whether the last line of an earlier run is whole cannot be seen from here; an empty line does no harm.
    this.#torn = this.#bytes > 0;
  }

  #writeAll(bytes: Buffer): void {
    let written = 0;
    this.#torn = true;
    while (written < bytes.length) {
      const count = writeSync(this.#file!, bytes, written);
      written += count;
      this.#bytes += count;
    }
    this.#torn = false;
  }

  #rotate(): void {
    const rotated = this.#rotated();
    const newest = rotated.at(-1);
    const next = newest === undefined ? 1 : numberOf(newest) + 1;
    this.close();
    renameSync(join(this.#folder, CURRENT), join(this.#folder, `instance.${next}.log`));
    const surplus = rotated.length + 2 - this.#maxFiles;
    for (const name of rotated.slice(0, Math.max(0, surplus)))
      rmSync(join(this.#folder, name), { force: true });
    this.#open();
  }

  /** Oldest first. */
  #rotated(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => ROTATED.test(name))
      .sort((a, b) => numberOf(a) - numberOf(b));
  }
}

function numberOf(name: string): number {
  return Number(ROTATED.exec(name)?.[1]);
}
