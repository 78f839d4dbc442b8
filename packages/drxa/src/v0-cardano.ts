import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { concat } from './encoding/bytes.ts';

// BIP32-Ed25519 (Khovratovich and Law) as CIP-3 (Icarus) and CIP-1852 use it. For recovery alone: nothing new is
// derived in this way.

/** A key of the tree. All of it is secret. */
interface Node {
  /** The scalar, 32 bytes little-endian, not reduced. */
  readonly left: Uint8Array;
  /** What RFC 8032 would hash the seed's other half to. */
  readonly right: Uint8Array;
  readonly chainCode: Uint8Array;
}

/** The keys of one v0 entry: payment 1852'/1815'/0'/0/index, stake 1852'/1815'/0'/2/0. */
export interface V0CardanoKeys {
  /** 64 bytes, scalar and right half, as cardano-serialization-lib's `PrivateKey.from_extended_bytes` takes them. */
  readonly paymentKey: Uint8Array;
  readonly paymentPublicKey: Uint8Array;
  readonly stakePublicKey: Uint8Array;
}

const HARD = 0x8000_0000;
const ROUNDS = 4_096;
/** The old code gave no passphrase but zeros in its place. */
const PASSPHRASE = new Uint8Array(32);

const { Point } = ed25519;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  return value;
}

/** The low 32 bytes of a number. */
function bytes32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

const u32le = (value: number): Uint8Array =>
  Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);

const publicKeyOf = ({ left }: Node): Uint8Array =>
  Point.BASE.multiply(littleEndian(left) % Point.Fn.ORDER).toBytes();

function master(entropy: Uint8Array): Node {
  const bytes = pbkdf2(sha512, PASSPHRASE, entropy, { c: ROUNDS, dkLen: 96 });
  bytes[0] &= 0xf8;
  bytes[31] = (bytes[31] & 0x1f) | 0x40;
  return { left: bytes.slice(0, 32), right: bytes.slice(32, 64), chainCode: bytes.slice(64) };
}

function child(parent: Node, step: number): Node {
  const [keyTag, chainTag, body] =
    step >= HARD ? [0, 1, concat(parent.left, parent.right)] : [2, 3, publicKeyOf(parent)];
  const block = (tag: number): Uint8Array =>
    hmac(sha512, parent.chainCode, concat(Uint8Array.of(tag), body, u32le(step)));
  const z = block(keyTag);
  return {
    left: bytes32(littleEndian(parent.left) + 8n * littleEndian(z.subarray(0, 28))),
    right: bytes32(littleEndian(parent.right) + littleEndian(z.subarray(32))),
    chainCode: block(chainTag).slice(32),
  };
}

/** The keys that the old code made of an entry's 32 bytes. The index enters here a second time. */
export function v0CardanoKeys(entropy: Uint8Array, index: number): V0CardanoKeys {
  const account = [HARD + 1852, HARD + 1815, HARD].reduce(child, master(entropy));
  const payment = [0, index].reduce(child, account);
  const stake = [2, 0].reduce(child, account);
  return {
    paymentKey: concat(payment.left, payment.right),
    paymentPublicKey: publicKeyOf(payment),
    stakePublicKey: publicKeyOf(stake),
  };
}
