import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex } from '../encoding/hex.ts';
import type { Chain } from './chain.ts';
import { malformed, networkOf, wrongChecksum } from './chain.ts';
import { uncompressed } from './secp256k1-key.ts';

const ascii = new TextEncoder();

/** The 20 bytes of an account: the end of keccak-256 of the key's two coordinates. */
export const accountOf = (publicKey: Uint8Array): Uint8Array =>
  keccak_256(uncompressed(publicKey).subarray(1)).slice(12);

/** EIP-55: `0x` and 40 hex digits whose case is a checksum. */
export function checksummed(account: Uint8Array): string {
  const digits = toHex(account);
  const hash = keccak_256(ascii.encode(digits));
  let text = '0x';
  for (let i = 0; i < 40; i++) {
    const nibble = i % 2 === 0 ? hash[i >> 1] >> 4 : hash[i >> 1] & 15;
    text += nibble >= 8 ? digits[i].toUpperCase() : digits[i];
  }
  return text;
}

/**
 * Every chain of the Ethereum virtual machine: one key and one address for all of them.
 * @example
 *   ethereum.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed').canonical;
 */
export const ethereum: Chain = {
  name: 'ethereum',
  aliases: [
    'eth',
    'evm',
    'bsc',
    'bnb',
    'polygon',
    'base',
    'arbitrum',
    'optimism',
    'avalanche',
    'gnosis',
    'linea',
  ],
  coinType: 60,
  networks: ['mainnet'],
  forms: [
    {
      name: 'account',
      family: 'evm',
      key: 'uncompressed',
      path: ({ account, change, index }) => `m/44'/60'/${account}'/${change}/${index}`,
    },
  ],
  address(publicKey, options = {}) {
    networkOf(ethereum, options.network);
    return checksummed(accountOf(publicKey));
  },
  parse(text, options = {}) {
    const network = networkOf(ethereum, options.network);
    if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return malformed('ethereum', 'must be 0x and 40 hex digits');
    const digits = text.slice(2);
    const payload = fromHex(digits);
    const canonical = checksummed(payload);
    const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
    if (!oneCase && canonical !== text) return wrongChecksum('ethereum');
    // Digits without a letter are their own checksum, and say nothing.
    const notes = canonical === text && /[a-fA-F]/.test(digits) ? [] : ['no-checksum'];
    return { chain: 'ethereum', network, kind: 'account', payload, canonical, notes };
  },
};
