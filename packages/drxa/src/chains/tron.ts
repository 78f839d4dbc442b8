import { decodeBase58Check, encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import type { Chain } from './chain.ts';
import { malformed, networkOf, wrongChecksum } from './chain.ts';
import { accountOf } from './ethereum.ts';

const VERSION = 0x41;

/** Tron: an account's 20 bytes, made as Ethereum makes them, in base58check. */
export const tron: Chain = {
  name: 'tron',
  aliases: ['trx'],
  coinType: 195,
  networks: ['mainnet', 'shasta', 'nile'],
  forms: [
    {
      name: 'account',
      family: 'tron',
      key: 'uncompressed',
      path: ({ account, change, index }) => `m/44'/195'/${account}'/${change}/${index}`,
    },
  ],
  address(publicKey, options = {}) {
    networkOf(tron, options.network);
    return encodeBase58Check(concat(Uint8Array.of(VERSION), accountOf(publicKey)));
  },
  parse(text, options = {}) {
    const network = networkOf(tron, options.network);
    const bytes = decodeBase58Check(text);
    if (bytes === 'format') return malformed('tron', 'must be base58');
    if (bytes === 'checksum') return wrongChecksum('tron');
    if (bytes.length !== 21 || bytes[0] !== VERSION) {
      return malformed('tron', 'must be the version byte 65 and 20 bytes');
    }
    return { chain: 'tron', network, kind: 'account', payload: bytes.slice(1), canonical: text, notes: [] };
  },
};
