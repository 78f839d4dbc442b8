import type { ReadStream } from 'node:tty';
import { CommandError } from './command-error.ts';
import { TypedLine } from './typed-line.ts';

/** What a person sees of the line while typing it. */
export type Echo = 'shown' | 'hidden';

/**
 * Lines from the person at the terminal (stdin), hidden unless said otherwise. From when it is opened until it
 * is closed the terminal echoes nothing by itself, so that a pasted secret never shows between two prompts.
 */
export class TypingTerminal {
  readonly #input: ReadStream;
  readonly #output: NodeJS.WritableStream;
  /** What came while nobody read. */
  readonly #ahead: Buffer[] = [];
  #reading:
    { readonly take: (byte: number) => boolean; readonly fail: (why: CommandError) => void } | undefined;
  #open = false;

  constructor(input: ReadStream = process.stdin, output: NodeJS.WritableStream = process.stderr) {
    this.#input = input;
    this.#output = output;
  }

  /** Whether somebody is there to type. */
  get isThere(): boolean {
    return this.#input.isTTY;
  }

  /** Takes the terminal before the first line is asked for: from now on it echoes nothing by itself. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#receive).on('end', this.#gone).on('error', this.#gone);
    this.#input.resume();
  }

  /**
   * One line, without its end; the caller wipes it.
   * @throws CommandError `INTERRUPTED` on Ctrl-C, Ctrl-D, or when the terminal goes; `BAD_INPUT` beyond 8,192 bytes
   */
  async line(prompt: string, echo: Echo = 'hidden'): Promise<Buffer> {
    this.open();
    const line = new TypedLine();
    this.#output.write(prompt);
    try {
      await new Promise<void>((entered, fail) => {
        const take = (byte: number): boolean => {
          const stroke = line.push(byte);
          if (stroke === 'entered') entered();
          else if (stroke === 'full') fail(new CommandError('BAD_INPUT', 'the line is too long'));
          else if (stroke === 'interrupted' || stroke === 'ended') fail(interrupted());
          else if (stroke === 'changed' && echo === 'shown') this.#redraw(prompt, line.text());
          return stroke === 'changed' || stroke === 'ignored';
        };
        this.#reading = { take, fail };
        this.#drain();
      });
      return line.take();
    } finally {
      this.#reading = undefined;
      line.wipe();
      this.#output.write('\n');
    }
  }

  /** Gives the terminal back as it was. */
  close(): void {
    for (const chunk of this.#ahead.splice(0)) chunk.fill(0);
    if (!this.#open) return;
    this.#open = false;
    this.#input.off('data', this.#receive).off('end', this.#gone).off('error', this.#gone);
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  readonly #receive = (chunk: Buffer): void => {
    this.#ahead.push(chunk);
    if (this.#reading !== undefined) this.#drain();
    // In raw mode Ctrl-C is a byte like any other; while the instance is waited for it ends the program all the same.
    else if (chunk.includes(0x03)) {
      this.close();
      process.kill(process.pid, 'SIGINT');
    }
  };

  readonly #gone = (): void => {
    this.#reading?.fail(interrupted());
  };

  #drain(): void {
    for (let chunk = this.#ahead.shift(); chunk !== undefined; chunk = this.#ahead.shift()) {
      const end = chunk.findIndex((byte) => !this.#reading!.take(byte));
      const rest = end < 0 ? Buffer.alloc(0) : Buffer.from(chunk.subarray(end + 1));
      chunk.fill(0);
      if (end < 0) continue;
      if (rest.length > 0) this.#ahead.unshift(rest);
      return;
    }
  }

  #redraw(prompt: string, text: string): void {
    this.#output.write(`\r\x1b[K${prompt}${text}`);
  }
}

function interrupted(): CommandError {
  return new CommandError('INTERRUPTED', 'stopped at the terminal');
}
