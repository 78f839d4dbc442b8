import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256, sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256, sha3_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { base32nopad, base58, base58xrp, base64urlnopad, bech32, createBase58check } from '@scure/base';
import { p2tr } from '@scure/btc-signer';
import type { Engine } from 'drxa/engine';

/**
 * The least that has to be done to come from a private key to an address: one call of the primitive, the hashes, the
 * alphabet. No check, no options. It is what our own code is measured against.
 */
export type Bare = (privateKey: Uint8Array, engine: Engine) => string;

const h160 = (bytes: Uint8Array): Uint8Array => ripemd160(sha256(bytes));
const check58 = createBase58check(sha256);
const byte = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const blake = (bytes: Uint8Array, dkLen: number): Uint8Array => blake2b(bytes, { dkLen });
const short: (key: Uint8Array, engine: Engine) => Uint8Array = (key, engine) =>
  engine.secp256k1PublicKey(key, true);
const account = (key: Uint8Array, engine: Engine): Uint8Array =>
  keccak_256(engine.secp256k1PublicKey(key, false).subarray(1)).subarray(12);
const p2wpkh =
  (hrp: string): Bare =>
  (key, engine) =>
    bech32.encode(hrp, [0, ...bech32.toWords(h160(short(key, engine)))]);
const p2pkh =
  (version: number): Bare =>
  (key, engine) =>
    check58.encode(concatBytes(byte(version), h160(short(key, engine))));

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const one of bytes) {
    crc ^= one << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

const SS58 = new TextEncoder().encode('SS58PRE');
const TON_DATA = byte(0, 0x51, 0, 0, 0, 0, 0x29, 0xa9, 0xa3, 0x17);
const TON_STATE = byte(2, 1, 0x34, 0, 7, 0, 0);
const TON_CODE = Uint8Array.from(
  Buffer.from('feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0', 'hex'),
);

/** By the name of the chain, in the form that the chain's object has first, but for Polkadot: ed25519. */
export const BARE: Readonly<Record<string, Bare>> = {
  bitcoin: p2wpkh('bc'),
  'bitcoin p2tr': (key) => p2tr(schnorr.getPublicKey(key)).address,
  litecoin: p2wpkh('ltc'),
  digibyte: p2wpkh('dgb'),
  dogecoin: p2pkh(0x1e),
  dash: p2pkh(0x4c),
  ethereum: (key, engine) => {
    const digits = bytesToHex(account(key, engine));
    const hash = bytesToHex(keccak_256(new TextEncoder().encode(digits)));
    let text = '0x';
    for (let i = 0; i < 40; i++) text += hash.charCodeAt(i) > 55 ? digits[i].toUpperCase() : digits[i];
    return text;
  },
  injective: (key, engine) => bech32.encode('inj', bech32.toWords(account(key, engine))),
  tron: (key, engine) => check58.encode(concatBytes(byte(0x41), account(key, engine))),
  cosmos: (key, engine) => bech32.encode('cosmos', bech32.toWords(h160(short(key, engine)))),
  xrp: (key, engine) => {
    const body = concatBytes(byte(0), h160(short(key, engine)));
    return base58xrp.encode(concatBytes(body, sha256(sha256(body)).subarray(0, 4)));
  },
  filecoin: (key, engine) => {
    const payload = blake(engine.secp256k1PublicKey(key, false), 20);
    return `f1${base32nopad.encode(concatBytes(payload, blake(concatBytes(byte(1), payload), 4))).toLowerCase()}`;
  },
  solana: (key, engine) => base58.encode(engine.ed25519PublicKey(key)),
  near: (key, engine) => bytesToHex(engine.ed25519PublicKey(key)),
  aptos: (key, engine) => `0x${bytesToHex(sha3_256(concatBytes(engine.ed25519PublicKey(key), byte(0))))}`,
  sui: (key, engine) => `0x${bytesToHex(blake(concatBytes(byte(0), engine.ed25519PublicKey(key)), 32))}`,
  polkadot: (key, engine) => {
    const body = concatBytes(byte(0), engine.ed25519PublicKey(key));
    return base58.encode(concatBytes(body, blake(concatBytes(SS58, body), 64).subarray(0, 2)));
  },
  cardano: (key, engine) =>
    bech32.encode(
      'addr',
      bech32.toWords(concatBytes(byte(0x61), blake(engine.ed25519PublicKey(key), 28))),
      false,
    ),
  ton: (key, engine) => {
    const data = sha256(concatBytes(TON_DATA, engine.ed25519PublicKey(key), byte(0x40)));
    const body = concatBytes(byte(0x51, 0), sha256(concatBytes(TON_STATE, TON_CODE, data)));
    const crc = crc16(body);
    return base64urlnopad.encode(concatBytes(body, byte(crc >> 8, crc & 0xff)));
  },
  stellar: (key, engine) => {
    const body = concatBytes(byte(0x30), engine.ed25519PublicKey(key));
    const crc = crc16(body);
    return base32nopad.encode(concatBytes(body, byte(crc & 0xff, crc >> 8)));
  },
  algorand: (key, engine) => {
    const publicKey = engine.ed25519PublicKey(key);
    return base32nopad.encode(concatBytes(publicKey, sha512_256(publicKey).subarray(28)));
  },
  tezos: (key, engine) =>
    check58.encode(concatBytes(byte(6, 0xa1, 0x9f), blake(engine.ed25519PublicKey(key), 20))),
  multiversx: (key, engine) => bech32.encode('erd', bech32.toWords(engine.ed25519PublicKey(key))),
};

/** Whether a chain's keys are of secp256k1, of which the fastest JavaScript is noble's. */
export const ON_SECP256K1 = new Set([
  'bitcoin',
  'bitcoin p2tr',
  'litecoin',
  'digibyte',
  'dogecoin',
  'dash',
  'ethereum',
  'injective',
  'tron',
  'cosmos',
  'xrp',
  'filecoin',
]);

/** noble's own secp256k1 key, the line that native code is measured against. */
export const nobleSecp256k1 = (key: Uint8Array): Uint8Array => secp256k1.getPublicKey(key, true);
