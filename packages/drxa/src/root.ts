import { engine as defaultEngine } from '#engine';
import { formOf } from './chains/chain.ts';
import type { AddressOptions, Chain, KeyFormat } from './chains/chain.ts';
import type { Engine } from './engine/engine.ts';
import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from './encoding/bech32-text.ts';
import { concat } from './encoding/bytes.ts';
import { toHex } from './encoding/hex.ts';
import { DrxaError } from './errors.ts';
import { curveOf } from './families.ts';
import type { Family } from './families.ts';
import { checkedIndex, checkedSeed, scopeBytes, userIdBytes } from './fields.ts';
import {
  block,
  extract,
  fingerprintOf,
  keyMessage,
  keyedHmac,
  pickSecp256k1Key,
  scopeKeyOf,
} from './scheme-v1.ts';
import type { KeyedHmac } from './scheme-v1.ts';
import type { Sr25519 } from './sr25519.ts';

/** How a root computes. Without an engine: Node's ed25519 under Node, else noble. */
export interface RootOptions {
  readonly engine?: Engine;
  /** From `drxa/sr25519`; only the family `substrate-sr25519` needs it. */
  readonly sr25519?: Sr25519;
}

/** Which key: of which user, for which family, the how-manieth (0 without it). */
export interface KeyPlace {
  readonly userId: string;
  readonly family: Family;
  readonly index?: number;
}

/** Which address; the form says the family. Further entries are the chain's own options. */
export type AddressPlace<Options extends AddressOptions> = Omit<Options, 'engine'> & {
  readonly userId: string;
  readonly chain: Chain<Options>;
  readonly index?: number;
};

const inspect = Symbol.for('nodejs.util.inspect.custom');
const SCOPE_HRP = 'drxascope';
const SCOPE_VERSION = 1;
const KEY_LENGTH = 32;
const FINGERPRINT_LENGTH = 8;

/**
 * The keys of one scope of one seed. It is all that a process needs that handles this scope's keys; nothing in it
 * leads to the seed or to another scope.
 */
export class Scope {
  readonly name: string;
  /** 16 hex digits that name the seed. */
  readonly fingerprint: string;
  readonly #engine: Engine;
  readonly #sr25519: Sr25519 | undefined;
  readonly #key: Uint8Array;
  #hmac: KeyedHmac | undefined;

  /** Made by {@link Root.scope} and {@link importScope}. `key` belongs to the scope from now on. */
  constructor(name: string, fingerprint: string, key: Uint8Array, options: RootOptions) {
    this.name = name;
    this.fingerprint = fingerprint;
    this.#engine = options.engine ?? defaultEngine;
    this.#sr25519 = options.sr25519;
    this.#key = key;
    this.#hmac = keyedHmac(key);
  }

  /**
   * The private key, 32 bytes: a secp256k1 scalar, an RFC 8032 seed, an sr25519 mini-secret, or raw bytes. The array
   * is the caller's, who wipes it after use.
   * @throws DRXA_FIELD_INVALID, DRXA_FIELD_NOT_NFC, DRXA_INDEX_RANGE, DRXA_UNKNOWN_FAMILY, DRXA_WIPED
   */
  privateKey({ userId, family, index = 0 }: KeyPlace): Uint8Array {
    if (this.#hmac === undefined) throw new DrxaError('DRXA_WIPED', 'this scope has been wiped');
    const hmac = this.#hmac;
    const curve = curveOf(family);
    const message = keyMessage(userIdBytes(userId), family, checkedIndex(index));
    if (curve === 'secp256k1') return pickSecp256k1Key((attempt) => block(hmac, message, attempt));
    const first = block(hmac, message, 0);
    const key = first.slice(0, KEY_LENGTH);
    first.fill(0);
    return key;
  }

  /**
   * The public key: 33 bytes of secp256k1 (65 with `compressed: false`), 32 of ed25519 and sr25519.
   * @throws what {@link privateKey} throws, and DRXA_UNSUPPORTED for `raw`, or sr25519 without `drxa/sr25519`
   */
  publicKey(place: KeyPlace & { readonly compressed?: boolean }): Uint8Array {
    const curve = curveOf(place.family);
    if (curve === 'raw') {
      throw new DrxaError('DRXA_UNSUPPORTED', `family: ${place.family} has no public keys`, 'family');
    }
    if (curve === 'sr25519' && this.#sr25519 === undefined) {
      throw new DrxaError(
        'DRXA_UNSUPPORTED',
        'sr25519: give createRoot what drxa/sr25519 exports',
        'sr25519',
      );
    }
    const key = this.privateKey(place);
    try {
      if (curve === 'secp256k1') return this.#engine.secp256k1PublicKey(key, place.compressed ?? true);
      return curve === 'ed25519' ? this.#engine.ed25519PublicKey(key) : this.#sr25519!.publicKey(key);
    } finally {
      key.fill(0);
    }
  }

  /**
   * The address of a user on a chain.
   * @throws what {@link publicKey} and the chain throw
   * @example
   *   import { solana } from 'drxa/chains/solana';
   *   scope.address({ userId: 'ada', chain: solana, index: 0 });
   */
  address<Options extends AddressOptions>(place: AddressPlace<Options>): string {
    const { userId, chain, index = 0, ...rest } = place;
    const form = formOf(chain, rest.form);
    const publicKey = this.publicKey({ userId, family: form.family, index, ...keyOptions(form.key) });
    // What is left of the place are the chain's own options, by its type.
    return chain.address(publicKey, { ...rest, engine: this.#engine } as unknown as Options);
  }

  /** Ends this scope: its key is zero from now on. Copies that the runtime made are out of reach. */
  wipe(): void {
    this.#key.fill(0);
    this.#hmac?.destroy();
    this.#hmac = undefined;
  }

  toJSON(): { scope: string; fingerprint: string } {
    return { scope: this.name, fingerprint: this.fingerprint };
  }

  [inspect](): string {
    return `Scope(${this.name} of ${this.fingerprint})`;
  }
}

const keyOptions = (key: KeyFormat): { compressed?: boolean } =>
  key === 'uncompressed' ? { compressed: false } : {};

/** One seed. It makes scopes; keys come from them. */
export class Root {
  /** 16 hex digits that name the seed without telling it. */
  readonly fingerprint: string;
  /** Of the PRK. */
  readonly #hmac: KeyedHmac;
  readonly #options: RootOptions;
  readonly #scopes = new Map<string, Scope>();
  #wiped = false;

  /** Made by {@link createRoot}, which wipes `prk` afterwards. */
  constructor(prk: Uint8Array, options: RootOptions) {
    this.#hmac = keyedHmac(prk);
    this.#options = options;
    this.fingerprint = toHex(fingerprintOf(this.#hmac));
  }

  /** One scope's keys; the same object each time. @throws DRXA_FIELD_INVALID, DRXA_WIPED */
  scope(name: string): Scope {
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const scope = new Scope(name, this.fingerprint, this.#scopeKey(name), this.#options);
    this.#scopes.set(name, scope);
    return scope;
  }

  /**
   * One scope as text, for a process that must not have the seed. It is as secret as a private key.
   * @throws DRXA_FIELD_INVALID, DRXA_WIPED
   */
  exportScope(name: string): string {
    const key = this.#scopeKey(name);
    const scope = scopeBytes(name);
    const bytes = concat(Uint8Array.of(SCOPE_VERSION, scope.length), scope, key, fingerprintOf(this.#hmac));
    try {
      return encodeBech32(SCOPE_HRP, bytesToWords(bytes), 'bech32m', LONGEST_SCOPE_TEXT);
    } finally {
      key.fill(0);
      bytes.fill(0);
    }
  }

  /** Ends this root and the scopes it has made. */
  wipe(): void {
    this.#wiped = true;
    this.#hmac.destroy();
    for (const scope of this.#scopes.values()) scope.wipe();
    this.#scopes.clear();
  }

  #scopeKey(name: string): Uint8Array {
    if (this.#wiped) throw new DrxaError('DRXA_WIPED', 'this root has been wiped');
    return scopeKeyOf(this.#hmac, scopeBytes(name));
  }

  toJSON(): { fingerprint: string } {
    return { fingerprint: this.fingerprint };
  }

  [inspect](): string {
    return `Root(${this.fingerprint})`;
  }
}

/** An exported scope of the longest name: 106 bytes in five-bit groups, the prefix, the separator, the checksum. */
const LONGEST_SCOPE_TEXT =
  SCOPE_HRP.length + 1 + Math.ceil(((2 + 64 + KEY_LENGTH + FINGERPRINT_LENGTH) * 8) / 5) + 6;

/**
 * A root from 32 to 64 secret bytes. The seed is read and not kept: only what HKDF-Extract makes of it.
 * @throws DRXA_SEED_LENGTH, DRXA_SEED_WEAK
 * @example
 *   import { createRoot } from 'drxa/root';
 *   import { ethereum } from 'drxa/chains/ethereum';
 *   const root = createRoot(crypto.getRandomValues(new Uint8Array(32)));
 *   root.scope('wallet').address({ userId: 'ada', chain: ethereum });
 */
export function createRoot(seed: Uint8Array, options: RootOptions = {}): Root {
  const copy = checkedSeed(seed);
  let prk: Uint8Array | undefined;
  try {
    prk = extract(copy);
    return new Root(prk, options);
  } finally {
    copy.fill(0);
    prk?.fill(0);
  }
}

/**
 * The scope of a text that {@link Root.exportScope} wrote.
 * @throws DRXA_SCOPE_IMPORT; the message never repeats the text
 */
export function importScope(text: string, options: RootOptions = {}): Scope {
  const refuse = (reason: string): never => {
    throw new DrxaError('DRXA_SCOPE_IMPORT', `exported scope: ${reason}`, 'text');
  };
  const decoded = decodeBech32(text, 'bech32m', LONGEST_SCOPE_TEXT);
  if (decoded === 'checksum') return refuse('the checksum does not match');
  if (decoded === 'format' || decoded.hrp !== SCOPE_HRP) return refuse(`is no ${SCOPE_HRP}1… text`);
  const bytes = wordsToBytes(decoded.words) ?? refuse('left-over bits');
  decoded.words.fill(0);
  try {
    if (bytes[0] !== SCOPE_VERSION) return refuse('is of another version');
    const length = bytes[1];
    if (bytes.length !== 2 + length + KEY_LENGTH + FINGERPRINT_LENGTH) return refuse('has another length');
    const name = String.fromCharCode(...bytes.subarray(2, 2 + length));
    try {
      scopeBytes(name);
    } catch {
      return refuse('holds a name that no scope can have');
    }
    const key = bytes.slice(2 + length, 2 + length + KEY_LENGTH);
    return new Scope(name, toHex(bytes.subarray(2 + length + KEY_LENGTH)), key, options);
  } finally {
    bytes.fill(0);
  }
}
