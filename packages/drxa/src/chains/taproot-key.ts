import { sha256 } from '@noble/hashes/sha2.js';
import { engine as defaultEngine } from '#engine';
import { concat } from '../encoding/bytes.ts';
import type { Engine } from '../engine/engine.ts';
import { DrxaError } from '../errors.ts';
import { compressed } from './secp256k1-key.ts';

const TAG = sha256(new TextEncoder().encode('TapTweak'));
const TAGGED = concat(TAG, TAG);
const EVEN = Uint8Array.of(2);

/** The tweak of a key that has no scripts beside it: the tagged hash of its x coordinate (BIP-341, BIP-86). */
export const tapTweak = (x: Uint8Array): Uint8Array => sha256(concat(TAGGED, x));

/**
 * The x coordinate that a taproot output holds for a public key: of P + tweak·G, where P is the point with the key's
 * x and an even y (BIP-341).
 * @throws DRXA_KEY_INVALID
 */
export function taprootOutputKey(publicKey: Uint8Array, engine: Engine = defaultEngine): Uint8Array {
  const x = compressed(publicKey).subarray(1);
  try {
    return engine.secp256k1TweakAdd(concat(EVEN, x), tapTweak(x)).slice(1);
  } catch {
    throw new DrxaError('DRXA_KEY_INVALID', 'publicKey: is no point of secp256k1', 'publicKey');
  }
}
