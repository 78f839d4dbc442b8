import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { dataFolder, databases, newestBackup, recordings } from '../doctor/data-checks.ts';
import { look, pass } from '../doctor/finding.ts';
import type { Finding } from '../doctor/finding.ts';
import { clockSane, consoleBuilt, freeDisk, nodeVersion, portFree } from '../doctor/machine-checks.ts';
import { runningInstanceChecks } from '../doctor/running-checks.ts';
import { homeOf } from '../home.ts';
import type { Home } from '../home.ts';
import { openApi } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { examples, instanceCommand } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { WEB_ROOT } from './start.ts';
import { plainText } from './text-table.ts';

/** `mrm doctor`: looks for what would keep an instance from working. */
export function doctorCommand(): Command {
  return instanceCommand(
    'doctor',
    'look for what would keep the instance from working, and say how to mend it',
  )
    .addHelpText('after', `\nIt fails (exit code 1) when one look fails. No instance has to run.`)
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(doctor);
}

async function doctor({ home: folder, json }: InstanceOptions): Promise<void> {
  const home = homeOf(folder);
  const found: Finding[] = [];
  for await (const findings of examine(home)) {
    found.push(...findings);
    if (json !== true) process.stdout.write(findings.map(line).join(''));
  }
  const ok = found.every(({ state }) => state !== 'fail');
  if (json === true) process.stdout.write(`${JSON.stringify({ ok, findings: found })}\n`);
  if (!ok) process.exitCode = 1;
}

/** Look by look, in the order in which the one below needs the one above. */
async function* examine(home: Home): AsyncGenerator<readonly Finding[]> {
  yield [nodeVersion()];
  yield look('data folder', 'run this as the user the instance runs as', () => dataFolder(home));
  yield look('disk', '', () => freeDisk(home));
  let config: Config | undefined;
  yield look('config', `correct ${home.config}`, () => {
    config = readConfig(home.config);
    return pass('config', home.config);
  });
  let api: ApiClient | undefined;
  yield look('instance', '', async () => {
    try {
      api = openApi(home);
      return await runningInstanceChecks(api);
    } catch (error) {
      if (!(error instanceof CommandError && error.code === 'NOT_RUNNING')) throw error;
      api = undefined;
      return pass('instance', 'not running');
    }
  });
  if (config !== undefined) {
    const known = config;
    yield look('port', '', () => portFree(known, api?.address));
    yield look('recordings', 'make the folders readable', () => recordings(home, known));
  }
  yield look('clock', '', () => clockSane(home));
  yield look('database', '', () => databases(home, api !== undefined));
  yield look('backup', 'mrm db backup', () => newestBackup(home));
  yield look('console', '', () => consoleBuilt(WEB_ROOT));
}

function line({ name, state, detail, fix }: Finding): string {
  const hint = fix === '' ? '' : `; ${fix}`;
  return `${state}  ${name.padEnd(12)} ${plainText(detail + hint)}\n`;
}
