import { closeSync, openSync } from 'node:fs';
import { Command, Option } from 'commander';
import { chainNamed } from 'drxa/chains/all';
import { ethereum } from 'drxa/chains/ethereum';
import { sr25519 } from 'drxa/sr25519';
import { createV0Wallet } from 'drxa/v0';
import type { V0Wallet } from 'drxa/v0';
import { CommandError } from './command-error.ts';
import { DescriptorReader, withoutLineEnd } from './descriptor-reader.ts';
import { examples } from './instance-command.ts';
import { descriptor, withSecrets } from './secret-input.ts';
import type { SecretInput } from './secret-input.ts';
import { readJsonObject } from './json-file.ts';
import { textList, textTable } from './text-table.ts';
import { sweep } from './v0-sweep.ts';
import type { Sweep, SweepRequest } from './v0-sweep.ts';

/** As the first SDK named them. The EVM chains have an address each there. */
const CHAINS = [
  ...['bitcoin', ethereum.name, 'bsc', 'polygon', 'solana', 'aptos', 'sui'],
  ...['polkadot', 'cardano', 'tron', 'near', 'ton'],
];
const SEED_BYTES = 32;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'ascii');

interface RecoverOptions {
  readonly seedFile?: string;
  readonly seedFd?: number;
  readonly scope: string;
  readonly user: string;
  readonly index: readonly string[];
  readonly chain?: readonly string[];
  readonly network?: string;
  readonly allowAmbiguous?: boolean;
  readonly sweepTo?: string;
  readonly facts?: string;
  readonly json?: boolean;
}

/** One address of the first scheme. */
export interface RecoveredAddress {
  /** The name that was used then. */
  readonly chain: string;
  readonly index: string;
  /** What the key spends from. */
  readonly address: string;
  /** What was shown then, where that was a wrong one. */
  readonly shown: string | null;
}

/** `mrm keys recover-v0`. */
export function recoverV0Command(): Command {
  return new Command('recover-v0')
    .description('the addresses that a seed had in the scheme before this one; offline, without an instance')
    .addOption(
      new Option('--seed-file <file>', 'the seed: 64 hex digits, or 32 bytes (default: typed in, as hex)'),
    )
    .addOption(
      new Option('--seed-fd <fd>', 'read it from this file descriptor')
        .argParser(descriptor)
        .conflicts('seedFile'),
    )
    .requiredOption('--user <id>', 'user id, exactly as it was')
    .option('--scope <scope>', 'scope, exactly as it was', 'wallet')
    .option('--index <index...>', 'one or several; text, as 0 and 00 differ', ['0'])
    .option(
      '--chain <name...>',
      `name that was used then, or name=chain for others (default: ${CHAINS.join(', ')})`,
    )
    .option('--network <network>', 'of the chains that have it (default: the main network)')
    .option('--allow-ambiguous', 'take fields with a colon, which the scheme could not tell apart')
    .option(
      '--sweep-to <address>',
      'sign a transaction that moves what one entry holds there, and print it; nothing is sent',
    )
    .option(
      '--facts <file>',
      'with --sweep-to: JSON file with what the network knows (EVM: chainId, nonce, balance, gasPrice or maxFeePerGas and maxPriorityFeePerGas, in wei; elsewhere: transaction, built by another program)',
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      examples(
        'keys recover-v0 --seed-file seed.hex --user 8a3c6134-a1de-467c-b2d3-075d138370a1',
        'keys recover-v0 --seed-fd 3 --user ada --chain bsc sol=solana --index 0 1 2 3< seed',
        'keys recover-v0 --seed-file seed.hex --user ada --chain bsc --sweep-to 0x5aAe… --facts facts.json',
      ),
    )
    .action(recover);
}

async function recover(options: RecoverOptions, command: Command): Promise<void> {
  const { seedFd, json } = options;
  const sweeping = readSweep(options, command);
  const found = await withSecrets(
    command,
    seedFd === undefined ? {} : { secretFd: seedFd },
    async (input) => {
      const wallet = createV0Wallet(await readSeed(input, options), { sr25519 });
      try {
        return sweeping === undefined ? recovered(wallet, options) : sweep(wallet, sweeping);
      } finally {
        wallet.wipe();
      }
    },
  );
  const isList = Array.isArray(found);
  if (json === true) process.stdout.write(`${JSON.stringify(isList ? { addresses: found } : found)}\n`);
  else process.stdout.write(isList ? addressTable(found) : sweepText(found));
}

/** `undefined` without `--sweep-to`. @throws CommandError `FILE_UNREADABLE` */
function readSweep(options: RecoverOptions, command: Command): SweepRequest | undefined {
  const { sweepTo: to, facts, chain: chains = [], index: indexes, scope, user: userId, network } = options;
  if (to === undefined && facts === undefined) return undefined;
  if (to === undefined || facts === undefined || chains.length !== 1 || indexes.length !== 1)
    command.error('error: a sweep takes --sweep-to, --facts, one --chain and one --index', { exitCode: 2 });
  const { chain, codec } = readChain(chains[0]);
  const ambiguous = options.allowAmbiguous === true ? { allowAmbiguous: true } : {};
  return {
    place: { scope, userId, chain, index: indexes[0], ...ambiguous },
    codec: codec?.name ?? chain,
    network,
    to,
    facts: readJsonObject('--facts', facts),
  };
}

function sweepText({ chain, to, asset, amount, fee, id, signed }: Sweep): string {
  return textList([
    ['chain', chain],
    ['pays', to],
    ['amount', `${amount} (smallest unit) of ${asset}`],
    ['fee', `at most ${fee} (smallest unit)`],
    ['transaction', id],
    ['signed', signed],
  ]);
}

function recovered(wallet: V0Wallet, options: RecoverOptions): RecoveredAddress[] {
  const { scope, user: userId, index: indexes, chain: chains = CHAINS, network } = options;
  const ambiguous = options.allowAmbiguous === true ? { allowAmbiguous: true } : {};
  return chains.flatMap((text) => {
    const { chain, codec } = readChain(text);
    return indexes.map((index) => {
      const place = { scope, userId, chain, index, ...ambiguous };
      // The old code's default, a test network on Cardano, is not one to recover by.
      const where = network ?? (chain === 'cardano' ? 'mainnet' : undefined);
      const address = wallet.address({
        ...place,
        ...(codec === undefined ? {} : { codec }),
        ...(where === undefined ? {} : { network: where }),
      });
      return { chain, index, address, shown: wallet.shownAddress(place) ?? null };
    });
  });
}

function readChain(text: string): { chain: string; codec: ReturnType<typeof chainNamed> | undefined } {
  const [chain, codec] = text.split('=');
  return { chain, codec: codec === undefined ? undefined : chainNamed(codec) };
}

/** @throws CommandError `BAD_INPUT` without what was read, `FILE_UNREADABLE`, `DESCRIPTOR_UNREADABLE` */
async function readSeed(input: SecretInput, { seedFile }: RecoverOptions): Promise<Uint8Array> {
  const bytes =
    seedFile === undefined
      ? (input.rest('secretFd') ?? (await input.line({ ask: 'Seed, 64 hex digits', from: 'secretFd' })))
      : input.keep(readFile(seedFile));
  const seed = bytes.length === SEED_BYTES ? bytes : bytesOfHex(withoutLineEnd(bytes));
  if (seed?.length !== SEED_BYTES)
    throw new CommandError('BAD_INPUT', 'a seed of the first scheme is 32 bytes, or 64 hex digits');
  return input.keep(seed);
}

/** Without a string on the way, which could not be wiped; `undefined` when it is no hex. */
function bytesOfHex(digits: Uint8Array): Uint8Array | undefined {
  const nibbles = digits.map((digit) => HEX_DIGITS.indexOf(isCapital(digit) ? digit | 0x20 : digit));
  const bytes = new Uint8Array(digits.length >> 1).map(
    (_, at) => (nibbles[2 * at] << 4) | nibbles[2 * at + 1],
  );
  const isHex = digits.length % 2 === 0 && nibbles.every((nibble) => nibble < 16);
  nibbles.fill(0);
  return isHex ? bytes : undefined;
}

const isCapital = (digit: number): boolean => digit >= 0x41 && digit <= 0x46;

function readFile(path: string): Buffer {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  try {
    return new DescriptorReader(fd).rest();
  } finally {
    closeSync(fd);
  }
}

function addressTable(addresses: readonly RecoveredAddress[]): string {
  const wrong = addresses.some(({ shown }) => shown !== null);
  return textTable<RecoveredAddress>(
    [
      { title: 'CHAIN', of: ({ chain }) => chain },
      { title: 'INDEX', of: ({ index }) => index },
      { title: 'ADDRESS', of: ({ address }) => address },
      ...(wrong ? [{ title: 'SHOWN THEN', of: ({ shown }: RecoveredAddress) => shown ?? '' }] : []),
    ],
    addresses,
  );
}
