import { hash160 } from '../encoding/hash160.ts';
import type { Chain } from './chain.ts';
import { cosmosAccounts } from './cosmos-account.ts';
import { compressed } from './secp256k1-key.ts';

/** What tells one chain with Cosmos' own keys from another. */
export interface CosmosChain {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The part of its addresses before the `1`. */
  readonly hrp: string;
  /** SLIP-44; Cosmos' unless said, as on most of them. */
  readonly coinType?: number;
}

const COSMOS_COIN = 118;

/** Chains whose accounts are made as Cosmos makes them: one key has the same 20 bytes on all, under another prefix. */
export const COSMOS_CHAINS = {
  cosmos: { name: 'cosmos', aliases: ['atom', 'cosmoshub'], hrp: 'cosmos' },
  osmosis: { name: 'osmosis', aliases: ['osmo'], hrp: 'osmo' },
  celestia: { name: 'celestia', aliases: ['tia'], hrp: 'celestia' },
  sei: { name: 'sei', hrp: 'sei' },
  akash: { name: 'akash', aliases: ['akt'], hrp: 'akash' },
  axelar: { name: 'axelar', aliases: ['axl'], hrp: 'axelar' },
  dydx: { name: 'dydx', hrp: 'dydx' },
  juno: { name: 'juno', hrp: 'juno' },
  kava: { name: 'kava', hrp: 'kava', coinType: 459 },
  neutron: { name: 'neutron', aliases: ['ntrn'], hrp: 'neutron' },
  noble: { name: 'noble', hrp: 'noble' },
  stargaze: { name: 'stargaze', aliases: ['stars'], hrp: 'stars' },
  stride: { name: 'stride', aliases: ['strd'], hrp: 'stride' },
  terra: { name: 'terra', aliases: ['luna'], hrp: 'terra', coinType: 330 },
  thorchain: { name: 'thorchain', aliases: ['rune'], hrp: 'thor', coinType: 931 },
} as const satisfies Record<string, CosmosChain>;

/**
 * A chain whose accounts are made as Cosmos makes them.
 * @example
 *   const akash = cosmosChain(COSMOS_CHAINS.akash);
 *   const other = cosmosChain({ name: 'regen', hrp: 'regen' });
 */
export function cosmosChain({ name, aliases = [], hrp, coinType = COSMOS_COIN }: CosmosChain): Chain {
  return cosmosAccounts({
    name,
    aliases,
    coinType,
    hrp,
    form: {
      name: 'account',
      family: 'cosmos',
      key: 'compressed',
      path: ({ account, change, index }) => `m/44'/${coinType}'/${account}'/${change}/${index}`,
    },
    accountOf: (publicKey) => hash160(compressed(publicKey)),
  });
}

/** Cosmos Hub. */
export const cosmos = cosmosChain(COSMOS_CHAINS.cosmos);
/** Osmosis. */
export const osmosis = cosmosChain(COSMOS_CHAINS.osmosis);
/** Celestia. */
export const celestia = cosmosChain(COSMOS_CHAINS.celestia);
/** Sei, by its Cosmos address. */
export const sei = cosmosChain(COSMOS_CHAINS.sei);
