import { InstanceError } from '../errors.ts';
import { seal, unseal } from './aes-gcm.ts';
import { readKeyFile } from './key-file.ts';
import type { Secrets } from './secrets.ts';

const VERSION = 'v1';

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
      const body = seal(key, Buffer.from(text, 'utf8'), associated(context));
      return `${VERSION}.${body.toString('base64url')}`;
    },
    open(context, sealed) {
      const [version, body = '', ...rest] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      // Node skips characters that are not base64url: what it read must be what was there.
      const whole = rest.length === 0 && bytes.toString('base64url') === body;
      const text = version === VERSION && whole ? unseal(key, bytes, associated(context)) : undefined;
      if (text === undefined) throw unreadable(context);
      return text.toString('utf8');
    },
  };
}

function associated(context: string): Buffer {
  return Buffer.from(`${VERSION}\0${context}`, 'utf8');
}

function unreadable(context: string): InstanceError {
  return new InstanceError(
    'SECRET_UNREADABLE',
    `the secret of ${context} cannot be read: it was sealed with another key, or changed; put the original key file back, or enter the secret again`,
  );
}
