import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Engine } from './engine.ts';
import { secp256k1Noble } from './secp256k1-noble.ts';

/** PKCS #8 around an ed25519 seed (RFC 8410): the seed follows. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** ed25519 by Node's own crypto, several times as fast; secp256k1 by noble. */
export const engine: Engine = {
  name: 'node',
  ed25519PublicKey(seed) {
    const der = Buffer.concat([PKCS8, seed]);
    try {
      const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
        format: 'jwk',
      });
      return Uint8Array.from(Buffer.from(x!, 'base64url'));
    } finally {
      der.fill(0);
    }
  },
  ...secp256k1Noble,
};
