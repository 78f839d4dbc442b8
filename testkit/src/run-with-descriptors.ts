import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { CLI, NODE } from './run-cli.ts';
import type { CliResult } from './run-cli.ts';

export interface DescriptorOptions {
  /** What can be read from a descriptor, by its number. */
  readonly inputs?: Readonly<Record<number, string | Uint8Array>>;
  /** Descriptors that are written to. */
  readonly outputs?: readonly number[];
  /** Told of the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

export interface DescriptorResult extends CliResult {
  /** What was written to each of the outputs. */
  readonly written: Readonly<Record<number, Buffer>>;
}

/** Runs one command line of `mrm` with descriptors beside the usual three, and nobody at the terminal. */
export async function runWithDescriptors(
  args: readonly string[],
  { inputs = {}, outputs = [], onStart }: DescriptorOptions,
): Promise<DescriptorResult> {
  const most = Math.max(2, ...Object.keys(inputs).map(Number), ...outputs);
  const more = Array.from({ length: most - 2 }, () => 'pipe' as const);
  const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...more],
  });
  onStart?.(child);
  const ended = new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)));
  for (const [fd, content] of Object.entries(inputs)) {
    const input = child.stdio[Number(fd)] as Writable;
    // A command that is refused ends without reading.
    input.on('error', () => undefined);
    input.end(content);
  }
  const [stdout, stderr, written, code] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    Promise.all(outputs.map(async (fd) => [fd, await buffer(child.stdio[fd] as Readable)] as const)),
    ended,
  ]);
  return { code, stdout, stderr, written: Object.fromEntries(written) };
}
