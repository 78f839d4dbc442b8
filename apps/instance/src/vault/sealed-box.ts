import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { seal, unseal } from '../secrets/aes-gcm.ts';

const INFO = Buffer.from('mrm-vault/1 seal\0', 'ascii');

/** Where secrets may be sealed to, once: an X25519 key, 32 bytes in hex, and a challenge of 16. */
export const ReplyToSchema = Type.Object(
  {
    challenge: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    publicKey: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
);
export type ReplyTo = Static<typeof ReplyToSchema>;

/**
 * Secrets on their way to the holder of one key. With Z = X25519(sender, recipient):
 *
 *     key = HKDF-SHA256(Z, salt = vaultId, info = "mrm-vault/1 seal" ‖ 00 ‖ sender's key ‖ recipient's key, 32)
 *     box = base64(IV 12 ‖ AES-256-GCM ‖ tag 16), AAD = vaultId ‖ challenge
 *
 * The plaintext is one or more secrets, each as u32 length, big-endian, ‖ bytes.
 */
export const SealedSchema = Type.Object(
  {
    challenge: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    publicKey: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    box: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 200_000 }),
  },
  { additionalProperties: false },
);
export type Sealed = Static<typeof SealedSchema>;

/** One X25519 key for one answer. */
export class OneUseKey {
  readonly replyTo: ReplyTo;
  #key: KeyObject | undefined;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('x25519');
    this.#key = privateKey;
    this.replyTo = {
      challenge: randomBytes(16).toString('hex'),
      publicKey: rawOf(publicKey).toString('hex'),
    };
  }

  /** The secrets, which the caller wipes; the key is gone then. `undefined`: for another key, changed, or the second time. */
  open(vaultId: Uint8Array, sealed: Sealed): Buffer[] | undefined {
    const key = this.#key;
    this.#key = undefined;
    if (key === undefined || sealed.challenge !== this.replyTo.challenge) return undefined;
    const sender = Buffer.from(sealed.publicKey, 'hex');
    const boxKey = boxKeyOf(key, sender, vaultId, [sender, Buffer.from(this.replyTo.publicKey, 'hex')]);
    if (boxKey === undefined) return undefined;
    const plain = unseal(boxKey, Buffer.from(sealed.box, 'base64'), associated(vaultId, sealed.challenge));
    boxKey.fill(0);
    if (plain === undefined) return undefined;
    try {
      return unpack(plain);
    } finally {
      plain.fill(0);
    }
  }
}

/** Seals secrets to a one-use key. `undefined` when the key is no point that hides anything. */
export function sealTo(
  replyTo: ReplyTo,
  vaultId: Uint8Array,
  secrets: readonly Uint8Array[],
): Sealed | undefined {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const sender = rawOf(publicKey);
  const recipient = Buffer.from(replyTo.publicKey, 'hex');
  const boxKey = boxKeyOf(privateKey, recipient, vaultId, [sender, recipient]);
  if (boxKey === undefined) return undefined;
  const plain = pack(secrets);
  try {
    const box = seal(boxKey, plain, associated(vaultId, replyTo.challenge)).toString('base64');
    return { challenge: replyTo.challenge, publicKey: sender.toString('hex'), box };
  } finally {
    plain.fill(0);
    boxKey.fill(0);
  }
}

function boxKeyOf(
  own: KeyObject,
  other: Uint8Array,
  vaultId: Uint8Array,
  keys: readonly Uint8Array[],
): Buffer | undefined {
  let shared: Buffer;
  try {
    shared = diffieHellman({ privateKey: own, publicKey: publicKeyOf(other) });
  } catch {
    // A point of small order, whose shared secret anyone knows.
    return undefined;
  }
  try {
    return Buffer.from(hkdfSync('sha256', shared, vaultId, Buffer.concat([INFO, ...keys]), 32));
  } finally {
    shared.fill(0);
  }
}

function associated(vaultId: Uint8Array, challenge: string): Buffer {
  return Buffer.concat([vaultId, Buffer.from(challenge, 'hex')]);
}

function rawOf(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

function pack(secrets: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    secrets.flatMap((secret) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(secret.length);
      return [length, secret];
    }),
  );
}

function unpack(plain: Buffer): Buffer[] | undefined {
  const secrets: Buffer[] = [];
  let at = 0;
  while (at + 4 <= plain.length) {
    const end = at + 4 + plain.readUInt32BE(at);
    if (end > plain.length) return undefined;
    secrets.push(Buffer.from(plain.subarray(at + 4, end)));
    at = end;
  }
  return at === plain.length ? secrets : undefined;
}
