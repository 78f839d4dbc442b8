import type { Chain } from './chain.ts';
import { cosmosAccounts } from './cosmos-account.ts';
import { accountOf } from './ethereum.ts';

/** Chains of the Cosmos SDK with Ethereum's keys: the account is the one of family `evm`, written in bech32. */
const ethermint = (name: string, aliases: readonly string[], hrp: string): Chain =>
  cosmosAccounts({
    name,
    aliases,
    coinType: 60,
    hrp,
    form: {
      name: 'account',
      family: 'evm',
      key: 'uncompressed',
      path: ({ account, change, index }) => `m/44'/60'/${account}'/${change}/${index}`,
    },
    accountOf,
  });

/** Injective. */
export const injective = ethermint('injective', ['inj'], 'inj');
/** Evmos. */
export const evmos = ethermint('evmos', [], 'evmos');
