import { Point } from '../curves/secp256k1-point.ts';
import { DrxaError } from '../errors.ts';

const invalid = (): never => {
  throw new DrxaError(
    'DRXA_KEY_INVALID',
    'publicKey: must be a secp256k1 key of 33 or 65 bytes',
    'publicKey',
  );
};

const hasForm = (key: Uint8Array): boolean =>
  key instanceof Uint8Array &&
  ((key.length === 33 && (key[0] === 2 || key[0] === 3)) || (key.length === 65 && key[0] === 4));

/**
 * 33 bytes of a secp256k1 public key. A key in 33 bytes is taken as it is; that it is a point is the business of
 * whoever brings it from elsewhere ({@link checkedPoint}).
 */
export function compressed(key: Uint8Array): Uint8Array {
  if (!hasForm(key)) invalid();
  if (key.length === 33) return key;
  const short = new Uint8Array(33);
  short[0] = 2 + (key[64] & 1);
  short.set(key.subarray(1, 33), 1);
  return short;
}

/** 65 bytes of a secp256k1 public key. @throws DRXA_KEY_INVALID */
export function uncompressed(key: Uint8Array): Uint8Array {
  if (!hasForm(key)) invalid();
  return key.length === 65 ? key : checkedPoint(key);
}

/** 65 bytes of a key that surely is a point of the curve. @throws DRXA_KEY_INVALID */
export function checkedPoint(key: Uint8Array): Uint8Array {
  try {
    return Point.fromBytes(key).toBytes(false);
  } catch {
    return invalid();
  }
}
