import { getPublicKey, secretFromSeed } from '@scure/sr25519';

/**
 * What a root needs for Substrate's own curve. It is an entry of its own since it brings a second copy of noble.
 * @example
 *   import { sr25519 } from 'drxa/sr25519';
 *   const root = createRoot(seed, { sr25519 });
 */
export interface Sr25519 {
  /** The 32-byte public key of a 32-byte mini-secret, expanded in ed25519 mode. */
  publicKey(miniSecret: Uint8Array): Uint8Array;
}

/** By `@scure/sr25519`. */
export const sr25519: Sr25519 = {
  publicKey: (miniSecret) => getPublicKey(secretFromSeed(miniSecret)),
};
