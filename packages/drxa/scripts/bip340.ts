import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

// Bitcoin Core's library, compiled, has no Schnorr in this build; its point arithmetic is enough to verify by.
const core = createRequire(import.meta.url)('secp256k1') as {
  publicKeyCreate(scalar: Uint8Array): Uint8Array;
  publicKeyTweakMul(point: Uint8Array, scalar: Uint8Array): Uint8Array;
  publicKeyNegate(point: Uint8Array): Uint8Array;
  publicKeyCombine(points: readonly Uint8Array[]): Uint8Array;
};

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const TAG = sha256(Buffer.from('BIP0340/challenge'));
const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

/**
 * Whether a Schnorr signature of BIP-340 is one of this x-only key: s·G − e·P must be the point with the x coordinate
 * r and an even y. Nothing of noble is in it.
 */
export function verifiesBip340(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)];
  const challenge = BigInt(`0x${sha256(TAG, TAG, r, publicKey, digest).toString('hex')}`) % ORDER;
  const e = Buffer.from(challenge.toString(16).padStart(64, '0'), 'hex');
  const point = Uint8Array.of(2, ...publicKey);
  const minusEP = core.publicKeyNegate(core.publicKeyTweakMul(point, Uint8Array.from(e)));
  const R = core.publicKeyCombine([core.publicKeyCreate(Uint8Array.from(s)), minusEP]);
  return R[0] === 2 && Buffer.compare(R.subarray(1), r) === 0;
}
