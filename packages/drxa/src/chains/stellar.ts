import { decodeBase32, encodeBase32 } from '../encoding/base32-text.ts';
import { concat } from '../encoding/bytes.ts';
import { crc16 } from '../encoding/crc16.ts';
import type { Chain } from './chain.ts';
import { key32, malformed, networkOf, wrongChecksum } from './chain.ts';

const ACCOUNT_VERSION = 6 << 3;
const MUXED_VERSION = 12 << 3;
const KEY_LENGTH = 32;
const ID_LENGTH = 8;
const CRC_LENGTH = 2;
const BODY_LENGTH = new Map([
  [ACCOUNT_VERSION, KEY_LENGTH],
  [MUXED_VERSION, KEY_LENGTH + ID_LENGTH],
]);

const checksum = (bytes: Uint8Array): Uint8Array => {
  const crc = crc16(bytes);
  return Uint8Array.of(crc & 0xff, crc >> 8);
};

const accountText = (key: Uint8Array): string => {
  const bytes = concat(Uint8Array.of(ACCOUNT_VERSION), key);
  return encodeBase32(concat(bytes, checksum(bytes)));
};

/**
 * Stellar: the key in base32 with a version byte and CRC16 (SEP-23). Of a muxed `M…` address the account is canonical
 * and the id becomes the tag. Contracts (`C…`) and seeds (`S…`) are no accounts and are refused.
 */
export const stellar: Chain = {
  name: 'stellar',
  aliases: ['xlm'],
  coinType: 148,
  networks: ['mainnet', 'testnet'],
  forms: [
    { name: 'account', family: 'stellar', key: '32 bytes', path: ({ index }) => `m/44'/148'/${index}'` },
  ],
  tag: 'optional',
  address(publicKey, options = {}) {
    networkOf(stellar, options.network);
    return accountText(key32(publicKey));
  },
  parse(text, options = {}) {
    const network = networkOf(stellar, options.network);
    const all = decodeBase32(text);
    const bodyLength = all && BODY_LENGTH.get(all[0]);
    if (all === undefined || bodyLength === undefined || all.length !== 1 + bodyLength + CRC_LENGTH) {
      return malformed('stellar', 'must be G and 55, or M and 68 characters of base32');
    }
    const bytes = all.subarray(0, -CRC_LENGTH);
    if (checksum(bytes).some((byte, i) => byte !== all[bytes.length + i])) return wrongChecksum('stellar');
    const payload = all.slice(1, 1 + KEY_LENGTH);
    const account = { chain: 'stellar', network, payload, canonical: accountText(payload), notes: [] };
    if (all[0] === ACCOUNT_VERSION) return { ...account, kind: 'account' };
    const id = new DataView(all.buffer, all.byteOffset).getBigUint64(1 + KEY_LENGTH);
    return { ...account, kind: 'muxed', tag: id.toString() };
  },
};
