import { Command } from 'commander';
import type { Sealed } from '../vault/sealed-box.ts';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { examples, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { homeOption } from './options.ts';
import { passphraseFdOption, withSecrets } from './secret-input.ts';
import type { SecretInput, SecretOptions } from './secret-input.ts';
import {
  demandPlaceFor,
  fdOutOption,
  forTerminal,
  writeToDescriptor,
  writeToTerminal,
} from './secret-output.ts';
import type { SecretOutputOptions } from './secret-output.ts';
import { plainText } from './text-table.ts';
import { elevate, SealedReply } from './vault-talk.ts';

// Secrets that leave the vault.

interface LeavingOptions extends Omit<InstanceOptions, 'json'>, SecretOptions, SecretOutputOptions {
  readonly confirm?: string;
}

interface Leaving {
  readonly what: string;
  readonly path: string;
  readonly body: object;
}

export function leavingCommands(): Command[] {
  return [
    leavingCommand(
      'reveal',
      'show one secret, such as the root seed (in hex); the audit keeps that it was shown',
    )
      .argument('<record>', 'its id, as mrm keys show lists them')
      .option('--confirm <record>', 'its id once more, where nobody is there to type it')
      .addHelpText(
        'after',
        examples('keys reveal root', 'keys reveal root --confirm root --passphrase-fd 3 --fd-out 4'),
      )
      .action((id: string, options: LeavingOptions, command: Command) =>
        withSecrets(command, options, async (input) => {
          demandPlaceFor('a secret', options.fdOut, '--fd-out');
          const api = runningInstance(options);
          await confirmReveal(command, input, { id, confirmed: options.confirm });
          await leave(api, input, options, { what: id, path: '/api/keys/reveal', body: { id } });
        }),
      ),
    leavingCommand('export-scope', 'show the key of one scope, for a process that must not have the seed')
      .argument('<scope>')
      .addHelpText(
        'after',
        examples('keys export-scope wallet', 'keys export-scope wallet --fd-out 3 3> file'),
      )
      .action((scope: string, options: LeavingOptions, command: Command) =>
        withSecrets(command, options, async (input) => {
          demandPlaceFor('the key of a scope', options.fdOut, '--fd-out');
          const api = runningInstance(options);
          await leave(api, input, options, { what: scope, path: '/api/keys/export-scope', body: { scope } });
        }),
      ),
  ];
}

function leavingCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(homeOption())
    .addOption(passphraseFdOption())
    .addOption(fdOutOption());
}

async function leave(
  api: ApiClient,
  input: SecretInput,
  { fdOut }: LeavingOptions,
  { what, path, body }: Leaving,
): Promise<void> {
  const { vaultId } = await elevate(api, input);
  const reply = new SealedReply(input);
  const { value } = await api.send<{ sealed: Sealed }>('POST', path, { ...body, replyTo: reply.replyTo });
  const secret = reply.open(vaultId, value.sealed);
  if (fdOut === undefined) {
    await writeToTerminal(input.keep(forTerminal(secret)));
    return;
  }
  writeToDescriptor(fdOut, secret);
  process.stderr.write(`${plainText(what)}: written to file descriptor ${fdOut}\n`);
}

/** @throws CommandError `NOT_CONFIRMED` when something else was typed */
async function confirmReveal(
  command: Command,
  input: SecretInput,
  { id, confirmed }: { readonly id: string; readonly confirmed: string | undefined },
): Promise<void> {
  if (confirmed === undefined && !input.hasTerminal)
    command.error('error: nobody is there to confirm it; say --confirm <record>', { exitCode: 2 });
  const ask = `Whoever sees it has it. Type ${plainText(id)} to show it`;
  const given = confirmed ?? (await input.line({ ask, from: 'secretFd', echo: 'shown' })).toString('utf8');
  if (given !== id) throw new CommandError('NOT_CONFIRMED', 'nothing was shown');
}
