import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from '../encoding/bech32-text.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf, wrongChecksum } from './chain.ts';

const HRP = 'erd';
/** Accounts of contracts begin with eight zero bytes; no key does but by a chance of 2^-64. */
const CONTRACT_ZEROS = 8;

/** MultiversX: the key in bech32. */
export const multiversx: Chain = {
  name: 'multiversx',
  aliases: ['egld', 'elrond'],
  coinType: 508,
  networks: ['mainnet', 'testnet', 'devnet'],
  forms: [
    {
      name: 'account',
      family: 'multiversx',
      key: '32 bytes',
      path: ({ index }) => `m/44'/508'/0'/0'/${index}'`,
    },
  ],
  address(publicKey, options = {}) {
    networkOf(multiversx, options.network);
    return encodeBech32(HRP, bytesToWords(key32(publicKey)), 'bech32');
  },
  parse(text, options = {}) {
    const network = networkOf(multiversx, options.network);
    const read = decodeBech32(text, 'bech32');
    if (read === 'checksum') return wrongChecksum('multiversx');
    if (read === 'format' || read.hrp !== HRP) return malformed('multiversx', 'must be erd1… in bech32');
    const payload = wordsToBytes(read.words);
    if (payload?.length !== 32) return malformed('multiversx', 'must be 32 bytes');
    const kind = payload.subarray(0, CONTRACT_ZEROS).every((byte) => byte === 0) ? 'contract' : 'account';
    return { chain: 'multiversx', network, kind, payload, canonical: text.toLowerCase(), notes: [] };
  },
};
