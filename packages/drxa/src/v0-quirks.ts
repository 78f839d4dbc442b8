import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { engine } from '#engine';
import { ton } from './chains/ton.ts';
import { encodeBase58Check } from './encoding/base58check.ts';
import { concat } from './encoding/bytes.ts';

// What the old code showed in place of three chains' addresses, so that an operator can recognise it.

/** The first words of BIP-39, of which it made its TON mnemonics: at most 24 · log2 24 = 110 bits. */
const TON_WORDS = [
  ...['abandon', 'ability', 'able', 'about', 'above', 'absent', 'absorb', 'abstract'],
  ...['absurd', 'abuse', 'access', 'accident', 'account', 'accuse', 'achieve', 'acid'],
  ...['acoustic', 'acquire', 'across', 'act', 'action', 'actor', 'actress', 'actual'],
];
const TON_ROUNDS = 100_000;
const TRON_VERSION = Uint8Array.of(0x41);
const ascii = new TextEncoder();

/**
 * The address that the old code showed for Tron: it hashed the x coordinate alone. Nobody has a key for it; what was
 * sent there is lost. `privateKey` is the entry's.
 */
export function shownTron(privateKey: Uint8Array): string {
  const x = engine.secp256k1PublicKey(privateKey, true).subarray(1);
  return encodeBase58Check(concat(TRON_VERSION, keccak_256(x).subarray(12)));
}

/**
 * The account that the old code showed for NEAR: a 32-bit hash of the private key, as 64 hex digits. Nobody has a key
 * for it; what was sent there is lost.
 */
export function shownNear(privateKey: Uint8Array): string {
  let hash = 0;
  for (const byte of privateKey) hash = (Math.imul(hash, 31) + byte) | 0;
  return Math.abs(hash).toString(16).padStart(64, '0');
}

/**
 * The private key of the address that the old code showed for TON: of a mnemonic of 24 words, each picked among 24 by
 * one byte of the entry's key. What was sent there can be moved with it, and should be: the key has few bits. Takes
 * up to a second.
 */
export function shownTonKey(privateKey: Uint8Array): Uint8Array {
  const words = Array.from(privateKey.subarray(0, 24), (byte) => TON_WORDS[byte % TON_WORDS.length]);
  const entropy = hmac(sha512, ascii.encode(words.join(' ')), new Uint8Array(0));
  const seed = pbkdf2(sha512, entropy, 'TON default seed', { c: TON_ROUNDS, dkLen: 64 });
  entropy.fill(0);
  const key = seed.slice(0, 32);
  seed.fill(0);
  return key;
}

/** The address of that key: wallet v4r2, bounceable. */
export function shownTon(privateKey: Uint8Array): string {
  const key = shownTonKey(privateKey);
  try {
    return ton.address(engine.ed25519PublicKey(key), { bounceable: true });
  } finally {
    key.fill(0);
  }
}

/** What the old code showed, by its name of the chain. */
export const SHOWN_BY_V0: Readonly<Record<string, ((privateKey: Uint8Array) => string) | undefined>> = {
  tron: shownTron,
  near: shownNear,
  ton: shownTon,
};
