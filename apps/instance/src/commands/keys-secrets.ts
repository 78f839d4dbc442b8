import { Command, Option } from 'commander';
import type { VaultRecord } from '../api/schemas/keys.ts';
import { RECORD_KINDS } from '../vault/record.ts';
import type { RecordKind } from '../vault/record.ts';
import { ExchangeSecretSchema, MixinSecretSchema } from '../vault/secret-shapes.ts';
import { CommandError } from './command-error.ts';
import { confirm } from './confirm.ts';
import { withoutLineEnd } from './descriptor-reader.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { jsonOfSecrets } from './json-of-secrets.ts';
import { recordTable } from './keys-text.ts';
import { passphraseFdOption, secretFdOption, withSecrets } from './secret-input.ts';
import type { SecretInput, SecretOptions } from './secret-input.ts';
import { plainText } from './text-table.ts';
import { elevate, typed, unlockedVault } from './vault-talk.ts';

/** The seed is made by the vault itself. */
const KINDS = (Object.keys(RECORD_KINDS) as RecordKind[]).filter((kind) => kind !== 'root-seed');

/** What is asked for at the terminal, field by field; the vault keeps it as JSON. */
const FIELDS: Partial<Record<RecordKind, typeof ExchangeSecretSchema | typeof MixinSecretSchema>> = {
  exchange: ExchangeSecretSchema,
  mixin: MixinSecretSchema,
};

interface PutOptions extends InstanceOptions, SecretOptions {
  readonly kind: RecordKind;
  readonly label?: string;
}

/** `mrm keys secrets`: exchange keys and other secrets that the vault keeps. */
export function secretsCommand(): Command {
  const secrets = new Command('secrets').description('keep secrets such as exchange keys');
  for (const command of [
    instanceCommand('list', 'what the vault keeps, without the secrets').action(list),
    putCommand(),
    instanceCommand('remove', 'forget a secret for good')
      .argument('<record>')
      .option('--yes', 'do not ask')
      .addOption(passphraseFdOption())
      .action(remove),
  ])
    secrets.addCommand(command);
  return secrets;
}

function putCommand(): Command {
  return instanceCommand('put', 'keep a secret, over the one of the same id')
    .argument('<record>', 'its id, such as exchange:binance')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).makeOptionMandatory())
    .option('--label <text>', 'what people call it (default: its id)')
    .addOption(secretFdOption('the secret (all up to its end)'))
    .addHelpText(
      'after',
      `
At the terminal the parts of an exchange key are asked for one by one. From a descriptor it is JSON:
  exchange  ${fieldsText(ExchangeSecretSchema)}
  mixin     ${fieldsText(MixinSecretSchema)}
${examples(
  'keys secrets put exchange:binance --kind exchange --label Binance',
  'keys secrets put exchange:okx --kind exchange --secret-fd 3 3< okx.json',
)}`,
    )
    .action(put);
}

async function list(options: InstanceOptions): Promise<void> {
  const answer = await runningInstance(options).get<{ records: VaultRecord[] }>('/api/keys/records');
  printAnswer(options, answer, ({ records }) => recordTable(records));
}

async function put(id: string, options: PutOptions, command: Command): Promise<void> {
  await withSecrets(command, options, async (input) => {
    const api = runningInstance(options);
    await unlockedVault(api);
    const { kind, label = id } = options;
    const piped = input.rest('secretFd');
    const secret = piped === undefined ? await askFor(kind, input) : withoutLineEnd(piped);
    if (secret.length === 0) throw new CommandError('BAD_INPUT', 'the secret is empty');
    const body = { kind, id, label, ...(await typed(api, secret)) };
    const answer = await api.send<VaultRecord>('POST', '/api/keys/secrets', body);
    printAnswer(options, answer, (record) => recordTable([record]));
  });
}

async function remove(
  id: string,
  options: InstanceOptions & SecretOptions & { readonly yes?: boolean },
  command: Command,
): Promise<void> {
  const api = runningInstance(options);
  await unlockedVault(api);
  await confirm(command, `Forget ${plainText(id)} for good?`, options);
  await withSecrets(command, options, async (input) => {
    await elevate(api, input);
    const answer = await api.send<object>('DELETE', `/api/keys/secrets/${encodeURIComponent(id)}`);
    printAnswer(options, answer, () => `${plainText(id)}: removed\n`);
  });
}

async function askFor(kind: RecordKind, input: SecretInput): Promise<Buffer> {
  const schema = FIELDS[kind];
  if (schema === undefined) return input.line({ ask: 'The secret', from: 'secretFd' });
  const required: readonly string[] = schema.required;
  const fields: [string, Uint8Array][] = [];
  for (const name of Object.keys(schema.properties)) {
    const value = required.includes(name)
      ? await input.line({ ask: name, from: 'secretFd' })
      : await input.optionalLine({ ask: `${name} (Enter: none)`, from: 'secretFd' });
    if (value !== undefined) fields.push([name, value]);
  }
  const secret = jsonOfSecrets(fields);
  if (secret === undefined) throw new CommandError('BAD_INPUT', 'a secret here has no control characters');
  return input.keep(secret);
}

function fieldsText(schema: typeof ExchangeSecretSchema | typeof MixinSecretSchema): string {
  const required: readonly string[] = schema.required;
  return Object.keys(schema.properties)
    .map((name) => (required.includes(name) ? name : `${name} (optional)`))
    .join(', ');
}
