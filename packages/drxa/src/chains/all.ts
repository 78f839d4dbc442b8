import { DrxaError } from '../errors.ts';
import { algorand } from './algorand.ts';
import { aptos } from './aptos.ts';
import { bitcoin } from './bitcoin.ts';
import { cardano } from './cardano.ts';
import type { Chain, ParsedAddress } from './chain.ts';
import { COSMOS_CHAINS, celestia, cosmos, cosmosChain, osmosis, sei } from './cosmos.ts';
import { dash } from './dash.ts';
import { digibyte } from './digibyte.ts';
import { dogecoin } from './dogecoin.ts';
import { ethereum } from './ethereum.ts';
import { filecoin } from './filecoin.ts';
import { evmos, injective } from './injective.ts';
import { litecoin } from './litecoin.ts';
import { multiversx } from './multiversx.ts';
import { near } from './near.ts';
import { solana } from './solana.ts';
import { stellar } from './stellar.ts';
import { acala, astar, bifrost, centrifuge, kusama, polkadot, substrate } from './substrate.ts';
import { sui } from './sui.ts';
import { tezos } from './tezos.ts';
import { ton } from './ton.ts';
import { tron } from './tron.ts';
import { xrp } from './xrp.ts';

const ofCosmos = [cosmos, osmosis, celestia, sei];
const othersOfCosmos = Object.values(COSMOS_CHAINS)
  .filter(({ name }) => !ofCosmos.some((chain) => chain.name === name))
  .map(cosmosChain);

/** Every chain of this package, each once. A program that needs a few imports those alone. */
export const allChains: readonly Chain[] = [
  bitcoin,
  litecoin,
  dogecoin,
  dash,
  digibyte,
  ethereum,
  tron,
  ...ofCosmos,
  ...othersOfCosmos,
  injective,
  evmos,
  xrp,
  filecoin,
  solana,
  near,
  aptos,
  sui,
  polkadot,
  kusama,
  substrate,
  astar,
  bifrost,
  acala,
  centrifuge,
  cardano,
  ton,
  stellar,
  algorand,
  tezos,
  multiversx,
];

const byName = new Map(
  allChains.flatMap((chain) => [chain.name, ...chain.aliases].map((name) => [name, chain])),
);

/**
 * A chain by its name or one of its aliases, in lower case.
 * @throws DRXA_UNKNOWN_CHAIN
 * @example
 *   scope.address({ userId: 'ada', chain: chainNamed('sol') });
 */
export function chainNamed(name: string): Chain {
  const chain = byName.get(name);
  if (chain === undefined) {
    const names = allChains.map((one) => one.name).join(', ');
    throw new DrxaError('DRXA_UNKNOWN_CHAIN', `chain: no such name; there are ${names}`, 'chain');
  }
  return chain;
}

/**
 * What a text says on each chain where it passes the full check, in the order of {@link allChains}; nothing when it is
 * no address. One text may be of several chains (Aptos and Sui, Bitcoin and Litecoin): the caller knows which is meant.
 */
export function identify(text: string): ParsedAddress[] {
  return allChains.flatMap((chain) => {
    try {
      return [chain.parse(text)];
    } catch (error) {
      if (error instanceof DrxaError) return [];
      throw error;
    }
  });
}
