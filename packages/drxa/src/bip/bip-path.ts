import { formOf } from '../chains/chain.ts';
import type { AddressOptions, Chain, Form } from '../chains/chain.ts';
import { DrxaError } from '../errors.ts';
import { curveOf } from '../families.ts';
import type { Family } from '../families.ts';
import { HARDENED, parsePath } from './path.ts';

/** Where a key stands: by the numbers of the chain's own path, or by a path that the caller gives. */
export interface BipPlace {
  /** 0 unless said; refused on chains whose path has no account. */
  readonly account?: number;
  /** 0 for addresses that are shown, 1 for change; refused on chains whose path has none. */
  readonly change?: number;
  /** 0 unless said. */
  readonly index?: number;
  /** Instead of the three numbers, such as `m/44'/60'/0'/7`. */
  readonly path?: string;
}

/** A key's steps from the seed, and its curve. */
export interface BipKey {
  readonly form: Form;
  readonly curve: 'secp256k1' | 'ed25519';
  readonly steps: number[];
}

type Place = { account: number; change: number; index: number };

/** Their wallets derive by BIP32-Ed25519; keys by SLIP-10 would be found by no wallet. */
const BY_BIP32_ED25519: readonly Family[] = ['cardano', 'cardano-stake'];

const unsupported = (chain: string, form: Form, reason: string): never => {
  throw new DrxaError('DRXA_UNSUPPORTED', `form: ${form.name} of ${chain} ${reason}`, 'form');
};

/** A number of a path: 0 … 2^31-1. @throws DRXA_INDEX_RANGE */
function checkedStep(value: number | undefined, field: string): number {
  if (value === undefined) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= HARDENED) {
    throw new DrxaError('DRXA_INDEX_RANGE', `${field}: must be an integer from 0 to ${HARDENED - 1}`, field);
  }
  return value;
}

/**
 * The path of a form at a place. A number that the path does not hold must be 0: otherwise two places would silently
 * have one address.
 */
function ownPath(chain: string, path: NonNullable<Form['path']>, place: BipPlace): string {
  const at: Place = {
    account: checkedStep(place.account, 'account'),
    change: checkedStep(place.change, 'change'),
    index: checkedStep(place.index, 'index'),
  };
  for (const field of ['account', 'change', 'index'] as const) {
    if (at[field] !== 0 && path(at) === path({ ...at, [field]: 0 })) {
      throw new DrxaError('DRXA_PATH', `${field}: the path of ${chain} has none`, field);
    }
  }
  return path(at);
}

/**
 * The key of a chain's form.
 * @throws DRXA_FIELD_INVALID, DRXA_INDEX_RANGE, DRXA_PATH, DRXA_UNSUPPORTED
 */
export function bipKey<Options extends AddressOptions>(
  chain: Chain<Options>,
  formName: string | undefined,
  place: BipPlace,
): BipKey {
  const form = formOf(chain, formName);
  const curve = curveOf(form.family);
  if (curve !== 'secp256k1' && curve !== 'ed25519') {
    return unsupported(chain.name, form, 'has keys by sr25519 junctions, which are not here');
  }
  if (BY_BIP32_ED25519.includes(form.family)) {
    return unsupported(chain.name, form, 'has keys by BIP32-Ed25519, which is not here');
  }
  if (place.path !== undefined) {
    for (const field of ['account', 'change', 'index'] as const) {
      if (place[field] !== undefined) {
        throw new DrxaError('DRXA_PATH', `${field}: stands in the path already`, field);
      }
    }
    return { form, curve, steps: parsePath(place.path) };
  }
  if (form.path === undefined) return unsupported(chain.name, form, 'has no usual path: give one');
  return { form, curve, steps: parsePath(ownPath(chain.name, form.path, place)) };
}

/** How many of the steps, from the first, are hardened: below them an extended public key suffices. */
export function hardenedDepth(steps: readonly number[]): number {
  const soft = steps.findIndex((step) => step < HARDENED);
  return soft === -1 ? steps.length : soft;
}
