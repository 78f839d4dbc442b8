import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TokenFile } from '@mrmarket/instance/access/token-file';
import { CLI, NODE } from './run-cli.ts';
import type { CliResult } from './run-cli.ts';

export interface InstanceProcessOptions {
  /** Data folder; by default a new one, which goes with the process. */
  readonly home?: string;
  /** More arguments of `mrm start`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Where the end of the test is heard of: `onTestFinished`; in a hook leave it out and call `stop` in the other. */
  readonly onTestFinished?: (end: () => Promise<void>) => void;
}

/** An instance started by `mrm start`, as an operator would. */
export interface InstanceProcess {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** The command line's own, from the token file. */
  readonly token: string;
  readonly home: string;
  readonly pid: number;
  /** For making oneself the owner; undefined once there is one. */
  readonly link: string | undefined;
  /** Ends it (SIGTERM) unless it has ended; how it ended, with everything it wrote. Code −1: by a signal. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
}

/** Starts an instance on any free port. Rejects with what it wrote when it ends before it listens. */
export async function startInstanceProcess({
  home: folder,
  args = [],
  env = {},
  onTestFinished,
}: InstanceProcessOptions = {}): Promise<InstanceProcess> {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'mrm-instance-'));
  const command = [CLI, 'start', '--port', '0', '--json', '--home', home, ...args];
  const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever happens to the tests, it does not outlive them.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);

  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (stdout += `${line}\n`));
  const ended = new Promise<CliResult>((done) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      done({ code: code ?? -1, stdout, stderr });
    });
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<CliResult> => {
    child.kill(signal);
    return ended;
  };
  const end = async (): Promise<void> => {
    await stop('SIGKILL');
    if (folder === undefined) rmSync(home, { recursive: true, force: true });
  };
  onTestFinished?.(end);

  const first = await Promise.race([
    new Promise<string>((heard) => lines.once('line', heard)),
    ended.then((result) => {
      throw new Error(`the instance ended before it listened: ${JSON.stringify(result)}`);
    }),
  ]);
  const { address, link } = JSON.parse(first) as { address: string; link: string | null };
  const { token, pid } = JSON.parse(readFileSync(join(home, 'token.json'), 'utf8')) as TokenFile;
  return { address, token, home, pid, link: link ?? undefined, stop };
}
