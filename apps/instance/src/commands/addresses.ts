import { Command, InvalidArgumentError, Option } from 'commander';
import type { AddressProof, AddressRow } from '../api/schemas/addresses.ts';
import type { Page } from '../api/ports.ts';
import { ADDRESS_CSV_HEAD, addressCsv } from './address-csv.ts';
import { verifyCommand } from './address-verify.ts';
import { addressTable, addressText, qrText } from './address-text.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { findAddress } from './find-address.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { plainText } from './text-table.ts';

/** Rows in a request for all of them; the most the API gives. */
const PAGE = 1000;
const SHOWN = 50;

const HELP = `
An <address> is the address itself or the id of its row.
${examples(
  'addresses new --user 8a3c6134-a1de-467c-b2d3-075d138370a1 --chain solana',
  'addresses list --chain btc --csv > watch-only.csv',
  'addresses verify 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  'addresses prove 8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1',
)}`;

interface NewOptions extends InstanceOptions {
  readonly scope?: string;
  readonly user: string;
  readonly chain: string;
  readonly network?: string;
  readonly form?: string;
  readonly label?: string;
  readonly requestId?: string;
}

interface ListOptions extends InstanceOptions {
  readonly scope?: string;
  readonly user?: string;
  readonly chain?: string;
  readonly search?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly csv?: boolean;
}

/** `mrm addresses`: addresses that were given out, each of the vault's own keys. */
export function addressesCommand(): Command {
  const addresses = new Command('addresses')
    .description('give out, list and check addresses')
    .addHelpText('after', HELP);
  for (const command of [
    newCommand(),
    listCommand(),
    showCommand(),
    labelCommand(),
    verifyCommand(),
    proveCommand(),
  ])
    addresses.addCommand(command);
  return addresses;
}

function newCommand(): Command {
  return instanceCommand('new', 'give out the next address of a user')
    .requiredOption('--user <id>', 'whose it is')
    .requiredOption('--chain <name>', 'a chain or one of its aliases')
    .option('--scope <scope>', 'part of the keys it comes from (default: wallet)')
    .option('--network <network>', 'of the chain (default: its main network)')
    .option('--form <form>', 'kind of address, such as p2tr (default: the usual one of the chain)')
    .option('--label <text>', 'what people call it')
    .option('--request-id <id>', 'your own id for this: the same one answers the same address for ever')
    .action(async (options: NewOptions) => {
      const { user: userId, chain, scope, network, form, label, requestId } = options;
      const body = { userId, chain, scope, network, form, label, requestId };
      const answer = await runningInstance(options).send<AddressRow>('POST', '/api/addresses', body);
      printAnswer(options, answer, addressText);
    });
}

function listCommand(): Command {
  return instanceCommand('list', 'the addresses that were given out, newest first')
    .option('--scope <scope>', 'of this scope')
    .option('--user <id>', 'of this user')
    .option('--chain <name>', 'of this chain')
    .option('--search <text>', 'text in the address, the label or the user id')
    .option('--limit <rows>', `at most this many (default: ${SHOWN})`, rows)
    .option('--cursor <cursor>', 'go on where the last page ended')
    .addOption(
      new Option('--csv', 'all of them as CSV: a watch-only list').conflicts(['json', 'cursor', 'limit']),
    )
    .action(async (options: ListOptions) => {
      const api = runningInstance(options);
      if (options.csv === true) return writeCsv(api, options);
      const { limit = SHOWN, cursor } = options;
      const answer = await page(api, options, { limit: Math.min(limit, PAGE), cursor });
      printAnswer(
        options,
        answer,
        ({ items, next }) => addressTable(items) + (next === null ? '' : `… older ones: --cursor ${next}\n`),
      );
    });
}

function showCommand(): Command {
  return instanceCommand('show', 'one address in full, with its QR code on a terminal')
    .argument('<address>')
    .action(async (wanted: string, options: InstanceOptions) => {
      const answer = await findAddress(runningInstance(options), wanted);
      printAnswer(
        options,
        answer,
        (row) => addressText(row) + (process.stdout.isTTY ? qrText(row.address) : ''),
      );
    });
}

function labelCommand(): Command {
  return instanceCommand('label', 'call it otherwise')
    .argument('<address>')
    .argument('<text>', '"" takes the label away')
    .action(async (wanted: string, label: string, options: InstanceOptions) => {
      const api = runningInstance(options);
      const { id } = (await findAddress(api, wanted)).value;
      const answer = await api.send<AddressRow>('PATCH', `/api/addresses/${id}`, { label });
      printAnswer(options, answer, addressText);
    });
}

function proveCommand(): Command {
  return instanceCommand('prove', 'have the vault derive it anew, and compare; fails where it is another')
    .argument('<address>')
    .action(async (wanted: string, options: InstanceOptions) => {
      const api = runningInstance(options);
      const { id } = (await findAddress(api, wanted)).value;
      const answer = await api.send<AddressProof>('POST', `/api/addresses/${id}/prove`, {});
      printAnswer(options, answer, proofText);
      const { matches, address, derived, fingerprint } = answer.value;
      if (!matches)
        throw new CommandError(
          'ADDRESS_DIFFERS',
          `the vault derives ${derived.address} from the seed ${fingerprint}, and the row is of the seed ${address.fingerprint}; send nothing to this address before you know why`,
        );
    });
}

function proofText({ address, derived, matches, fingerprint }: AddressProof): string {
  if (!matches) return `${plainText(address.address)}: NOT derived by this vault\n`;
  return `${plainText(address.address)}: derived by this vault (seed ${fingerprint}, public key ${derived.publicKey})\n`;
}

function page(
  api: ApiClient,
  { scope, user: userId, chain, search }: ListOptions,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Answer<Page<AddressRow>>> {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ scope, userId, chain, search, cursor }))
    if (value !== undefined) query.set(name, value);
  return api.get<Page<AddressRow>>(`/api/addresses?${query.toString()}`);
}

async function writeCsv(api: ApiClient, options: ListOptions): Promise<void> {
  process.stdout.write(ADDRESS_CSV_HEAD);
  let cursor: string | undefined;
  do {
    const { items, next }: Page<AddressRow> = (await page(api, options, { limit: PAGE, cursor })).value;
    process.stdout.write(addressCsv(items));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

function rows(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(`must be a whole number above 0, got ${JSON.stringify(text)}.`);
  return value;
}
