import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { Engine } from './engine.ts';

const { Point } = secp256k1;

/** secp256k1 by noble. */
export const secp256k1Noble: Pick<Engine, 'secp256k1PublicKey' | 'secp256k1TweakAdd'> = {
  secp256k1PublicKey: (privateKey, compressed) => secp256k1.getPublicKey(privateKey, compressed),
  secp256k1TweakAdd: (publicKey, tweak) =>
    Point.fromBytes(publicKey)
      .add(Point.BASE.multiply(Point.Fn.fromBytes(tweak)))
      .toBytes(true),
};
