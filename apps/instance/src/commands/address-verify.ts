import type { Command } from 'commander';
import { allChains, chainNamed, identify } from 'drxa/chains/all';
import type { ParsedAddress } from 'drxa/chains/chain';
import type { AddressReading, AddressVerified } from '../api/schemas/addresses.ts';
import { CommandError } from './command-error.ts';
import { instanceCommand, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';
import { plainText, textList } from './text-table.ts';

interface VerifyOptions extends InstanceOptions {
  readonly chain?: string;
  readonly network?: string;
}

/** What a careful reader should know, in words. */
const NOTES: Readonly<Record<string, string | undefined>> = {
  'no-checksum': 'no checksum: a wrong character is not noticed; compare all of it',
  'off-curve': 'not the address of a key, but of a program',
  'anyone-can-spend': 'whoever is first can spend what is sent there',
  'no-payments': 'it takes no payments',
};

/** What `mrm addresses verify` answers with `--json`. */
export interface Verified {
  readonly readings: readonly Omit<AddressReading, 'ours'>[];
  /** Those of the readings that are addresses of this instance; `null` when none runs that could say so. */
  readonly ours: readonly AddressReading['ours'][] | null;
}

/** `mrm addresses verify`: reads an address here; an instance that runs says whether it is its own. */
export function verifyCommand(): Command {
  return instanceCommand('verify', 'check an address with its checksum; works without an instance too')
    .argument('<address>')
    .option('--chain <name>', 'it has to be of this chain')
    .option('--network <network>', 'and of this network')
    .action(async (text: string, options: VerifyOptions) => {
      const readings = read(text, options);
      const verified: Verified = { readings: readings.map(withoutPayload), ours: await ask(text, options) };
      process.stdout.write(options.json === true ? `${JSON.stringify(verified)}\n` : verifiedText(verified));
    });
}

/** @throws DrxaError with the reason, when a chain is named; CommandError `ADDRESS_UNKNOWN` when none takes it */
function read(text: string, { chain, network }: VerifyOptions): ParsedAddress[] {
  if (chain !== undefined) return [chainNamed(chain).parse(text, network === undefined ? {} : { network })];
  const readings = identify(text).filter((one) => network === undefined || one.network === network);
  if (readings.length > 0) return readings;
  const chains = allChains.map(({ name }) => name).join(', ');
  throw new CommandError(
    'ADDRESS_UNKNOWN',
    `it is no address of any chain that is known here; name one with --chain to learn why: ${chains}`,
  );
}

async function ask(text: string, options: VerifyOptions): Promise<Verified['ours']> {
  const { chain, network } = options;
  try {
    const body = { text, chain, network };
    const answer = await runningInstance(options).send<AddressVerified>(
      'POST',
      '/api/addresses/verify',
      body,
    );
    return answer.value.readings.flatMap(({ ours }) => (ours === null ? [] : [ours]));
  } catch (error) {
    if (error instanceof CommandError && error.code === 'NOT_RUNNING') return null;
    throw error;
  }
}

function withoutPayload({ payload: _, ...reading }: ParsedAddress): Omit<AddressReading, 'ours'> {
  return { ...reading, notes: [...reading.notes] };
}

function verifiedText({ readings, ours }: Verified): string {
  const lists = readings.map(({ chain, network, kind, canonical, notes, tag }) =>
    textList([
      ['chain', `${chain} ${network}, ${kind}`],
      ['address', canonical],
      ...(tag === undefined ? [] : [['tag', tag] as const]),
      ...notes.map((note) => ['note', NOTES[note] ?? note] as const),
    ]),
  );
  return `${lists.join('\n')}\n${oursText(ours)}\n`;
}

function oursText(ours: Verified['ours']): string {
  if (ours === null) return 'whether it is ours is not known: no instance runs';
  if (ours.length === 0) return 'not given out by this instance';
  return ours
    .map(
      (row) => `ours: user ${plainText(row!.userId)}, scope ${row!.scope}, index ${row!.index} (${row!.id})`,
    )
    .join('\n');
}
