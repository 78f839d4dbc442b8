import { algorand } from 'drxa/chains/algorand';
import { aptos } from 'drxa/chains/aptos';
import { bitcoin } from 'drxa/chains/bitcoin';
import { cardano } from 'drxa/chains/cardano';
import type { Chain } from 'drxa/chains/chain';
import { cosmos } from 'drxa/chains/cosmos';
import { dash } from 'drxa/chains/dash';
import { digibyte } from 'drxa/chains/digibyte';
import { dogecoin } from 'drxa/chains/dogecoin';
import { ethereum } from 'drxa/chains/ethereum';
import { filecoin } from 'drxa/chains/filecoin';
import { injective } from 'drxa/chains/injective';
import { litecoin } from 'drxa/chains/litecoin';
import { multiversx } from 'drxa/chains/multiversx';
import { near } from 'drxa/chains/near';
import { solana } from 'drxa/chains/solana';
import { stellar } from 'drxa/chains/stellar';
import { polkadot } from 'drxa/chains/substrate';
import { sui } from 'drxa/chains/sui';
import { tezos } from 'drxa/chains/tezos';
import { ton } from 'drxa/chains/ton';
import { tron } from 'drxa/chains/tron';
import { xrp } from 'drxa/chains/xrp';

/** One line of the table: a chain and the form that is measured. */
export interface Subject {
  readonly name: string;
  readonly chain: Chain;
  readonly form?: string;
}

const usual = (chain: Chain): Subject => ({ name: chain.name, chain });

/** What the table measures, and in this order. */
export const SUBJECTS: readonly Subject[] = [
  usual(bitcoin),
  { name: 'bitcoin p2tr', chain: bitcoin, form: 'p2tr' },
  ...[litecoin, digibyte, dogecoin, dash, ethereum, injective, tron, cosmos, xrp, filecoin].map(usual),
  ...[solana, near, aptos, sui].map(usual),
  { name: 'polkadot', chain: polkadot, form: 'ed25519' },
  ...[cardano, ton, stellar, algorand, tezos, multiversx].map(usual),
];
