import { spawn } from 'node:child_process';
import { CLI, NODE } from './run-cli.ts';

/** A command line of `mrm` on a terminal of its own (a pty of util-linux's `script`), with a person at it. */
export interface TerminalSession {
  /** Everything that the terminal has shown so far, with its control sequences. */
  readonly shown: string;
  /** The program's process id. */
  readonly pid: Promise<number>;
  /** The exit code. */
  readonly ended: Promise<number>;
  /** Waits until the terminal shows this, after what was waited for before; rejects when the program ends first. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses keys. */
  press(keys: string | Uint8Array): void;
}

/** Starts one command line. The program ends with the test at the latest. */
export function openTerminal(
  args: readonly string[],
  onTestFinished: (end: () => void) => void,
): TerminalSession {
  const command = [NODE, '--disable-warning=ExperimentalWarning', CLI, ...args].map(quoted).join(' ');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `echo pid $$; exec ${command}`, '/dev/null'],
    {
      env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm' },
      stdio: 'pipe',
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let read = 0;
  let heard: () => void = () => undefined;
  let code: number | undefined;
  const take = (chunk: Buffer): void => {
    shown += chunk.toString();
    heard();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => {
      code = status ?? -1;
      heard();
      done(code);
    });
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(shown.slice(read));
      if (found !== null) {
        read += found.index + found[0].length;
        return found;
      }
      if (code !== undefined)
        throw new Error(
          `the program ended with code ${code} before ${String(pattern)}; it showed:\n${shown}`,
        );
      await new Promise<void>((more) => (heard = more));
    }
  };
  const pid = until(/^pid (\d+)\r?\n/).then(([, digits]) => Number(digits));
  pid.catch(() => undefined);
  return {
    get shown() {
      return shown;
    },
    pid,
    ended,
    // The first line is the shell's.
    until: async (pattern) => {
      await pid;
      return until(pattern);
    },
    press: (keys) => void child.stdin.write(keys),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
