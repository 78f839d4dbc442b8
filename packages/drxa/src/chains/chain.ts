import type { Engine } from '../engine/engine.ts';
import { DrxaError } from '../errors.ts';
import type { Family } from '../families.ts';

/** The bytes that a codec is given: secp256k1 in 33 or 65 bytes, the others in 32. */
export type KeyFormat = 'compressed' | 'uncompressed' | '32 bytes';

/** One kind of address of a chain, and the keys it stands for. */
export interface Form {
  readonly name: string;
  readonly family: Family;
  /** The format that costs the codec least; it takes the other one of secp256k1 too. */
  readonly key: KeyFormat;
  /** Where wallets that follow BIP-44 keep this key; `undefined` where they need a derivation that is not here. */
  readonly path: ((at: { account: number; change: number; index: number }) => string) | undefined;
}

/** How an address is to be written. */
export interface AddressOptions {
  /** One of the chain's networks; the first (the main network) unless said. */
  readonly network?: string;
  /** One of the chain's forms; the first unless said. */
  readonly form?: string;
  readonly engine?: Engine;
}

/** What an address text says. */
export interface ParsedAddress {
  readonly chain: string;
  readonly network: string;
  /** The chain's own word for the kind of address, such as `p2wpkh`. */
  readonly kind: string;
  /** What the text stands for: a hash, a public key, a program. */
  readonly payload: Uint8Array;
  /** The one text for it that should be stored and shown. */
  readonly canonical: string;
  /** What a careful reader should be told, such as `no-checksum`. */
  readonly notes: readonly string[];
  /** A destination tag, memo or account id that the text itself carries. */
  readonly tag?: string;
}

/** One chain: its keys, and its addresses in both directions. Pure, and without secrets. */
export interface Chain<Options extends AddressOptions = AddressOptions> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** SLIP-44. */
  readonly coinType: number;
  readonly networks: readonly [string, ...string[]];
  readonly forms: readonly [Form, ...Form[]];
  /** Whether a transfer may need a memo or tag beside the address; a withdrawal form asks for it. */
  readonly tag?: 'optional';
  /** The address of a public key. @throws DRXA_KEY_INVALID, DRXA_FIELD_INVALID */
  address(publicKey: Uint8Array, options?: Options): string;
  /**
   * Reads an address with its checksum; without a network, of any network of the chain.
   * @throws DRXA_ADDRESS_FORMAT, DRXA_ADDRESS_CHECKSUM, DRXA_ADDRESS_NETWORK
   */
  parse(text: string, options?: { readonly network?: string }): ParsedAddress;
}

/** The form of a chain by its name, the first without one. @throws DRXA_FIELD_INVALID */
export function formOf(chain: Pick<Chain, 'name' | 'forms'>, name: string | undefined): Form {
  const form = name === undefined ? chain.forms[0] : chain.forms.find((one) => one.name === name);
  if (form === undefined) {
    const known = chain.forms.map((one) => one.name).join(', ');
    throw new DrxaError('DRXA_FIELD_INVALID', `form: ${chain.name} has ${known}`, 'form');
  }
  return form;
}

/** The network's name, the chain's first without one. @throws DRXA_FIELD_INVALID */
export function networkOf(chain: Pick<Chain, 'name' | 'networks'>, name: string | undefined): string {
  if (name === undefined) return chain.networks[0];
  if (!chain.networks.includes(name)) {
    throw new DrxaError(
      'DRXA_FIELD_INVALID',
      `network: ${chain.name} has ${chain.networks.join(', ')}`,
      'network',
    );
  }
  return name;
}

/** A 32-byte public key, as it is. Whether it is a point of the curve is not asked. @throws DRXA_KEY_INVALID */
export function key32(publicKey: Uint8Array): Uint8Array {
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== 32) {
    throw new DrxaError('DRXA_KEY_INVALID', 'publicKey: must be 32 bytes', 'publicKey');
  }
  return publicKey;
}

/** @throws DRXA_ADDRESS_FORMAT */
export function malformed(chain: string, reason: string): never {
  throw new DrxaError('DRXA_ADDRESS_FORMAT', `address: not of ${chain}: ${reason}`, 'address');
}

/** @throws DRXA_ADDRESS_CHECKSUM */
export function wrongChecksum(chain: string): never {
  throw new DrxaError(
    'DRXA_ADDRESS_CHECKSUM',
    `address: not of ${chain}: the checksum does not match`,
    'address',
  );
}

/** @throws DRXA_ADDRESS_NETWORK */
export function wrongNetwork(chain: string, found: string, asked: string): never {
  throw new DrxaError('DRXA_ADDRESS_NETWORK', `address: of ${chain} ${found}, not ${asked}`, 'address');
}
