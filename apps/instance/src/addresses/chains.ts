import { allChains } from 'drxa/chains/all';
import { formOf, networkOf } from 'drxa/chains/chain';
import type { Chain, Form } from 'drxa/chains/chain';
import { DrxaError } from 'drxa/errors';
import type { Family } from 'drxa/families';
import type { ChainInfo } from '../api/schemas/addresses.ts';

/** Families whose transactions the vault signs (vault/signers.ts). */
const SIGNED: ReadonlySet<Family> = new Set<Family>([
  'evm',
  'sol',
  'tron',
  'btc-p2wpkh',
  'btc-p2tr',
  'btc-p2sh-p2wpkh',
  'btc-p2pkh',
  'ltc-p2wpkh',
  'ltc-p2pkh',
  'doge-p2pkh',
  'dash-p2pkh',
  'dgb-p2wpkh',
]);
/** An address of a key that pays and one that stakes; one index of one family stands for one key here. */
const OF_TWO_KEYS = { chain: 'cardano', form: 'base' };

/** The chains that addresses are made for. */
export function chainList(): ChainInfo[] {
  return allChains.map((chain) => ({
    name: chain.name,
    aliases: [...chain.aliases],
    coinType: chain.coinType,
    networks: [...chain.networks],
    forms: formsOf(chain).map(({ name, family }) => ({ name, family })),
    tag: chain.tag !== undefined,
    signs: formsOf(chain).some(({ family }) => SIGNED.has(family)),
  }));
}

/** How an address is to be made, its names written out. */
export interface AddressKind {
  readonly network: string;
  readonly form: string;
  readonly family: Family;
}

/** @throws DrxaError `DRXA_FIELD_INVALID`, `DRXA_UNSUPPORTED` */
export function addressKind(
  chain: Chain,
  asked: { readonly network?: string | undefined; readonly form?: string | undefined },
): AddressKind {
  const network = networkOf(chain, asked.network);
  const form = formOf(chain, asked.form);
  if (needsTwoKeys(chain, form))
    throw new DrxaError('DRXA_UNSUPPORTED', `form: ${form.name} of ${chain.name} needs two keys`, 'form');
  return { network, form: form.name, family: form.family };
}

function formsOf(chain: Chain): Form[] {
  return chain.forms.filter((form) => !needsTwoKeys(chain, form));
}

function needsTwoKeys(chain: Chain, form: Form): boolean {
  return chain.name === OF_TWO_KEYS.chain && form.name === OF_TWO_KEYS.form;
}
