import { createRequire } from 'node:module';
import { DrxaError } from '../errors.ts';
import type { Engine } from './engine.ts';

interface Secp256k1 {
  publicKeyCreate(privateKey: Uint8Array, compressed: boolean, output: Uint8Array): Uint8Array;
  publicKeyTweakAdd(
    publicKey: Uint8Array,
    tweak: Uint8Array,
    compressed: boolean,
    output: Uint8Array,
  ): Uint8Array;
}

interface Sodium {
  crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
}

/**
 * Both curves by compiled code: the optional peers `secp256k1` and `sodium-native`. Node only.
 * @throws DRXA_ENGINE when one of them is missing or has no binary for this machine: there is no silent fallback
 * @example
 *   import { nativeEngine } from 'drxa/engine/native';
 *   const root = createRoot(seed, { engine: nativeEngine() });
 */
export function nativeEngine(): Engine {
  const require = createRequire(import.meta.url);
  const load = (path: string, name: string): unknown => {
    try {
      return require(path);
    } catch {
      throw new DrxaError('DRXA_ENGINE', `engine: npm install ${name}, or leave the engine out`, 'engine');
    }
  };
  // Its main file would fall back to JavaScript without a word.
  const curve = load('secp256k1/bindings.js', 'secp256k1') as Secp256k1;
  const sodium = load('sodium-native', 'sodium-native') as Sodium;
  return {
    name: 'native',
    ed25519PublicKey(seed) {
      const publicKey = new Uint8Array(32);
      const secretKey = new Uint8Array(64);
      sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
      secretKey.fill(0);
      return publicKey;
    },
    secp256k1PublicKey: (privateKey, compressed) =>
      curve.publicKeyCreate(privateKey, compressed, new Uint8Array(compressed ? 33 : 65)),
    secp256k1TweakAdd: (publicKey, tweak) =>
      curve.publicKeyTweakAdd(publicKey, tweak, true, new Uint8Array(33)),
  };
}
