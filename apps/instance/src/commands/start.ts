import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { homeOf } from '../home.ts';
import type { Instance } from '../instance.ts';
import { homeOption, portOption } from './options.ts';

/** The console as the wrapper script builds it. */
export const WEB_ROOT = resolve(import.meta.dirname, '../../../web/build');

interface StartOptions {
  readonly home?: string;
  readonly host?: string;
  readonly port?: number;
  readonly json?: boolean;
}

/** `mrm start`: runs the instance until it is told to stop. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the instance: server, console and bots')
    .addOption(homeOption())
    .option('--host <address>', 'address to listen on (default: config.json, else 127.0.0.1)')
    .addOption(portOption())
    .option('--json', 'print one JSON object when it listens')
    .addHelpText('after', START_HELP)
    .action(start);
}

const START_HELP = `
Without any configuration it listens on http://127.0.0.1:8420 and makes one bot that trades a generated market on
paper. The link it prints signs you in for the first time; "mrm sign-in" prints a new one.
SIGINT and SIGTERM stop it in order: own orders are cancelled, and it is verified that they are gone.`;

async function start({ home: folder, host, port, json }: StartOptions): Promise<void> {
  const home = homeOf(folder);
  const overrides: Partial<Config> = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  };
  const config = readConfig(home.config, overrides);
  // Heard from the beginning: a stop during a long start must not be lost.
  const stopped = firstSignal();
  // Most of the program: a mistake in the configuration is told before it is read.
  const { openInstance } = await import('../instance.ts');
  const instance = await openInstance({
    home,
    config,
    webRoot: existsSync(join(WEB_ROOT, '200.html')) ? WEB_ROOT : undefined,
  });
  await announce(instance, { home: home.path, json: json === true });
  await stopped;
  if (json !== true) process.stderr.write('stopping: cancelling own orders …\n');
  await instance.close();
}

async function announce(instance: Instance, { home, json }: { home: string; json: boolean }): Promise<void> {
  const { address, claimed } = instance;
  const link = claimed ? undefined : (await instance.signInLink()).link;
  if (json) {
    process.stdout.write(`${JSON.stringify({ address, home, link: link ?? null })}\n`);
    return;
  }
  process.stdout.write(`Mr.Market runs at ${address} (data in ${home})\n`);
  if (link === undefined) process.stdout.write('Sign in there, or run "mrm sign-in" for a one-time link.\n');
  else process.stdout.write(`Open this link to make yourself its owner (15 minutes, once):\n\n  ${link}\n\n`);
  process.stdout.write('Ctrl-C stops it.\n');
}

/** A stop may come as two signals: terminals, npm and timeout(1) signal a process and its group as well. */
const SAME_STOP_MS = 1000;

/** Resolves at the first SIGINT or SIGTERM. A later one does not wait for the exchange any longer. */
function firstSignal(): Promise<void> {
  return new Promise((done) => {
    let heardAt: number | undefined;
    const onSignal = (): void => {
      if (heardAt !== undefined && performance.now() - heardAt > SAME_STOP_MS) {
        process.stderr.write('stopped without verifying that own orders are gone\n');
        process.exit(1);
      }
      heardAt ??= performance.now();
      done();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}
