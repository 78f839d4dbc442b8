import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D, 8.2.2: random IVs of 96 bits are good for 2^32 seals with one key. */
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** IV ‖ ciphertext ‖ tag, with a fresh random IV. `key` has 32 bytes. */
export function seal(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(associated);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What {@link seal} sealed; the caller wipes it. `undefined` when key, bytes or associated data are others. */
export function unseal(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Buffer | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(associated)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES));
  try {
    // GCM gives all of it in update; final only checks the tag.
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}
