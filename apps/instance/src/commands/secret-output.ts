import { writeSync } from 'node:fs';
import { Option } from 'commander';
import { CommandError } from './command-error.ts';
import { isOwnDescriptor } from './own-descriptor.ts';
import { descriptor } from './secret-input.ts';

/** Where a command may put a secret that leaves the vault. */
export interface SecretOutputOptions {
  readonly fdOut?: number;
}

/** `--fd-out <fd>`. */
export function fdOutOption(): Option {
  return new Option('--fd-out <fd>', 'write it to this file descriptor instead of the terminal').argParser(
    descriptor,
  );
}

/** @throws CommandError `NO_TERMINAL` when a secret would end in a file or a pipe that nobody named for it */
export function demandPlaceFor(what: string, fd: number | undefined, flag: string): void {
  if (fd !== undefined || process.stdout.isTTY) return;
  throw new CommandError(
    'NO_TERMINAL',
    `stdout is no terminal, which alone may show ${what}; to have it elsewhere name a descriptor with ${flag}`,
  );
}

/** Writes all of it, in one go where the other side takes that. @throws CommandError `DESCRIPTOR_UNWRITABLE` */
export function writeToDescriptor(fd: number, bytes: Uint8Array): void {
  try {
    if (isOwnDescriptor(fd)) throw new Error(`nothing was given there; the shell does it with ${fd}> file`);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
  } catch (error) {
    throw new CommandError('DESCRIPTOR_UNWRITABLE', `file descriptor ${fd}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Writes bytes to the terminal, as they are. They may be wiped when this has resolved. */
export function writeToTerminal(bytes: Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(bytes, (error) => {
      if (error instanceof Error) fail(error);
      else done();
    });
  });
}

/**
 * A secret for the terminal: as the text that it is, else in hex. Bytes that would move the cursor are no text.
 * @returns with a line break at the end; the caller wipes it
 */
export function forTerminal(secret: Uint8Array): Buffer {
  const isText = secret.every((byte) => byte === 0x09 || byte === 0x0a || (byte >= 0x20 && byte < 0x7f));
  if (isText) return Buffer.concat([secret, Buffer.from('\n')]);
  const digits = Buffer.from('0123456789abcdef', 'ascii');
  const hex = Buffer.alloc(secret.length * 2 + 1, '\n');
  secret.forEach((byte, at) => {
    hex[2 * at] = digits[byte >> 4];
    hex[2 * at + 1] = digits[byte & 15];
  });
  return hex;
}
