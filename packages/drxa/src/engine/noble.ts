import { ed25519 } from '@noble/curves/ed25519.js';
import type { Engine } from './engine.ts';
import { secp256k1Noble } from './secp256k1-noble.ts';

/** Everything by noble: browsers, and whatever is not Node. */
export const engine: Engine = {
  name: 'noble',
  ed25519PublicKey: (seed) => ed25519.getPublicKey(seed),
  ...secp256k1Noble,
};
