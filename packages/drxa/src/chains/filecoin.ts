import { blake2b } from '@noble/hashes/blake2.js';
import { decodeBase32, encodeBase32 } from '../encoding/base32-text.ts';
import { concat, sameBytes } from '../encoding/bytes.ts';
import type { Chain, ParsedAddress } from './chain.ts';
import { malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';
import { uncompressed } from './secp256k1-key.ts';

const CHECKSUM_LENGTH = 4;
const SECP256K1 = 1;
const DELEGATED = 4;
/** The protocols whose payload has one length and stands in base32: by its number, its name and that length. */
const FIXED: Readonly<Record<number, { kind: string; length: number } | undefined>> = {
  [SECP256K1]: { kind: 'secp256k1', length: 20 },
  2: { kind: 'actor', length: 20 },
  3: { kind: 'bls', length: 48 },
};
/** Longest sub-address of a delegated address. */
const LONGEST_SUBADDRESS = 54;
const LARGEST_ID = (1n << 63n) - 1n;
const LARGEST_NAMESPACE = (1n << 64n) - 1n;

const prefixOf = (network: string): 'f' | 't' => (network === 'mainnet' ? 'f' : 't');
const lower32 = (bytes: Uint8Array): string => encodeBase32(bytes).toLowerCase();

const checksum = (protocol: number, payload: Uint8Array): Uint8Array =>
  blake2b(concat(Uint8Array.of(protocol), payload), { dkLen: CHECKSUM_LENGTH });

/** LEB128 without a sign, as Filecoin writes whole numbers into addresses. */
function leb128(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Bytes and checksum of the base32 part. */
function readBody(text: string): { body: Uint8Array; check: Uint8Array } {
  const all = text === text.toLowerCase() ? decodeBase32(text.toUpperCase()) : undefined;
  if (all === undefined || all.length < CHECKSUM_LENGTH) {
    return malformed('filecoin', 'must be lower-case base32 without left-over bits');
  }
  return { body: all.slice(0, -CHECKSUM_LENGTH), check: all.slice(-CHECKSUM_LENGTH) };
}

type Read = Pick<ParsedAddress, 'kind' | 'payload' | 'notes'>;

function readId(digits: string): Read {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(digits) || BigInt(digits) > LARGEST_ID) {
    return malformed('filecoin', 'an actor id is a whole number below 2^63');
  }
  return { kind: 'id', payload: leb128(BigInt(digits)), notes: ['no-checksum'] };
}

function readDelegated(rest: string): Read {
  const parts = /^(0|[1-9][0-9]{0,19})f([a-z2-7]+)$/.exec(rest);
  if (parts === null || BigInt(parts[1]) > LARGEST_NAMESPACE) {
    return malformed('filecoin', 'a delegated address is a namespace, f, and lower-case base32');
  }
  const { body, check } = readBody(parts[2]);
  if (body.length > LONGEST_SUBADDRESS) {
    return malformed('filecoin', `a sub-address has at most ${LONGEST_SUBADDRESS} bytes`);
  }
  const payload = concat(leb128(BigInt(parts[1])), body);
  if (!sameBytes(check, checksum(DELEGATED, payload))) return wrongChecksum('filecoin');
  return { kind: 'delegated', payload, notes: [] };
}

function readFixed(protocol: number, rest: string): Read {
  const fixed = FIXED[protocol];
  if (fixed === undefined) return malformed('filecoin', 'no such protocol');
  const { body, check } = readBody(rest);
  if (body.length !== fixed.length) return malformed('filecoin', `must be ${fixed.length} bytes`);
  if (!sameBytes(check, checksum(protocol, body))) return wrongChecksum('filecoin');
  return { kind: fixed.kind, payload: body, notes: [] };
}

/**
 * Filecoin. Written are `f1…` addresses (`t1…` on the test network); read are those of every protocol, with the
 * payload that the chain itself stores.
 */
export const filecoin: Chain = {
  name: 'filecoin',
  aliases: ['fil'],
  coinType: 461,
  networks: ['mainnet', 'testnet'],
  forms: [
    {
      name: 'secp256k1',
      family: 'fil',
      key: 'uncompressed',
      path: ({ account, change, index }) => `m/44'/461'/${account}'/${change}/${index}`,
    },
  ],
  address(publicKey, options = {}) {
    const prefix = prefixOf(networkOf(filecoin, options.network));
    const payload = blake2b(uncompressed(publicKey), { dkLen: 20 });
    return `${prefix}${SECP256K1}${lower32(concat(payload, checksum(SECP256K1, payload)))}`;
  },
  parse(text, options = {}) {
    const asked = options.network === undefined ? undefined : networkOf(filecoin, options.network);
    const parts = /^([ft])([0-9])(.+)$/.exec(text);
    if (parts === null) return malformed('filecoin', 'must begin with f or t and a digit');
    const [, prefix, digit, rest] = parts;
    const network = prefix === 'f' ? 'mainnet' : 'testnet';
    const protocol = Number(digit);
    const read =
      protocol === 0
        ? readId(rest)
        : protocol === DELEGATED
          ? readDelegated(rest)
          : readFixed(protocol, rest);
    if (asked !== undefined && asked !== network) return wrongNetwork('filecoin', network, asked);
    return { chain: 'filecoin', network, ...read, canonical: text };
  },
};
