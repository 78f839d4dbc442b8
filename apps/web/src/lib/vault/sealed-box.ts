import type { components } from '#lib/api/schema.d.ts';
import { fromBase64, fromHex, toBase64, toHex } from './bytes-text.ts';

/** Secrets on their way to the holder of one key. */
export type Sealed = components['schemas']['Typed']['sealed'];
/** Where secrets may be sealed to, once: an X25519 key, 32 bytes in hex, and a challenge of 16. */
export type ReplyTo = components['schemas']['KeysChallenge']['replyTo'];

type Bytes = Uint8Array<ArrayBuffer>;

const INFO = new TextEncoder().encode('mrm-vault/1 seal\0');
const X25519 = { name: 'X25519' } as const;
const IV_BYTES = 12;

/**
 * Seals secrets to a one-use key of the vault, in the format of the instance's `vault/sealed-box.ts`: who stands
 * between this page and the signing process reads nothing.
 *
 * @param vaultId 16 bytes in hex
 * @throws DOMException when the key is no point that hides anything
 */
export async function sealTo(
  replyTo: ReplyTo,
  vaultId: string,
  secrets: readonly Uint8Array[],
): Promise<Sealed> {
  const pair = await newPair();
  const sender = await rawOf(pair.publicKey);
  const recipient = fromHex(replyTo.publicKey);
  const key = await boxKeyOf(pair.privateKey, recipient, vaultId, [sender, recipient]);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = pack(secrets);
  try {
    const box = await crypto.subtle.encrypt(cipher(iv, vaultId, replyTo.challenge), key, plain);
    return {
      challenge: replyTo.challenge,
      publicKey: toHex(sender),
      box: toBase64(concat([iv, new Uint8Array(box)])),
    };
  } finally {
    plain.fill(0);
  }
}

/** A key of this page that the vault seals an answer to. Its private half cannot be read, not even by the page. */
export class ReplyKey {
  readonly replyTo: ReplyTo;
  readonly #privateKey: CryptoKey;

  private constructor(replyTo: ReplyTo, privateKey: CryptoKey) {
    this.replyTo = replyTo;
    this.#privateKey = privateKey;
  }

  static async make(): Promise<ReplyKey> {
    const { publicKey, privateKey } = await newPair();
    const challenge = toHex(crypto.getRandomValues(new Uint8Array(16)));
    return new ReplyKey({ challenge, publicKey: toHex(await rawOf(publicKey)) }, privateKey);
  }

  /**
   * The secrets, which the caller wipes.
   *
   * @throws Error for what was sealed to another key, or changed
   */
  async open(vaultId: string, sealed: Sealed): Promise<Bytes[]> {
    if (sealed.challenge !== this.replyTo.challenge) throw new Error('this answer is for another key');
    const sender = fromHex(sealed.publicKey);
    const key = await boxKeyOf(this.#privateKey, sender, vaultId, [sender, fromHex(this.replyTo.publicKey)]);
    const box = fromBase64(sealed.box);
    const rule = cipher(box.subarray(0, IV_BYTES), vaultId, sealed.challenge);
    const plain = new Uint8Array(await crypto.subtle.decrypt(rule, key, box.subarray(IV_BYTES)));
    try {
      return unpack(plain);
    } finally {
      plain.fill(0);
    }
  }
}

async function newPair(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(X25519, false, ['deriveBits']);
}

async function rawOf(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

async function boxKeyOf(
  own: CryptoKey,
  other: Bytes,
  vaultId: string,
  keys: readonly Bytes[],
): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey('raw', other, X25519, true, []);
  const shared = await crypto.subtle.deriveBits({ ...X25519, public: publicKey }, own, 256);
  const stretched = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  new Uint8Array(shared).fill(0);
  const rule = { name: 'HKDF', hash: 'SHA-256', salt: fromHex(vaultId), info: concat([INFO, ...keys]) };
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(rule, stretched, aes, false, ['encrypt', 'decrypt']);
}

function cipher(iv: Bytes, vaultId: string, challenge: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: concat([fromHex(vaultId), fromHex(challenge)]) };
}

function concat(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Each secret as u32 length, big-endian, ‖ bytes. */
function pack(secrets: readonly Uint8Array[]): Bytes {
  return concat(
    secrets.flatMap((secret) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, secret.length);
      return [length, secret];
    }),
  );
}

function unpack(plain: Bytes): Bytes[] {
  const secrets: Bytes[] = [];
  const view = new DataView(plain.buffer);
  let at = 0;
  while (at + 4 <= plain.length) {
    const end = at + 4 + view.getUint32(at);
    if (end > plain.length) break;
    secrets.push(plain.slice(at + 4, end));
    at = end;
  }
  if (at !== plain.length) throw new Error('what was sealed is not whole');
  return secrets;
}
