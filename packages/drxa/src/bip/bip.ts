import { HDKey } from '@scure/bip32';
import { engine as defaultEngine } from '#engine';
import type { AddressOptions, Chain } from '../chains/chain.ts';
import type { Engine } from '../engine/engine.ts';
import { DrxaError } from '../errors.ts';
import { bipKey, hardenedDepth } from './bip-path.ts';
import type { BipKey, BipPlace } from './bip-path.ts';
import { formatPath } from './path.ts';
import { deriveSlip10 } from './slip10.ts';

/** How a wallet computes. BIP-32 is noble's always; the engine does ed25519 keys and taproot. */
export interface BipOptions {
  readonly engine?: Engine;
}

/** Which key: of which chain and form, and where. */
export type BipKeyPlace = BipPlace & {
  readonly chain: Chain<never>;
  readonly form?: string;
};

/** Which address. Further entries are the chain's own options. */
export type BipAddressPlace<Options extends AddressOptions> = Omit<Options, 'engine'> &
  BipPlace & { readonly chain: Chain<Options> };

const inspect = Symbol.for('nodejs.util.inspect.custom');
const SHORTEST_SEED = 16;
const LONGEST_SEED = 64;

function checkedSeed(seed: Uint8Array): Uint8Array {
  if (!(seed instanceof Uint8Array) || seed.length < SHORTEST_SEED || seed.length > LONGEST_SEED) {
    throw new DrxaError('DRXA_SEED_LENGTH', 'seed: must be a Uint8Array of 16 to 64 bytes', 'seed');
  }
  if (seed.every((byte) => byte === seed[0])) {
    throw new DrxaError('DRXA_SEED_WEAK', 'seed: all bytes are the same', 'seed');
  }
  return Uint8Array.from(seed);
}

/**
 * The keys that other wallets make of the same mnemonic: secp256k1 by BIP-32, ed25519 by SLIP-10, on the paths of
 * BIP-44, 49, 84 and 86 or on a path that the caller gives. The path does not follow the network: where wallets keep
 * test coins under coin type 1, say so by the path.
 */
export class BipWallet {
  readonly #seed: Uint8Array;
  readonly #engine: Engine;
  /** The parent of the last secp256k1 key and its steps: neighbours are one derivation away. */
  #parent: { readonly path: string; readonly node: HDKey } | undefined;
  #wiped = false;

  /** Made by {@link createBipWallet}. `seed` belongs to the wallet from now on. */
  constructor(seed: Uint8Array, options: BipOptions) {
    this.#seed = seed;
    this.#engine = options.engine ?? defaultEngine;
  }

  /**
   * The private key, 32 bytes: a secp256k1 scalar or an RFC 8032 seed. The array is the caller's, who wipes it.
   * @throws DRXA_FIELD_INVALID, DRXA_INDEX_RANGE, DRXA_PATH, DRXA_UNSUPPORTED, DRXA_WIPED
   */
  privateKey(place: BipKeyPlace): Uint8Array {
    const { curve, steps } = bipKey(place.chain, place.form, place);
    this.#alive();
    if (curve === 'ed25519') return this.#ed25519(steps);
    const node = this.#secp256k1(steps);
    const key = Uint8Array.from(node.privateKey!);
    node.wipePrivateData();
    return key;
  }

  /** The public key: 33 bytes of secp256k1, 32 of ed25519. @throws what {@link privateKey} throws */
  publicKey(place: BipKeyPlace): Uint8Array {
    return this.#publicKey(bipKey(place.chain, place.form, place));
  }

  /**
   * The address of a place on a chain.
   * @throws what {@link privateKey} and the chain throw
   * @example
   *   wallet.address({ chain: bitcoin, form: 'p2tr', account: 0, change: 0, index: 3 });
   *   wallet.address({ chain: ethereum, path: "m/44'/60'/0'/7" });
   */
  address<Options extends AddressOptions>(place: BipAddressPlace<Options>): string {
    const { chain, account: _a, change: _c, index: _i, path: _p, ...rest } = place;
    const publicKey = this.#publicKey(bipKey(chain, rest.form, place));
    // What is left of the place are the chain's own options, by its type.
    return chain.address(publicKey, { ...rest, engine: this.#engine } as unknown as Options);
  }

  /**
   * The extended public key (`xpub…`) of an account, that is of the last hardened step of the form's path; of a path
   * that the caller gives, its own. It makes every address of the account (`watchOnly` of drxa/bip/watch-only) and no
   * private key. Whoever has it sees the account's history.
   * @throws DRXA_UNSUPPORTED for ed25519, which has no such keys, and what {@link privateKey} throws
   */
  extendedPublicKey(place: Omit<BipKeyPlace, 'change' | 'index'>): string {
    const { form, curve, steps } = bipKey(place.chain, place.form, place);
    if (curve !== 'secp256k1') {
      throw new DrxaError('DRXA_UNSUPPORTED', `form: ${form.name} has no extended public keys`, 'form');
    }
    this.#alive();
    const node = this.#secp256k1(place.path === undefined ? steps.slice(0, hardenedDepth(steps)) : steps);
    const text = node.publicExtendedKey;
    node.wipePrivateData();
    return text;
  }

  /** Ends this wallet: its seed is zero from now on. Copies that the runtime made are out of reach. */
  wipe(): void {
    this.#wiped = true;
    this.#seed.fill(0);
    this.#parent?.node.wipePrivateData();
    this.#parent = undefined;
  }

  toJSON(): { wallet: string } {
    return { wallet: 'bip' };
  }

  [inspect](): string {
    return 'BipWallet()';
  }

  #alive(): void {
    if (this.#wiped) throw new DrxaError('DRXA_WIPED', 'this wallet has been wiped');
  }

  #ed25519(steps: readonly number[]): Uint8Array {
    const { key, chainCode } = deriveSlip10(this.#seed, steps);
    chainCode.fill(0);
    return key;
  }

  #publicKey({ curve, steps }: BipKey): Uint8Array {
    this.#alive();
    if (curve === 'secp256k1') {
      const node = this.#secp256k1(steps);
      const publicKey = Uint8Array.from(node.publicKey!);
      node.wipePrivateData();
      return publicKey;
    }
    const key = this.#ed25519(steps);
    try {
      return this.#engine.ed25519PublicKey(key);
    } finally {
      key.fill(0);
    }
  }

  /** The node at the end of the steps, which the caller wipes. */
  #secp256k1(steps: readonly number[]): HDKey {
    if (steps.length === 0) return HDKey.fromMasterSeed(this.#seed);
    const path = formatPath(steps.slice(0, -1));
    if (this.#parent?.path !== path) {
      this.#parent?.node.wipePrivateData();
      this.#parent = { path, node: this.#descend(steps.slice(0, -1)) };
    }
    return this.#parent.node.deriveChild(steps[steps.length - 1]);
  }

  #descend(steps: readonly number[]): HDKey {
    let node = HDKey.fromMasterSeed(this.#seed);
    for (const step of steps) {
      const parent = node;
      node = parent.deriveChild(step);
      parent.wipePrivateData();
    }
    return node;
  }
}

/**
 * A wallet of a BIP-39 seed (64 bytes), or of 16 to 64 other secret bytes as BIP-32 allows. The seed is copied.
 * @throws DRXA_SEED_LENGTH, DRXA_SEED_WEAK
 * @example
 *   import { createBipWallet } from 'drxa/bip';
 *   import { mnemonicToSeed } from 'drxa/bip/words';
 *   const wallet = createBipWallet(await mnemonicToSeed(words));
 */
export const createBipWallet = (seed: Uint8Array, options: BipOptions = {}): BipWallet =>
  new BipWallet(checkedSeed(seed), options);
