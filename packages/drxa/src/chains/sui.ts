import { blake2b } from '@noble/hashes/blake2.js';
import { concat } from '../encoding/bytes.ts';
import { decodeHexAccount } from '../encoding/hex-account.ts';
import { toHex } from '../encoding/hex.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf } from './chain.ts';

const ED25519_FLAG = Uint8Array.of(0);

/** Sui: BLAKE2b-256 of a byte for the scheme and the key. Always written in full, special addresses (0x2) too. */
export const sui: Chain = {
  name: 'sui',
  aliases: [],
  coinType: 784,
  networks: ['mainnet', 'testnet', 'devnet'],
  forms: [
    { name: 'ed25519', family: 'sui', key: '32 bytes', path: ({ index }) => `m/44'/784'/${index}'/0'/0'` },
  ],
  address(publicKey, options = {}) {
    networkOf(sui, options.network);
    return `0x${toHex(blake2b(concat(ED25519_FLAG, key32(publicKey)), { dkLen: 32 }))}`;
  },
  parse(text, options = {}) {
    const network = networkOf(sui, options.network);
    const read = decodeHexAccount(text);
    if (read === undefined) return malformed('sui', 'must be 0x and 64 hex digits, or 0x0 to 0xf');
    const { account: payload, special } = read;
    const kind = special ? 'special' : 'account';
    return {
      chain: 'sui',
      network,
      kind,
      payload,
      canonical: `0x${toHex(payload)}`,
      notes: ['no-checksum'],
    };
  },
};
