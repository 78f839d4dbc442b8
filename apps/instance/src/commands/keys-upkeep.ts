import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { KeysStatus } from '../api/schemas/keys.ts';
import { confirm } from './confirm.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { SOURCES } from './keys-opening.ts';
import type { Source } from './keys-opening.ts';
import { statusText } from './keys-text.ts';
import { passphraseFdOption, secretFdOption, withSecrets } from './secret-input.ts';
import type { SecretOptions } from './secret-input.ts';
import {
  elevate,
  hasPassphrase,
  newPassphrase,
  typed,
  unlockedVault,
  VAULT_PASSPHRASE,
} from './vault-talk.ts';

// What opens the vault, and new keys for it.

interface RotateOptions extends InstanceOptions, SecretOptions {
  readonly passphrase?: boolean;
  readonly kek?: boolean;
  readonly dek?: boolean;
  readonly seed?: boolean;
  readonly drop?: readonly number[];
}

const SEED_ROTATION = `A seed is not replaced in its vault: its addresses are its own, and what they hold must move.

1. Back up the old vault: mrm keys backup --out old.mrmvault. Write down its addresses: mrm addresses list --csv.
2. Stop the instance, move its folder "vault" aside, and start it again: it has no vault now.
3. Make the new one: mrm keys init. It has another fingerprint.
4. Give out new addresses: mrm addresses new. From now on nothing is to be sent to the old ones.
5. On another data folder (--home) restore the old vault: mrm keys restore old.mrmvault. Sweep from there what the old
   addresses hold to new ones, with limits that name the new addresses alone as destinations.
6. Keep the old backup and its list, read-only: late payments still arrive at old addresses.
`;

export function upkeepCommands(): Command[] {
  return [rotateCommand(), slotsCommand()];
}

function rotateCommand(): Command {
  const others = (...names: string[]): string[] => names;
  return instanceCommand('rotate', 'new keys for the vault; say which')
    .addOption(
      new Option('--passphrase', 'another passphrase').conflicts(others('kek', 'dek', 'seed', 'drop')),
    )
    .addOption(new Option('--kek', 'the key that all data keys are wrapped with').conflicts(['dek', 'seed']))
    .addOption(new Option('--dek', 'the data key of each record').conflicts(['seed', 'drop']))
    .addOption(new Option('--seed', 'says how: that is done by moving the funds').conflicts('drop'))
    .addOption(new Option('--drop <slot...>', 'with --kek: slots to give up').argParser(slotNumbers))
    .addOption(passphraseFdOption())
    .addOption(secretFdOption('the new passphrase'))
    .addHelpText(
      'after',
      examples('keys rotate --passphrase', 'keys rotate --kek --drop 2', 'keys rotate --seed'),
    )
    .action(rotate);
}

async function rotate(options: RotateOptions, command: Command): Promise<void> {
  const { passphrase, kek, dek, seed, drop } = options;
  if (seed === true) {
    const words = JSON.stringify({ how: SEED_ROTATION });
    process.stdout.write(options.json === true ? `${words}\n` : SEED_ROTATION);
    return;
  }
  if (passphrase === true) return changePassphrase(options, command);
  if (kek !== true && dek !== true)
    command.error('error: say what to rotate: --passphrase, --kek, --dek or --seed', { exitCode: 2 });
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    const vault = await unlockedVault(api);
    // A passphrase slot is written anew for the new key, which takes its passphrase; a slot that goes needs none.
    const stays = vault.slots.some(
      ({ id, source }) => source === 'passphrase' && drop?.includes(id) !== true,
    );
    const old = kek === true && stays ? await input.line(VAULT_PASSPHRASE) : undefined;
    await elevate(api, input, old);
    const answer = await api.send<KeysStatus>('POST', '/api/keys/rotate', {
      what: kek === true ? 'kek' : 'dek',
      ...(drop === undefined ? {} : { drop }),
      ...(old === undefined ? {} : await typed(api, old)),
    });
    printAnswer(options, answer, statusText);
  });
}

async function changePassphrase(options: RotateOptions, command: Command): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    const vault = await unlockedVault(api);
    if (!hasPassphrase(vault))
      command.error('error: the vault has no passphrase; mrm keys slots add passphrase gives it one', {
        exitCode: 2,
      });
    const old = await input.line(VAULT_PASSPHRASE);
    const fresh = await newPassphrase(input, { ask: 'New passphrase', from: 'secretFd' });
    await elevate(api, input, old);
    const answer = await api.send<{ slot: number }>(
      'POST',
      '/api/keys/passphrase',
      await typed(api, old, fresh),
    );
    printAnswer(options, answer, ({ slot }) => `the passphrase of slot ${slot} is another now\n`);
  });
}

function slotsCommand(): Command {
  const slots = new Command('slots').description('what opens the vault: each slot by itself');
  slots.addCommand(
    instanceCommand('add', 'one more way to open it')
      .addArgument(new Argument('<source>').choices(SOURCES))
      .addOption(passphraseFdOption())
      .addOption(secretFdOption('the new passphrase'))
      .addHelpText('after', examples('keys slots add passphrase', 'keys slots add credential'))
      .action(addSlot),
  );
  slots.addCommand(
    instanceCommand('remove', 'this no longer opens it')
      .argument('<slot>', 'its number, as mrm keys show lists them', slotNumber)
      .option('--yes', 'do not ask')
      .addOption(passphraseFdOption())
      .action(removeSlot),
  );
  return slots;
}

async function addSlot(
  source: Source,
  options: InstanceOptions & SecretOptions,
  command: Command,
): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    await elevate(api, input);
    const fresh =
      source === 'passphrase'
        ? [await newPassphrase(input, { ask: 'New passphrase', from: 'secretFd' })]
        : [];
    const answer = await api.send<{ slot: number }>('POST', '/api/keys/slots', {
      source,
      ...(fresh.length === 0 ? {} : await typed(api, ...fresh)),
    });
    printAnswer(options, answer, ({ slot }) => `slot ${slot} opens the vault now (${source})\n`);
  });
}

async function removeSlot(
  slot: number,
  options: InstanceOptions & SecretOptions & { readonly yes?: boolean },
  command: Command,
): Promise<void> {
  const api = runningInstance(options);
  await unlockedVault(api);
  await confirm(command, `Remove slot ${slot}? It no longer opens the vault then.`, options);
  await withSecrets(command, options, async (input) => {
    await elevate(api, input);
    const answer = await api.send<object>('DELETE', `/api/keys/slots/${slot}`);
    printAnswer(options, answer, () => `slot ${slot}: removed\n`);
  });
}

function slotNumber(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  throw new InvalidArgumentError('a slot is a whole number from 0 to 255.');
}

function slotNumbers(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), slotNumber(text)];
}
