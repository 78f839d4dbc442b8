import { MAX_SS58_PREFIX, decodeSs58, encodeSs58 } from '../encoding/ss58.ts';
import { DrxaError } from '../errors.ts';
import type { Chain } from './chain.ts';
import { formOf, key32, malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';

/** What tells one Substrate chain from another. */
export interface SubstrateChain {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Of the SS58 registry, 0 … 16383. */
  readonly prefix: number;
  /** SLIP-44; Polkadot's unless said, as wallets do for chains without their own. */
  readonly coinType?: number;
}

const POLKADOT_COIN = 354;

/**
 * A chain whose accounts are 32-byte keys in SS58. The keys do not depend on the chain: one account, under another
 * prefix, is the same on all of them. Forms: `sr25519` (the usual one), `ed25519`; the text does not tell them apart.
 * @throws DRXA_FIELD_INVALID
 * @example
 *   const interlay = substrateChain({ name: 'interlay', prefix: 2032 });
 */
export function substrateChain({
  name,
  aliases = [],
  prefix,
  coinType = POLKADOT_COIN,
}: SubstrateChain): Chain {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > MAX_SS58_PREFIX) {
    throw new DrxaError(
      'DRXA_FIELD_INVALID',
      `prefix: must be an integer from 0 to ${MAX_SS58_PREFIX}`,
      'prefix',
    );
  }
  const chain: Chain = {
    name,
    aliases,
    coinType,
    networks: ['mainnet'],
    forms: [
      // Wallets derive sr25519 keys by junctions, which BIP-44 has no word for.
      { name: 'sr25519', family: 'substrate-sr25519', key: '32 bytes', path: undefined },
      {
        name: 'ed25519',
        family: 'substrate-ed25519',
        key: '32 bytes',
        path: ({ index }) => `m/44'/${coinType}'/0'/0'/${index}'`,
      },
    ],
    address(publicKey, options = {}) {
      networkOf(chain, options.network);
      formOf(chain, options.form);
      return encodeSs58({ prefix, key: key32(publicKey) });
    },
    parse(text, options = {}) {
      const network = networkOf(chain, options.network);
      const read = decodeSs58(text);
      if (read === 'format') return malformed(name, 'must be 32 bytes in SS58');
      if (read === 'checksum') return wrongChecksum(name);
      if (read.prefix !== prefix) {
        return wrongNetwork(name, `prefix ${called(read.prefix)}`, `prefix ${called(prefix, name)}`);
      }
      return { chain: name, network, kind: 'account', payload: read.key, canonical: text, notes: [] };
    },
  };
  return chain;
}

/** Prefix 42, of every chain that has none of its own. */
const GENERIC = 42;
const KNOWN = new Map([
  [0, 'polkadot'],
  [2, 'kusama'],
  [5, 'astar'],
  [6, 'bifrost'],
  [10, 'acala'],
  [36, 'centrifuge'],
  [GENERIC, 'substrate'],
]);

const called = (prefix: number, name = KNOWN.get(prefix)): string =>
  name === undefined ? `${prefix}` : `${prefix} (${name})`;

/** Polkadot and its system chains, prefix 0. */
export const polkadot = substrateChain({ name: 'polkadot', aliases: ['dot'], prefix: 0 });
/** Kusama and its system chains, prefix 2. */
export const kusama = substrateChain({ name: 'kusama', aliases: ['ksm'], prefix: 2, coinType: 434 });
/** Any Substrate chain without a prefix of its own (42): Westend, Bittensor, development chains. */
export const substrate = substrateChain({ name: 'substrate', aliases: ['westend'], prefix: GENERIC });
/** Astar, prefix 5. */
export const astar = substrateChain({ name: 'astar', aliases: ['astr'], prefix: 5, coinType: 810 });
/** Bifrost, prefix 6. */
export const bifrost = substrateChain({ name: 'bifrost', aliases: ['bnc'], prefix: 6, coinType: 788 });
/** Acala, prefix 10. */
export const acala = substrateChain({ name: 'acala', aliases: ['aca'], prefix: 10, coinType: 787 });
/** Centrifuge, prefix 36. */
export const centrifuge = substrateChain({ name: 'centrifuge', aliases: ['cfg'], prefix: 36, coinType: 747 });
