import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from '../encoding/bech32-text.ts';
import { concat } from '../encoding/bytes.ts';
import { DrxaError } from '../errors.ts';
import type { AddressOptions, Chain } from './chain.ts';
import { formOf, key32, malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';

/** How a Cardano address is to be written. */
export interface CardanoOptions extends AddressOptions {
  /** The 32-byte public key that stakes, of the family `cardano-stake`; the form `base` needs it. */
  readonly stakeKey?: Uint8Array;
}

const HASH_LENGTH = 28;
const BASE = 0;
const ENTERPRISE = 6;
/** The longest here, a base address of the test network, has 108 characters. */
const LONGEST = 128;
const NETWORKS = ['testnet', 'mainnet'] as const;

const hash = (key: Uint8Array): Uint8Array => blake2b(key, { dkLen: HASH_LENGTH });

/** The kinds of CIP-19 by their number, which is the header's upper half. */
const KINDS = new Map([
  [0, 'base'],
  [1, 'base'],
  [2, 'base'],
  [3, 'base'],
  [4, 'pointer'],
  [5, 'pointer'],
  [6, 'enterprise'],
  [7, 'enterprise'],
  [14, 'reward'],
  [15, 'reward'],
]);

/** A pointer ends with three numbers of seven bits a byte, of which only the last byte has its top bit clear. */
const isPointer = (rest: Uint8Array): boolean =>
  rest[rest.length - 1] < 0x80 && rest.filter((byte) => byte < 0x80).length === 3;

const lengthFits = (kind: string, body: Uint8Array): boolean => {
  if (kind === 'pointer') return isPointer(body.subarray(HASH_LENGTH));
  return body.length === (kind === 'base' ? 2 * HASH_LENGTH : HASH_LENGTH);
};

const hrpOf = (kind: string, network: string): string =>
  `${kind === 'reward' ? 'stake' : 'addr'}${network === 'mainnet' ? '' : '_test'}`;

function encode(type: number, network: string, ...hashes: Uint8Array[]): string {
  const header = (type << 4) | NETWORKS.findIndex((name) => name === network);
  const bytes = concat(Uint8Array.of(header), ...hashes);
  return encodeBech32(hrpOf(KINDS.get(type)!, network), bytesToWords(bytes), 'bech32', LONGEST);
}

function checkedStakeKey(stakeKey: Uint8Array | undefined): Uint8Array {
  if (stakeKey instanceof Uint8Array && stakeKey.length === 32) return stakeKey;
  throw new DrxaError('DRXA_KEY_INVALID', 'stakeKey: the form base needs 32 bytes', 'stakeKey');
}

/**
 * Cardano since Shelley: a header and hashes of keys in bech32 (CIP-19). The test networks have one kind of address.
 * Read are also scripts and pointers (their payload is all bytes, the header first); addresses of the Byron age are
 * refused. Kind `reward` takes no payments, which a note says.
 */
export const cardano: Chain<CardanoOptions> = {
  name: 'cardano',
  aliases: ['ada'],
  coinType: 1815,
  networks: ['mainnet', 'testnet'],
  forms: [
    // Wallets derive by BIP32-Ed25519, which is not here.
    { name: 'enterprise', family: 'cardano', key: '32 bytes', path: undefined },
    { name: 'base', family: 'cardano', key: '32 bytes', path: undefined },
  ],
  address(publicKey, options = {}) {
    const network = networkOf(cardano, options.network);
    const payment = hash(key32(publicKey));
    if (formOf(cardano, options.form).name === 'base') {
      return encode(BASE, network, payment, hash(checkedStakeKey(options.stakeKey)));
    }
    if (options.stakeKey !== undefined) {
      throw new DrxaError('DRXA_FIELD_INVALID', 'stakeKey: the form enterprise has none', 'stakeKey');
    }
    return encode(ENTERPRISE, network, payment);
  },
  parse(text, options = {}) {
    const asked = networkOf(cardano, options.network);
    const read = decodeBech32(text, 'bech32', LONGEST);
    if (read === 'checksum') return wrongChecksum('cardano');
    const payload = read === 'format' ? undefined : wordsToBytes(read.words);
    if (read === 'format' || payload === undefined || payload.length === 0) {
      return malformed('cardano', 'must be addr1… or stake1… in bech32');
    }
    const kind = KINDS.get(payload[0] >> 4);
    const network = NETWORKS[payload[0] & 0x0f] as (typeof NETWORKS)[number] | undefined;
    if (kind === undefined) return malformed('cardano', 'no such type of address');
    if (network === undefined) return malformed('cardano', 'no such network');
    if (read.hrp !== hrpOf(kind, network)) return malformed('cardano', 'the text begins unlike its header');
    if (!lengthFits(kind, payload.subarray(1)))
      return malformed('cardano', 'another length than its type has');
    if (options.network !== undefined && network !== asked) return wrongNetwork('cardano', network, asked);
    const notes = kind === 'reward' ? ['no-payments'] : [];
    return { chain: 'cardano', network, kind, payload, canonical: text.toLowerCase(), notes };
  },
};
