import { Command } from 'commander';
import { homeOf } from '../home.ts';
import { openApi } from './api-client.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { homeOption } from './options.ts';

/** Options of every command that speaks to a running instance. */
export interface InstanceOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** A command for the instance that runs on `--home`. */
export function instanceCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(homeOption())
    .option('--json', 'print the answer of the instance as JSON');
}

/** The instance that runs on `--home`. @throws CommandError `NOT_RUNNING` */
export function runningInstance({ home }: InstanceOptions): ApiClient {
  return openApi(homeOf(home));
}

/** Prints an answer: as it came with `--json`, else in words. */
export function printAnswer<T>(
  { json }: InstanceOptions,
  answer: Answer<T>,
  words: (value: T) => string,
): void {
  process.stdout.write(json === true ? `${answer.text}\n` : words(answer.value));
}

/** Examples under a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  mrm ${line}`).join('\n')}`;
}
