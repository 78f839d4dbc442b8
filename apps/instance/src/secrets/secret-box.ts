import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { InstanceError } from '../errors.ts';
import { readKeyFile } from './key-file.ts';
import type { Secrets } from './secrets.ts';

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D, 8.2.2: random nonces of 96 bits are good for 2^32 seals with one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals with AES-256-GCM and the key in a file. A sealed secret reads `v1.<nonce, ciphertext and tag, base64url>`; the
 * version and the context are authenticated with it.
 *
 * @param keyFile `home.secretKey`; made (mode 0600) where there is none
 * @throws InstanceError `SECRET_UNREADABLE` when the key file cannot be used
 */
export function openSecretBox(keyFile: string): Secrets {
  const key = readKeyFile(keyFile);
  return {
    seal(context, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(associated(context));
      const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${body.toString('base64url')}`;
    },
    open(context, sealed) {
      const [version, body = '', ...rest] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      // Node skips characters that are not base64url: what it read must be what was there.
      const whole = rest.length === 0 && bytes.toString('base64url') === body;
      if (version !== VERSION || !whole || bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable(context);
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(associated(context))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch (error) {
        throw unreadable(context, error);
      }
    },
  };
}

function associated(context: string): Buffer {
  return Buffer.from(`${VERSION}\0${context}`, 'utf8');
}

function unreadable(context: string, cause?: unknown): InstanceError {
  return new InstanceError(
    'SECRET_UNREADABLE',
    `the secret of ${context} cannot be read: it was sealed with another key, or changed; put the original key file back, or enter the secret again`,
    { cause },
  );
}
