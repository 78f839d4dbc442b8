import { fromHex, toHex } from '../encoding/hex.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf, wrongNetwork } from './chain.ts';

const LONGEST_NAME = 64;
/** Words of a-z and 0-9, parted by single `-`, `_` or `.`, with one dot at least: a lone word could be anything. */
const NAME = /^[a-z\d]+(?:[-_][a-z\d]+)*(?:\.[a-z\d]+(?:[-_][a-z\d]+)*)+$/;

const utf8 = new TextEncoder();

/**
 * NEAR: the address of a key is its hex (an implicit account). Named accounts are read too, whatever key they have;
 * their payload is the name in UTF-8. Top-level names (`aurora`) are refused: as text, any word would be one.
 * Source: NEAR's protocol specification, "Account ID".
 */
export const near: Chain = {
  name: 'near',
  aliases: [],
  coinType: 397,
  networks: ['mainnet', 'testnet'],
  forms: [{ name: 'implicit', family: 'near', key: '32 bytes', path: ({ index }) => `m/44'/397'/${index}'` }],
  address(publicKey, options = {}) {
    networkOf(near, options.network);
    return toHex(key32(publicKey));
  },
  parse(text, options = {}) {
    const asked = networkOf(near, options.network);
    if (typeof text !== 'string') return malformed('near', 'must be text');
    const notes = ['no-checksum'];
    if (/^[0-9a-f]{64}$/.test(text)) {
      return {
        chain: 'near',
        network: asked,
        kind: 'implicit',
        payload: fromHex(text),
        canonical: text,
        notes,
      };
    }
    if (text.length > LONGEST_NAME || !NAME.test(text)) {
      return malformed('near', 'must be 64 lower-case hex digits, or a name such as ada.near');
    }
    // Only these two endings belong to one network.
    const own = text.endsWith('.testnet') ? 'testnet' : text.endsWith('.near') ? 'mainnet' : asked;
    if (options.network !== undefined && own !== asked) return wrongNetwork('near', own, asked);
    return { chain: 'near', network: own, kind: 'named', payload: utf8.encode(text), canonical: text, notes };
  },
};
