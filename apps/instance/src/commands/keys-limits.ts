import { Command } from 'commander';
import type { Limits } from '../vault/limits.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { readJsonObject } from './json-file.ts';
import { passphraseFdOption, withSecrets } from './secret-input.ts';
import type { SecretOptions } from './secret-input.ts';
import { plainText, textList } from './text-table.ts';
import { elevate, unlockedVault } from './vault-talk.ts';
import { CommandError } from './command-error.ts';

interface SetOptions extends InstanceOptions, SecretOptions {
  readonly file: string;
}

const HELP = `
A purpose names what asks for signatures, such as withdraw. Amounts are in an asset's base units, within 24 hours; an
asset that is not named may not move. Without "destinations" value may go anywhere.

  { "perMinute": 10, "perDay": { "evm:1:native": "2000000000000000000" }, "destinations": ["0x5aAe…"] }
${examples('keys limits show wallet withdraw', 'keys limits set wallet withdraw --file limits.json')}`;

/** `mrm keys limits`: what the vault signs without asking anybody. */
export function limitsCommand(): Command {
  const limits = new Command('limits')
    .description('what the vault may sign, by scope and purpose')
    .addHelpText('after', HELP);
  limits.addCommand(
    instanceCommand('show', 'the limits that hold').argument('<scope>').argument('<purpose>').action(show),
  );
  limits.addCommand(
    instanceCommand('set', 'others instead; looser ones need the passphrase')
      .argument('<scope>')
      .argument('<purpose>')
      .requiredOption('--file <file>', 'JSON file with all of them')
      .addOption(passphraseFdOption())
      .action(set),
  );
  return limits;
}

async function show(scope: string, purpose: string, options: InstanceOptions): Promise<void> {
  const query = new URLSearchParams({ scope, purpose }).toString();
  const answer = await runningInstance(options).get<{ limits?: Limits }>(`/api/keys/limits?${query}`);
  printAnswer(options, answer, ({ limits }) =>
    limits === undefined
      ? `no limits for ${plainText(purpose)} of ${plainText(scope)}: nothing that moves value is signed\n`
      : limitsText(limits),
  );
}

async function set(scope: string, purpose: string, options: SetOptions, command: Command): Promise<void> {
  const body = { scope, purpose, limits: readJsonObject('--file', options.file) };
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    await unlockedVault(api);
    const send = () => api.send<object>('PUT', '/api/keys/limits', body);
    const answer = await send().catch(async (error: unknown) => {
      // Only the vault knows which limits are looser than those it has.
      if (!(error instanceof CommandError) || error.code !== 'VAULT_ELEVATION') throw error;
      await elevate(api, input);
      return send();
    });
    printAnswer(options, answer, () => `${plainText(purpose)} of ${plainText(scope)}: limits set\n`);
  });
}

function limitsText({ destinations, perDay, perMinute }: Limits): string {
  return textList([
    ['signatures a minute', String(perMinute)],
    ['destinations', destinations === undefined ? 'anywhere' : destinations.join(', ') || 'none'],
    ...Object.entries(perDay).map(([asset, most]): [string, string] => [`${plainText(asset)} a day`, most]),
  ]);
}
