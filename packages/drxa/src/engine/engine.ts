/**
 * The curve arithmetic that may be done by faster code. All engines give the same bytes for the same input, and the
 * caller has already checked that private keys are in range.
 */
export interface Engine {
  readonly name: string;
  /** The 32-byte public key of a 32-byte RFC 8032 seed. */
  ed25519PublicKey(seed: Uint8Array): Uint8Array;
  /** The public key (33 or 65 bytes) of a 32-byte private key. */
  secp256k1PublicKey(privateKey: Uint8Array, compressed: boolean): Uint8Array;
  /** publicKey + tweak·G, 33 bytes. */
  secp256k1TweakAdd(publicKey: Uint8Array, tweak: Uint8Array): Uint8Array;
}
