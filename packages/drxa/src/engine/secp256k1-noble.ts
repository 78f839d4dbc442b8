import { Point } from '../curves/secp256k1-point.ts';
import type { Engine } from './engine.ts';

/** secp256k1 by noble. */
export const secp256k1Noble: Pick<Engine, 'secp256k1PublicKey' | 'secp256k1TweakAdd'> = {
  secp256k1PublicKey: (privateKey, compressed) =>
    Point.BASE.multiply(Point.Fn.fromBytes(privateKey)).toBytes(compressed),
  secp256k1TweakAdd: (publicKey, tweak) =>
    Point.fromBytes(publicKey)
      .add(Point.BASE.multiply(Point.Fn.fromBytes(tweak)))
      .toBytes(true),
};
