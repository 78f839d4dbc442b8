import { ed25519 } from '@noble/curves/ed25519.js';
import { base58 } from '@scure/base';
import { decodeBase58 } from '../encoding/base58check.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf } from './chain.ts';

const onCurve = (bytes: Uint8Array): boolean => {
  try {
    ed25519.Point.fromBytes(bytes);
    return true;
  } catch {
    return false;
  }
};

/** Solana: the address is the public key in base58, without a checksum. */
export const solana: Chain = {
  name: 'solana',
  aliases: ['sol'],
  coinType: 501,
  networks: ['mainnet', 'devnet', 'testnet'],
  forms: [
    { name: 'account', family: 'sol', key: '32 bytes', path: ({ index }) => `m/44'/501'/${index}'/0'` },
  ],
  address(publicKey, options = {}) {
    networkOf(solana, options.network);
    return base58.encode(key32(publicKey));
  },
  parse(text, options = {}) {
    const network = networkOf(solana, options.network);
    const payload = decodeBase58(text);
    if (payload?.length !== 32) return malformed('solana', 'must be 32 bytes in base58');
    // Off the curve lie the accounts of programs, which nobody has a key for.
    const notes = onCurve(payload) ? ['no-checksum'] : ['no-checksum', 'off-curve'];
    return { chain: 'solana', network, kind: 'account', payload, canonical: base58.encode(payload), notes };
  },
};
