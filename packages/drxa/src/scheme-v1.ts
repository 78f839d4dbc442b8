import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, u32 } from './encoding/bytes.ts';
import { fromHex } from './encoding/hex.ts';
import { DrxaError } from './errors.ts';

// Scheme v1, docs/drxa/scheme.md. Frozen: a changed constant would be another scheme, in another file.

/** n, the number of keys of secp256k1. */
const ORDER = fromHex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
const ATTEMPTS = 256;

const encoder = new TextEncoder();
const ascii = (text: string): Uint8Array => encoder.encode(text);
const ZERO = Uint8Array.of(0);
const ONE = Uint8Array.of(1);
const EXTRACT = ascii('drxa/v1');
const FINGERPRINT = concat(ascii('drxa/v1 fingerprint'), ZERO, ONE);
const SCOPE = concat(ascii('drxa/v1 scope'), ZERO);
const KEY = concat(ascii('drxa/v1 key'), ZERO);

const lengthPrefixed = (bytes: Uint8Array): Uint8Array => concat(u32(bytes.length), bytes);

/** An HMAC with its key already absorbed: a message costs two compressions less, and the key need not be kept. */
export type KeyedHmac = ReturnType<typeof hmac.create>;

/** Of the 64 bytes that {@link extract} makes, or of a scope's key. */
export const keyedHmac = (key: Uint8Array): KeyedHmac => hmac.create(sha512, key);

const EXTRACT_HMAC = /* @__PURE__ */ keyedHmac(EXTRACT);
/** Every message is absorbed in here, as nothing interrupts it: a new one each time would be two hashes to set up. */
const WORKING = /* @__PURE__ */ keyedHmac(ZERO);

/** The 64 bytes for one message, given in parts. The key stays as it is. */
function macOf(keyed: KeyedHmac, ...parts: readonly Uint8Array[]): Uint8Array {
  keyed._cloneInto(WORKING);
  for (const part of parts) WORKING.update(part);
  return WORKING.digest();
}

/** HKDF-Extract: the 64 bytes that all else comes from. */
export const extract = (seed: Uint8Array): Uint8Array => macOf(EXTRACT_HMAC, seed);

/** 8 bytes that name a seed without telling it. */
export function fingerprintOf(prk: KeyedHmac): Uint8Array {
  const block = macOf(prk, FINGERPRINT);
  const fingerprint = block.slice(0, 8);
  block.fill(0);
  return fingerprint;
}

/** The 32-byte key of one scope. */
export function scopeKeyOf(prk: KeyedHmac, scope: Uint8Array): Uint8Array {
  const block = macOf(prk, SCOPE, lengthPrefixed(scope), ONE);
  const key = block.slice(0, 32);
  block.fill(0);
  return key;
}

/** What a key is for. The map from these fields to bytes is injective: each text carries its length before it. */
export function keyMessage(userId: Uint8Array, family: string, index: number): Uint8Array {
  return concat(KEY, lengthPrefixed(userId), lengthPrefixed(ascii(family)), u32(index));
}

/** block(attempt) of scheme v1: 64 bytes, of which the left half is used. */
export function block(scope: KeyedHmac, message: Uint8Array, attempt: number): Uint8Array {
  return macOf(scope, message, u32(attempt));
}

/** Whether 1 ≤ k < n. No big integer is made of the key, as that could not be wiped. */
function isSecp256k1Key(key: Uint8Array): boolean {
  const differs = key.findIndex((byte, i) => byte !== ORDER[i]);
  if (differs === -1 || key[differs] > ORDER[differs]) return false;
  return key.some((byte) => byte !== 0);
}

/**
 * The first block whose left half is a private key of secp256k1 (1 … n-1). A second try has a chance near 2^-128.
 * @throws DRXA_DERIVATION_FAILED when 256 blocks are no keys
 */
export function pickSecp256k1Key(blockAt: (attempt: number) => Uint8Array): Uint8Array {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const candidate = blockAt(attempt);
    const key = candidate.slice(0, 32);
    candidate.fill(0);
    if (isSecp256k1Key(key)) return key;
  }
  throw new DrxaError('DRXA_DERIVATION_FAILED', `${ATTEMPTS} blocks are no private keys`);
}
