import { secp256k1 } from '@noble/curves/secp256k1.js';
import { DrxaError } from '../errors.ts';

// Outside src/sign, which is exported as it is: nothing that the package exports signs a digest that a caller brings.

/** The key itself: 32 bytes, 1 … n-1. @throws DRXA_KEY_INVALID */
export function checkedSecp256k1Key(privateKey: Uint8Array): Uint8Array {
  if (!(privateKey instanceof Uint8Array) || !secp256k1.utils.isValidSecretKey(privateKey)) {
    throw new DrxaError('DRXA_KEY_INVALID', 'privateKey: must be a secp256k1 key of 32 bytes', 'privateKey');
  }
  return privateKey;
}

/** A signature and which of the two possible keys made it. */
export interface RecoverableSignature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
  /** 0 or 1: whether the nonce point's y is odd. */
  readonly recovery: number;
}

/** ECDSA over a 32-byte digest: RFC 6979, low s. The same digest and key give the same bytes. */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): RecoverableSignature {
  const signature = secp256k1.sign(digest, privateKey, { prehash: false, format: 'recovered' });
  return { recovery: signature[0], r: signature.slice(1, 33), s: signature.slice(33) };
}
