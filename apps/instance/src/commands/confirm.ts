import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';

/**
 * Asks on the terminal before something that cannot be taken back. With nobody there to ask, `--yes` is part of a
 * right command line.
 * @throws CommandError `NOT_CONFIRMED` when the answer is not yes
 */
export async function confirm(
  command: Command,
  question: string,
  { yes, json }: { readonly yes?: boolean; readonly json?: boolean },
): Promise<void> {
  if (yes === true) return;
  if (json === true || !process.stdin.isTTY)
    command.error('error: nobody is there to confirm it; say --yes', { exitCode: 2 });
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('NOT_CONFIRMED', 'nothing was changed');
  } finally {
    lines.close();
  }
}
