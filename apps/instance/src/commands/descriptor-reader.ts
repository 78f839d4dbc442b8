import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { CommandError } from './command-error.ts';
import { isOwnDescriptor } from './own-descriptor.ts';

const CHUNK_BYTES = 4096;
const MOST_BYTES = 65_536;
const NOT_GIVEN = new Set(['EBADF', 'EINVAL', 'EAGAIN']);
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Secrets from a file descriptor that the program was started with: `3< file`, `3< <(pass show vault)`. They are read
 * one line after the other, so one descriptor may bring several.
 */
export class DescriptorReader {
  readonly #fd: number;
  #bytes: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /**
   * The next line, without its end; the caller wipes it.
   * @throws CommandError `DESCRIPTOR_UNREADABLE` when it is not open, has ended, or brings too much
   */
  line(): Buffer {
    let end = this.#bytes.indexOf(NEWLINE);
    while (end < 0 && this.#readMore()) end = this.#bytes.indexOf(NEWLINE);
    if (end < 0 && this.#bytes.length === 0)
      throw this.#unreadable('it has ended; what is asked for stands on lines of its own');
    const stop = end < 0 ? this.#bytes.length : end;
    const withoutReturn = this.#bytes[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop;
    const line = Buffer.from(this.#bytes.subarray(0, withoutReturn));
    this.#replace(Buffer.from(this.#bytes.subarray(stop + 1)));
    return line;
  }

  /** Everything up to its end, as it is; the caller wipes it. @throws CommandError as `line` */
  rest(): Buffer {
    while (this.#readMore());
    const rest = Buffer.from(this.#bytes);
    this.wipe();
    return rest;
  }

  wipe(): void {
    this.#replace(Buffer.alloc(0));
  }

  #readMore(): boolean {
    if (this.#ended) return false;
    if (this.#bytes.length >= MOST_BYTES) throw this.#unreadable(`more than ${MOST_BYTES} bytes`);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    try {
      this.#demandGiven();
      const length = readSync(this.#fd, chunk, 0, chunk.length, null);
      this.#ended = length === 0;
      this.#replace(Buffer.concat([this.#bytes, chunk.subarray(0, length)]));
      return length > 0;
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const nothing = NOT_GIVEN.has((error as NodeJS.ErrnoException).code ?? '');
      throw nothing ? this.#notGiven(error) : this.#unreadable((error as Error).message, error);
    } finally {
      chunk.fill(0);
    }
  }

  /** A read from a terminal, or from what Node opened for itself, would wait for ever and without a word. */
  #demandGiven(): void {
    const fd = this.#fd;
    if (isatty(fd)) throw this.#unreadable('it is a terminal; leave the option out to be asked there');
    if (isOwnDescriptor(fd)) throw this.#notGiven();
  }

  #notGiven(cause?: unknown): CommandError {
    return this.#unreadable(`nothing was given there; the shell does it with ${this.#fd}< file`, cause);
  }

  #replace(bytes: Buffer): void {
    this.#bytes.fill(0);
    this.#bytes = bytes;
  }

  #unreadable(why: string, cause?: unknown): CommandError {
    return new CommandError('DESCRIPTOR_UNREADABLE', `file descriptor ${this.#fd}: ${why}`, { cause });
  }
}

/** The same bytes without the line breaks at their end, such as an editor leaves. */
export function withoutLineEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === NEWLINE || bytes[end - 1] === CARRIAGE_RETURN)) end--;
  return bytes.subarray(0, end);
}
