import { base58xrp } from '@scure/base';
import { decodeBase58Check, encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { hash160 } from '../encoding/hash160.ts';
import type { Chain, ParsedAddress } from './chain.ts';
import { formOf, key32, malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';
import { compressed } from './secp256k1-key.ts';

const ACCOUNT_VERSION = Uint8Array.of(0);
/** Before an ed25519 key, so that it has the length of the other curve's. */
const ED25519 = Uint8Array.of(0xed);
const ACCOUNT_LENGTH = 20;
/** XLS-5: two bytes of prefix, the account, one of flags, eight of tag. */
const X_LENGTH = 31;

const classic = (account: Uint8Array): string =>
  encodeBase58Check(concat(ACCOUNT_VERSION, account), base58xrp);

/** X-addresses tell the main network (`X…`) from the others (`T…`), which they do not tell apart. */
function networkOfX(prefix: number, asked: string | undefined): string {
  if (prefix === 0x0544) {
    if (asked !== undefined && asked !== 'mainnet') return wrongNetwork('xrp', 'mainnet', asked);
    return 'mainnet';
  }
  if (prefix === 0x0493) {
    if (asked === 'mainnet') return wrongNetwork('xrp', 'testnet', asked);
    return asked ?? 'testnet';
  }
  return malformed('xrp', 'an X-address begins with X or T');
}

/** The tag of an X-address: 32 bits, little-endian; the room for 64 is not in use (XLS-5). */
function tagOf(flags: number, bytes: Uint8Array): string | undefined {
  if (flags > 1) return malformed('xrp', 'a tag of an unknown kind');
  const used = flags === 1 ? 4 : 0;
  if (bytes.subarray(used).some((byte) => byte !== 0)) return malformed('xrp', 'a tag has 32 bits');
  if (flags === 0) return undefined;
  return String(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));
}

function readX(bytes: Uint8Array, asked: string | undefined): ParsedAddress {
  const network = networkOfX((bytes[0] << 8) | bytes[1], asked);
  const payload = bytes.slice(2, 2 + ACCOUNT_LENGTH);
  const tag = tagOf(bytes[2 + ACCOUNT_LENGTH], bytes.slice(3 + ACCOUNT_LENGTH));
  return {
    chain: 'xrp',
    network,
    kind: 'account',
    payload,
    canonical: classic(payload),
    notes: ['x-address'],
    ...(tag === undefined ? {} : { tag }),
  };
}

/**
 * The XRP Ledger. A classic address (`r…`) is the same on every network; an X-address is read as the classic one and
 * its tag. Forms: `secp256k1`, `ed25519`; the text does not tell them apart.
 */
export const xrp: Chain = {
  name: 'xrp',
  aliases: ['ripple', 'xrpl'],
  coinType: 144,
  networks: ['mainnet', 'testnet', 'devnet'],
  forms: [
    {
      name: 'secp256k1',
      family: 'xrp',
      key: 'compressed',
      path: ({ account, change, index }) => `m/44'/144'/${account}'/${change}/${index}`,
    },
    // The ledger's own wallets derive ed25519 keys from a family seed, which BIP-44 has no word for.
    { name: 'ed25519', family: 'xrp-ed25519', key: '32 bytes', path: undefined },
  ],
  tag: 'optional',
  address(publicKey, options = {}) {
    networkOf(xrp, options.network);
    const form = formOf(xrp, options.form);
    return classic(
      hash160(form.name === 'ed25519' ? concat(ED25519, key32(publicKey)) : compressed(publicKey)),
    );
  },
  parse(text, options = {}) {
    const asked = options.network === undefined ? undefined : networkOf(xrp, options.network);
    const bytes = decodeBase58Check(text, base58xrp);
    if (bytes === 'format') return malformed('xrp', "must be base58 in Ripple's alphabet");
    if (bytes === 'checksum') return wrongChecksum('xrp');
    if (bytes.length === X_LENGTH) return readX(bytes, asked);
    if (bytes.length !== 1 + ACCOUNT_LENGTH || bytes[0] !== 0) {
      return malformed('xrp', 'must be a classic address (r…) or an X-address');
    }
    return {
      chain: 'xrp',
      network: networkOf(xrp, asked),
      kind: 'account',
      payload: bytes.slice(1),
      canonical: text,
      notes: [],
    };
  },
};
