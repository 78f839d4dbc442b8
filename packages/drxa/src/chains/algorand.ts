import { sha512_256 } from '@noble/hashes/sha2.js';
import { decodeBase32, encodeBase32 } from '../encoding/base32-text.ts';
import { concat } from '../encoding/bytes.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf, wrongChecksum } from './chain.ts';

const KEY_LENGTH = 32;
const CHECKSUM_LENGTH = 4;

const checksum = (key: Uint8Array): Uint8Array => sha512_256(key).subarray(-CHECKSUM_LENGTH);

/** Algorand: the key and the end of its SHA-512/256 in base32. */
export const algorand: Chain = {
  name: 'algorand',
  aliases: ['algo'],
  coinType: 283,
  networks: ['mainnet', 'testnet'],
  forms: [
    {
      name: 'account',
      family: 'algorand',
      key: '32 bytes',
      path: ({ index }) => `m/44'/283'/0'/0'/${index}'`,
    },
  ],
  address(publicKey, options = {}) {
    networkOf(algorand, options.network);
    const key = key32(publicKey);
    return encodeBase32(concat(key, checksum(key)));
  },
  parse(text, options = {}) {
    const network = networkOf(algorand, options.network);
    const all = decodeBase32(text);
    if (all?.length !== KEY_LENGTH + CHECKSUM_LENGTH) {
      return malformed('algorand', 'must be 58 characters of base32');
    }
    const payload = all.slice(0, KEY_LENGTH);
    if (checksum(payload).some((byte, i) => byte !== all[KEY_LENGTH + i])) return wrongChecksum('algorand');
    return { chain: 'algorand', network, kind: 'account', payload, canonical: text, notes: [] };
  },
};
