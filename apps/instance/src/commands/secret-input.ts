import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { DescriptorReader } from './descriptor-reader.ts';
import { TypingTerminal } from './typing-terminal.ts';
import type { Echo } from './typing-terminal.ts';

/** Where a command takes what is typed: at the terminal unless a file descriptor is named. */
export interface SecretOptions {
  readonly passphraseFd?: number;
  readonly secretFd?: number;
}

/** What a secret is for, and which option may bring it. */
export interface Question {
  /** `Passphrase of the vault` */
  readonly ask: string;
  readonly from: keyof SecretOptions;
  readonly echo?: Echo;
}

const FLAGS = { passphraseFd: '--passphrase-fd', secretFd: '--secret-fd' } as const;

/** `--passphrase-fd <fd>`. */
export function passphraseFdOption(what = 'passphrase of the vault'): Option {
  return new Option(`${FLAGS.passphraseFd} <fd>`, `read the ${what} from this file descriptor`).argParser(
    descriptor,
  );
}

/** `--secret-fd <fd>`. */
export function secretFdOption(what: string): Option {
  return new Option(`${FLAGS.secretFd} <fd>`, `read ${what} from this file descriptor`).argParser(descriptor);
}

/** Reads a file descriptor's number from a command line. @throws InvalidArgumentError */
export function descriptor(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a file descriptor is a small whole number, such as 3.');
}

/** The secrets of one command, from the terminal or from descriptors. All are wiped when it is closed. */
export class SecretInput {
  readonly #command: Command;
  readonly #options: SecretOptions;
  readonly #terminal = new TypingTerminal();
  readonly #readers = new Map<number, DescriptorReader>();
  readonly #given: Uint8Array[] = [];

  constructor(command: Command, options: SecretOptions) {
    this.#command = command;
    this.#options = options;
  }

  /** Whether this comes from a descriptor, so that nobody has to be asked. */
  isPiped(from: keyof SecretOptions): boolean {
    return this.#options[from] !== undefined;
  }

  /** Takes the terminal before anything is asked, so that keys pressed meanwhile do not show. */
  takeTerminal(): void {
    this.#terminal.open();
  }

  /** Whether a person can be asked. */
  get hasTerminal(): boolean {
    return this.#terminal.isThere;
  }

  /**
   * One line. Ends the program with exit code 2 when it was not piped and nobody is there to type it.
   * @throws CommandError `BAD_INPUT` for an empty one, `INTERRUPTED`, `DESCRIPTOR_UNREADABLE`
   */
  async line({ ask, from, echo }: Question): Promise<Buffer> {
    const reader = this.#reader(from);
    const line = reader === undefined ? await this.#typed(ask, from, echo) : reader.line();
    this.#given.push(line);
    if (line.length === 0) throw new CommandError('BAD_INPUT', `${ask}: it is empty`);
    return line;
  }

  /** A line that may be left empty. */
  async optionalLine({ ask, from, echo }: Question): Promise<Buffer | undefined> {
    const line = await this.#typed(ask, from, echo);
    this.#given.push(line);
    return line.length === 0 ? undefined : line;
  }

  /** A new passphrase; at the terminal it is typed twice. @throws CommandError as `line`, `BAD_INPUT` when they differ */
  async newLine(question: Question): Promise<Buffer> {
    const first = await this.line(question);
    if (this.isPiped(question.from)) return first;
    const second = await this.line({ ...question, ask: 'the same again' });
    if (!first.equals(second)) throw new CommandError('BAD_INPUT', 'these two are not the same');
    return first;
  }

  /** All that a descriptor brings, as it is; `undefined` when none was named. @throws CommandError `BAD_INPUT` when that is nothing */
  rest(from: keyof SecretOptions): Buffer | undefined {
    const rest = this.#reader(from)?.rest();
    if (rest === undefined) return undefined;
    this.#given.push(rest);
    if (rest.length === 0) throw new CommandError('BAD_INPUT', `${FLAGS[from]} brings nothing`);
    return rest;
  }

  /** Has one more secret wiped at the end. */
  keep<Bytes extends Uint8Array>(secret: Bytes): Bytes {
    this.#given.push(secret);
    return secret;
  }

  close(): void {
    for (const secret of this.#given.splice(0)) secret.fill(0);
    for (const reader of this.#readers.values()) reader.wipe();
    this.#terminal.close();
  }

  #reader(from: keyof SecretOptions): DescriptorReader | undefined {
    const fd = this.#options[from];
    if (fd === undefined) return undefined;
    const reader = this.#readers.get(fd) ?? new DescriptorReader(fd);
    this.#readers.set(fd, reader);
    return reader;
  }

  #typed(ask: string, from: keyof SecretOptions, echo: Echo | undefined): Promise<Buffer> {
    if (!this.#terminal.isThere)
      this.#command.error(`error: nobody is there to type it (${ask}); give ${FLAGS[from]}`, { exitCode: 2 });
    return this.#terminal.line(`${ask}: `, echo);
  }
}

/** Runs what needs secrets, and wipes them whatever comes of it. */
export async function withSecrets<T>(
  command: Command,
  options: SecretOptions,
  act: (input: SecretInput) => Promise<T>,
): Promise<T> {
  const input = new SecretInput(command, options);
  try {
    return await act(input);
  } finally {
    input.close();
  }
}
