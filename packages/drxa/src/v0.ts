import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { engine as defaultEngine } from '#engine';
import { aptos } from './chains/aptos.ts';
import { bitcoin } from './chains/bitcoin.ts';
import { cardano } from './chains/cardano.ts';
import { formOf, networkOf } from './chains/chain.ts';
import type { AddressOptions, Chain, Form } from './chains/chain.ts';
import { ethereum } from './chains/ethereum.ts';
import { near } from './chains/near.ts';
import { solana } from './chains/solana.ts';
import { substrate } from './chains/substrate.ts';
import { sui } from './chains/sui.ts';
import { ton } from './chains/ton.ts';
import { tron } from './chains/tron.ts';
import { DrxaError } from './errors.ts';
import { curveOf } from './families.ts';
import type { RootOptions } from './root.ts';
import { pickSecp256k1Key } from './scheme-v1.ts';
import { v0CardanoKeys } from './v0-cardano.ts';
import type { V0CardanoKeys } from './v0-cardano.ts';
import { SHOWN_BY_V0, shownTonKey } from './v0-quirks.ts';

// The scheme before v1, for recovery alone. New keys come from drxa/root.

/** One entry of the old scheme. Its texts are taken as they were: nothing is normalised. */
export interface V0Place {
  readonly scope: string;
  readonly userId: string;
  /** The name that was used then: `sol` and `solana` have different keys, and so has each EVM chain. */
  readonly chain: string;
  /** A text in this scheme: `"0"` and `"00"` have different keys. */
  readonly index: string;
  /** Takes fields with a `:`, which the scheme cannot tell apart: {a, b:c} and {a:b, c} have one key. */
  readonly allowAmbiguous?: boolean;
}

/** One address of the old scheme. */
export interface V0AddressPlace extends V0Place, Omit<AddressOptions, 'engine'> {
  /** Whose address it is, where the name is another than the old code knew: an EVM chain, say, or an alias. */
  readonly codec?: Chain;
}

const LENGTH = 32;
const LARGEST_STEP = 0xffff_ffff;
const utf8 = new TextEncoder();

interface KnownChain {
  readonly chain: Chain;
  readonly form?: string;
}

/** The chains that the old code knew beside those of Ethereum, and the form it used. */
const KNOWN = new Map<string, KnownChain>([
  ['bitcoin', { chain: bitcoin, form: 'p2tr' }],
  ['solana', { chain: solana }],
  ['aptos', { chain: aptos }],
  ['sui', { chain: sui }],
  // It wrote the generic prefix, 42, instead of Polkadot's.
  ['polkadot', { chain: substrate, form: 'sr25519' }],
  ['cardano', { chain: cardano, form: 'base' }],
  ['tron', { chain: tron }],
  ['near', { chain: near }],
  ['ton', { chain: ton }],
]);

function knownChain(name: string): KnownChain {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  if (name === ethereum.name || ethereum.aliases.includes(name)) return { chain: ethereum };
  const names = [ethereum.name, ...KNOWN.keys()].join(', ');
  throw new DrxaError('DRXA_UNKNOWN_CHAIN', `chain: one of ${names}, or name a codec`, 'chain');
}

function message(place: V0Place): Uint8Array {
  const fields = (['scope', 'userId', 'chain', 'index'] as const).map((field) => {
    const text = place[field];
    if (typeof text !== 'string' || !text.isWellFormed()) {
      throw new DrxaError('DRXA_FIELD_INVALID', `${field}: must be a well-formed Unicode string`, field);
    }
    if (text.includes(':') && place.allowAmbiguous !== true) {
      throw new DrxaError(
        'DRXA_FIELD_INVALID',
        `${field}: holds a colon, so another entry may have the same key; allowAmbiguous takes it`,
        field,
      );
    }
    return text;
  });
  return utf8.encode(fields.join(':'));
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** The keys of one seed by the old scheme. */
export class V0Wallet {
  readonly #seed: Uint8Array;
  readonly #options: RootOptions;
  #wiped = false;

  /** Made by {@link createV0Wallet}. `seed` belongs to the wallet from now on. */
  constructor(seed: Uint8Array, options: RootOptions) {
    this.#seed = seed;
    this.#options = options;
  }

  /**
   * The 32 bytes of an entry: its private key, on Cardano the entropy of its tree. The array is the caller's, who
   * wipes it. With it the signers of drxa/sign move what the address holds.
   * @throws DRXA_FIELD_INVALID, DRXA_WIPED
   */
  privateKey(place: V0Place): Uint8Array {
    if (this.#wiped) throw new DrxaError('DRXA_WIPED', 'this wallet has been wiped');
    const block = hmac(sha512, this.#seed, message(place));
    const key = block.slice(0, LENGTH);
    block.fill(0);
    return key;
  }

  /**
   * The address that the entry's key spends from. On Cardano the network must be said: the old code wrote the test
   * network's unless told.
   * @throws DRXA_FIELD_INVALID, DRXA_UNKNOWN_CHAIN, DRXA_INDEX_RANGE, DRXA_UNSUPPORTED for Polkadot without
   * `drxa/sr25519`, DRXA_WIPED
   * @example
   *   wallet.address({ scope: 'wallet', userId: 'ada', chain: 'bsc', index: '0' });
   */
  address(place: V0AddressPlace): string {
    const { chain, form: usual }: KnownChain =
      place.codec === undefined ? knownChain(place.chain) : { chain: place.codec };
    const network = networkOf(chain, place.network);
    const engine = this.#options.engine ?? defaultEngine;
    if (chain.name === cardano.name) return this.#cardanoAddress(place);
    const form = formOf(chain, place.form ?? usual);
    const publicKey = this.#publicKey(place, form);
    return chain.address(publicKey, { network, form: form.name, engine });
  }

  /**
   * The address that the old code showed where that was a wrong one (tron, near, ton), so that an operator can
   * recognise it; `undefined` elsewhere.
   * @throws what {@link privateKey} throws
   */
  shownAddress(place: V0Place): string | undefined {
    const shown = Object.hasOwn(SHOWN_BY_V0, place.chain) ? SHOWN_BY_V0[place.chain] : undefined;
    if (shown === undefined) return undefined;
    const key = this.privateKey(place);
    try {
      return shown(key);
    } finally {
      key.fill(0);
    }
  }

  /**
   * The private key of the address that the old code showed for a TON entry: coins sent there can be moved, and should
   * be soon, as the key has few bits. The array is the caller's, who wipes it. Takes up to a second.
   * @throws what {@link privateKey} throws
   */
  shownTonKey(place: V0Place): Uint8Array {
    const key = this.privateKey(place);
    try {
      return shownTonKey(key);
    } finally {
      key.fill(0);
    }
  }

  /**
   * The keys of a Cardano entry, for a tool that signs there. The payment key is the caller's to wipe.
   * @throws DRXA_INDEX_RANGE when the index is no whole number, and what {@link privateKey} throws
   */
  cardanoKeys(place: V0Place): V0CardanoKeys {
    const entropy = this.privateKey(place);
    try {
      const index = Number(place.index);
      if (!/^\d+$/.test(place.index) || index > LARGEST_STEP) {
        throw new DrxaError('DRXA_INDEX_RANGE', 'index: on cardano a whole number below 2^32', 'index');
      }
      return v0CardanoKeys(entropy, index);
    } finally {
      entropy.fill(0);
    }
  }

  /** Ends this wallet: its seed is zero from now on. Copies that the runtime made are out of reach. */
  wipe(): void {
    this.#wiped = true;
    this.#seed.fill(0);
  }

  toJSON(): { wallet: string } {
    return { wallet: 'v0' };
  }

  [inspect](): string {
    return 'V0Wallet()';
  }

  #cardanoAddress(place: V0AddressPlace): string {
    const { network } = place;
    if (network === undefined) {
      throw new DrxaError('DRXA_FIELD_INVALID', 'network: must be said on cardano', 'network');
    }
    const { paymentKey, paymentPublicKey, stakePublicKey } = this.cardanoKeys(place);
    paymentKey.fill(0);
    return cardano.address(paymentPublicKey, { network, form: 'base', stakeKey: stakePublicKey });
  }

  #publicKey(place: V0Place, { family }: Form): Uint8Array {
    const { engine = defaultEngine, sr25519 } = this.#options;
    const curve = curveOf(family);
    if (curve === 'sr25519' && sr25519 === undefined) {
      throw new DrxaError(
        'DRXA_UNSUPPORTED',
        'sr25519: give createV0Wallet what drxa/sr25519 exports',
        'sr25519',
      );
    }
    const key = this.privateKey(place);
    try {
      // One in 2^128 entries is no key of secp256k1; it never had an address.
      if (curve === 'secp256k1') pickSecp256k1Key(() => Uint8Array.from(key)).fill(0);
      if (curve === 'secp256k1') return engine.secp256k1PublicKey(key, true);
      return curve === 'sr25519' ? sr25519!.publicKey(key) : engine.ed25519PublicKey(key);
    } finally {
      key.fill(0);
    }
  }
}

/**
 * A wallet of the old scheme, from its 32-byte seed, which is copied.
 * @throws DRXA_SEED_LENGTH
 */
export function createV0Wallet(seed: Uint8Array, options: RootOptions = {}): V0Wallet {
  if (!(seed instanceof Uint8Array) || seed.length !== LENGTH) {
    throw new DrxaError('DRXA_SEED_LENGTH', 'seed: must be a Uint8Array of 32 bytes', 'seed');
  }
  return new V0Wallet(Uint8Array.from(seed), options);
}
