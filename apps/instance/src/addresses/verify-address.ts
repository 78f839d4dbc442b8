import { allChains, chainNamed } from 'drxa/chains/all';
import type { Chain, ParsedAddress } from 'drxa/chains/chain';
import { networkOf } from 'drxa/chains/chain';
import { DrxaError } from 'drxa/errors';

/** What is said of a text that is no address, the most telling first. */
const TELLING = ['DRXA_ADDRESS_CHECKSUM', 'DRXA_ADDRESS_NETWORK', 'DRXA_ADDRESS_FORMAT'];

/** What a text says on each chain, or why it is no address. */
export interface ReadAddress {
  readonly readings: readonly ParsedAddress[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/**
 * Reads a text with its checksum: on one chain, or on every chain that takes it.
 * @throws DrxaError `DRXA_UNKNOWN_CHAIN`, `DRXA_FIELD_INVALID`
 */
export function readAddress(text: string, asked: { chain?: string; network?: string } = {}): ReadAddress {
  const { chain: name, network } = asked;
  if (name === undefined && network !== undefined)
    throw new DrxaError('DRXA_FIELD_INVALID', 'network: is of a chain; say which', 'network');
  const chains = name === undefined ? allChains : [chainNamed(name)];
  if (network !== undefined) for (const chain of chains) networkOf(chain, network);
  const readings: ParsedAddress[] = [];
  const refusals: DrxaError[] = [];
  for (const chain of chains) {
    const read = readOn(chain, text, network);
    if (read instanceof DrxaError) refusals.push(read);
    else readings.push(read);
  }
  if (readings.length > 0) return { readings, problem: null };
  return { readings, problem: problemOf(refusals, name !== undefined) };
}

function readOn(chain: Chain, text: string, network: string | undefined): ParsedAddress | DrxaError {
  try {
    return chain.parse(text, network === undefined ? {} : { network });
  } catch (error) {
    if (error instanceof DrxaError) return error;
    throw error;
  }
}

function problemOf(refusals: readonly DrxaError[], ofOneChain: boolean): ReadAddress['problem'] {
  const best = TELLING.map((code) => refusals.find((refusal) => refusal.code === code)).find(
    (refusal) => refusal !== undefined,
  );
  if (best === undefined || (!ofOneChain && best.code === 'DRXA_ADDRESS_FORMAT'))
    return { code: 'DRXA_ADDRESS_FORMAT', message: 'address: not of any chain that is known here' };
  return { code: best.code, message: best.message };
}
