import { sha3_256 } from '@noble/hashes/sha3.js';
import { concat } from '../encoding/bytes.ts';
import { decodeHexAccount } from '../encoding/hex-account.ts';
import { toHex } from '../encoding/hex.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf } from './chain.ts';

/** Says that the account has one ed25519 key. */
const SINGLE_ED25519 = Uint8Array.of(0);

/**
 * Aptos: SHA3-256 of the key and a byte for the scheme. An account keeps its address when its key is rotated. Special
 * addresses (0x0 … 0xf) are written short, all others in full (AIP-40).
 */
export const aptos: Chain = {
  name: 'aptos',
  aliases: ['apt'],
  coinType: 637,
  networks: ['mainnet', 'testnet', 'devnet'],
  forms: [
    { name: 'ed25519', family: 'aptos', key: '32 bytes', path: ({ index }) => `m/44'/637'/${index}'/0'/0'` },
  ],
  address(publicKey, options = {}) {
    networkOf(aptos, options.network);
    return `0x${toHex(sha3_256(concat(key32(publicKey), SINGLE_ED25519)))}`;
  },
  parse(text, options = {}) {
    const network = networkOf(aptos, options.network);
    const read = decodeHexAccount(text);
    if (read === undefined) return malformed('aptos', 'must be 0x and 64 hex digits, or 0x0 to 0xf');
    const { account: payload, special } = read;
    const canonical = special ? `0x${payload[31].toString(16)}` : `0x${toHex(payload)}`;
    const kind = special ? 'special' : 'account';
    return { chain: 'aptos', network, kind, payload, canonical, notes: ['no-checksum'] };
  },
};
