import { HDKey } from '@scure/bip32';
import { engine as defaultEngine } from '#engine';
import type { AddressOptions, Chain } from '../chains/chain.ts';
import type { Engine } from '../engine/engine.ts';
import { DrxaError } from '../errors.ts';
import { bipKey, hardenedDepth } from './bip-path.ts';

/** Which address below an extended public key. Further entries are the chain's own options. */
export type WatchPlace<Options extends AddressOptions> = Omit<Options, 'engine'> & {
  readonly chain: Chain<Options>;
  /** 0 for addresses that are shown (unless said), 1 for change. */
  readonly change?: number;
  readonly index?: number;
};

/** Consecutive addresses: `count` of them from the index on. */
export type WatchList<Options extends AddressOptions> = WatchPlace<Options> & { readonly count: number };

/** The addresses of one account, without a secret. */
export interface WatchOnly {
  /** @throws DRXA_INDEX_RANGE, DRXA_PATH, DRXA_UNSUPPORTED, and what the chain throws */
  address<Options extends AddressOptions>(place: WatchPlace<Options>): string;
  /** @throws what {@link address} throws */
  list<Options extends AddressOptions>(place: WatchList<Options>): string[];
}

/** @throws DRXA_KEY_INVALID; the message never repeats the text, which may be a private key by mistake */
function readExtendedKey(text: string): HDKey {
  try {
    const node = HDKey.fromExtendedKey(text);
    if (node.privateKey === null) return node;
    node.wipePrivateData();
  } catch {
    // Said below, in our own words.
  }
  throw new DrxaError(
    'DRXA_KEY_INVALID',
    'extendedKey: must be an extended public key, xpub…',
    'extendedKey',
  );
}

/**
 * The addresses below an extended public key of an account (`xpub…`). Chain and form are the caller's to know: the
 * text does not say them.
 * @throws DRXA_KEY_INVALID
 * @example
 *   const watch = watchOnly(wallet.extendedPublicKey({ chain: bitcoin, account: 0 }));
 *   watch.list({ chain: bitcoin, count: 20 });
 */
export function watchOnly(extendedKey: string, options: { readonly engine?: Engine } = {}): WatchOnly {
  const root = readExtendedKey(extendedKey);
  const engine = options.engine ?? defaultEngine;

  function address<Options extends AddressOptions>(place: WatchPlace<Options>): string {
    const { chain, change = 0, index = 0, ...rest } = place;
    const { curve, form, steps } = bipKey(chain, rest.form, { change, index });
    if (curve !== 'secp256k1') {
      throw new DrxaError('DRXA_UNSUPPORTED', `form: ${form.name} has no extended public keys`, 'form');
    }
    const depth = hardenedDepth(steps);
    if (root.depth !== depth) {
      throw new DrxaError(
        'DRXA_PATH',
        `extendedKey: is ${root.depth} steps from the seed, an account of ${chain.name} is ${depth}`,
        'extendedKey',
      );
    }
    const node = steps.slice(depth).reduce((parent, step) => parent.deriveChild(step), root);
    return chain.address(node.publicKey!, { ...rest, engine } as unknown as Options);
  }

  return {
    address,
    list(place) {
      const { count, index = 0 } = place;
      if (!Number.isInteger(count) || count < 0) {
        throw new DrxaError('DRXA_INDEX_RANGE', 'count: must be an integer from 0', 'count');
      }
      return Array.from({ length: count }, (_, i) => address({ ...place, index: index + i }));
    },
  };
}
