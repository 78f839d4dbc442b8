import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, u32 } from '../encoding/bytes.ts';
import { DrxaError } from '../errors.ts';

// What the families `identity` and `metrics` sign. They hold no funds, and what they sign begins with a tag that no
// transaction of a chain begins with.

const utf8 = new TextEncoder();
const STATEMENT = utf8.encode('mrmarket/v1 statement\0');
const FRAME = utf8.encode('MRM-IMP\0v2\0');
const FRAME_LENGTH = 155;
const FRAME_MAGIC = utf8.encode('MRM2');
const TAG = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LONGEST = 64 * 1024;

const invalid = (field: string, reason: string): never => {
  throw new DrxaError('DRXA_TX_INVALID', `${field}: ${reason}`, field);
};

function privateKeyOf(key: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length !== 32) {
    throw new DrxaError('DRXA_KEY_INVALID', 'privateKey: must be 32 bytes', 'privateKey');
  }
  return key;
}

/** A text under a tag that says what kind of statement it is: `registry-handover`, say. */
export interface Statement {
  /** 1 to 64 of a-z 0-9 . _ -, the first and last a letter or digit. */
  readonly tag: string;
  /** What is stated, at most 64 KiB. */
  readonly body: Uint8Array;
}

/**
 * The bytes that a statement's signature is over: `mrmarket/v1 statement` ‖ 00 ‖ LP(tag) ‖ LP(body), where LP puts
 * the length before, in four bytes.
 * @throws DRXA_TX_INVALID
 */
export function statementBytes({ tag, body }: Statement): Uint8Array {
  if (typeof tag !== 'string' || !TAG.test(tag)) {
    return invalid('tag', 'must be 1 to 64 of a-z 0-9 . _ - and begin and end with a letter or digit');
  }
  if (!(body instanceof Uint8Array) || body.length > LONGEST) {
    return invalid('body', `must be at most ${LONGEST} bytes`);
  }
  const tagBytes = utf8.encode(tag);
  return concat(STATEMENT, u32(tagBytes.length), tagBytes, u32(body.length), body);
}

/**
 * Signs a statement with ed25519 (RFC 8032): 64 bytes.
 * @throws DRXA_TX_INVALID, DRXA_KEY_INVALID
 * @example
 *   const privateKey = scope.privateKey({ userId, family: 'identity' });
 *   const signature = signStatement({ privateKey, tag: 'owner', body: new TextEncoder().encode('ada') });
 *   privateKey.fill(0);
 */
export const signStatement = ({
  privateKey,
  ...statement
}: Statement & { readonly privateKey: Uint8Array }): Uint8Array =>
  ed25519.sign(statementBytes(statement), privateKeyOf(privateKey));

/** Whether a signature is of this statement and key. Strict: no key of small order, no second form of s. */
export function verifyStatement(statement: Statement, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verified(signature, statementBytes(statement), publicKey);
}

/** A frame of figures of the Instance Messaging Protocol, and for whom it counts. */
export interface ImpFrame {
  /** The program id of the registry, 32 bytes. */
  readonly registry: Uint8Array;
  /** The account that collects the frames, a UUID in lower case. */
  readonly collector: string;
  /** Bytes 0 to 154 of the frame; the signature follows them. */
  readonly frame: Uint8Array;
}

/**
 * The 214 bytes that a frame's signature is over: `MRM-IMP` ‖ 00 ‖ `v2` ‖ 00 ‖ registry ‖ collector ‖ frame. So a
 * frame is worth nothing for another registry or collector.
 * @throws DRXA_TX_INVALID
 */
export function impFrameBytes({ registry, collector, frame }: ImpFrame): Uint8Array {
  if (!(registry instanceof Uint8Array) || registry.length !== 32)
    return invalid('registry', 'must be 32 bytes');
  if (typeof collector !== 'string' || !UUID.test(collector)) {
    return invalid('collector', 'must be a UUID in lower case');
  }
  if (!(frame instanceof Uint8Array) || frame.length !== FRAME_LENGTH) {
    return invalid('frame', `must be ${FRAME_LENGTH} bytes`);
  }
  if (!FRAME_MAGIC.every((byte, at) => byte === frame[at])) return invalid('frame', 'must begin with MRM2');
  const uuid = Uint8Array.from(collector.replaceAll('-', '').match(/../g)!, (pair) =>
    Number.parseInt(pair, 16),
  );
  return concat(FRAME, registry, uuid, frame);
}

/** Signs a frame: 64 bytes, to be put behind its 155. @throws DRXA_TX_INVALID, DRXA_KEY_INVALID */
export const signImpFrame = ({
  privateKey,
  ...frame
}: ImpFrame & { readonly privateKey: Uint8Array }): Uint8Array =>
  ed25519.sign(impFrameBytes(frame), privateKeyOf(privateKey));

/** Whether a signature is of this frame and key. Strict, as {@link verifyStatement}. */
export const verifyImpFrame = (frame: ImpFrame, signature: Uint8Array, publicKey: Uint8Array): boolean =>
  verified(signature, impFrameBytes(frame), publicKey);

function verified(signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return (
      !ed25519.Point.fromBytes(publicKey).isSmallOrder() &&
      ed25519.verify(signature, bytes, publicKey, { zip215: false })
    );
  } catch {
    return false;
  }
}
