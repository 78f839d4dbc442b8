import { blake2b } from '@noble/hashes/blake2.js';
import { decodeBase58Check, encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf, wrongChecksum } from './chain.ts';

const PREFIX_LENGTH = 3;
const HASH_LENGTH = 20;
const TZ1 = Uint8Array.of(0x06, 0xa1, 0x9f);

/** The prefixes are chosen so that these letters begin the text: keys of four curves, and contracts. */
const KINDS: readonly { readonly kind: string; readonly prefix: Uint8Array }[] = [
  { kind: 'tz1', prefix: TZ1 },
  { kind: 'tz2', prefix: Uint8Array.of(0x06, 0xa1, 0xa1) },
  { kind: 'tz3', prefix: Uint8Array.of(0x06, 0xa1, 0xa4) },
  { kind: 'tz4', prefix: Uint8Array.of(0x06, 0xa1, 0xa6) },
  { kind: 'KT1', prefix: Uint8Array.of(0x02, 0x5a, 0x79) },
];

/** Tezos: base58check of a prefix and BLAKE2b-160 of the key; ours are `tz1` (ed25519). */
export const tezos: Chain = {
  name: 'tezos',
  aliases: ['xtz'],
  coinType: 1729,
  networks: ['mainnet', 'testnet'],
  forms: [{ name: 'tz1', family: 'tezos', key: '32 bytes', path: ({ index }) => `m/44'/1729'/${index}'/0'` }],
  address(publicKey, options = {}) {
    networkOf(tezos, options.network);
    return encodeBase58Check(concat(TZ1, blake2b(key32(publicKey), { dkLen: HASH_LENGTH })));
  },
  parse(text, options = {}) {
    const network = networkOf(tezos, options.network);
    const bytes = decodeBase58Check(text);
    if (bytes === 'checksum') return wrongChecksum('tezos');
    if (bytes === 'format' || bytes.length !== PREFIX_LENGTH + HASH_LENGTH) {
      return malformed('tezos', 'must be 36 characters of base58');
    }
    const found = KINDS.find(({ prefix }) => prefix.every((byte, i) => byte === bytes[i]));
    if (found === undefined) return malformed('tezos', 'must begin with tz1 to tz4, or KT1');
    const payload = bytes.slice(PREFIX_LENGTH);
    return { chain: 'tezos', network, kind: found.kind, payload, canonical: text, notes: [] };
  },
};
