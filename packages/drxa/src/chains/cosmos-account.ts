import { bytesToWords, decodeBech32, encodeBech32, wordsToBytes } from '../encoding/bech32-text.ts';
import type { Chain, Form } from './chain.ts';
import { malformed, networkOf, wrongChecksum } from './chain.ts';

/** What tells one chain of the Cosmos SDK from another. */
export interface CosmosAccounts {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly coinType: number;
  /** The part before the `1`. */
  readonly hrp: string;
  readonly form: Form;
  /** The 20 bytes of a key's account. */
  readonly accountOf: (publicKey: Uint8Array) => Uint8Array;
}

/**
 * A chain whose accounts are 20 bytes in bech32. 32 bytes are read too, kind `derived`: contracts, module and
 * interchain accounts (ADR-028), which no plain key stands behind. Test networks write the same text.
 */
export function cosmosAccounts({ name, aliases, coinType, hrp, form, accountOf }: CosmosAccounts): Chain {
  const chain: Chain = {
    name,
    aliases,
    coinType,
    networks: ['mainnet', 'testnet'],
    forms: [form],
    tag: 'optional',
    address(publicKey, options = {}) {
      networkOf(chain, options.network);
      return encodeBech32(hrp, bytesToWords(accountOf(publicKey)), 'bech32');
    },
    parse(text, options = {}) {
      const network = networkOf(chain, options.network);
      const read = decodeBech32(text, 'bech32');
      if (read === 'format') return malformed(name, `must be ${hrp}1… in bech32`);
      if (read === 'checksum') return wrongChecksum(name);
      if (read.hrp !== hrp) return malformed(name, `begins with ${read.hrp}1, not ${hrp}1`);
      const payload = wordsToBytes(read.words);
      if (payload?.length !== 20 && payload?.length !== 32) return malformed(name, 'must be 20 or 32 bytes');
      const kind = payload.length === 20 ? 'account' : 'derived';
      return { chain: name, network, kind, payload, canonical: text.toLowerCase(), notes: [] };
    },
  };
  return chain;
}
