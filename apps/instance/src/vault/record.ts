import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { IV_BYTES, seal, TAG_BYTES, unseal } from '../secrets/aes-gcm.ts';
import { canonicalJson } from './canonical-json.ts';
import { VaultError } from './vault-error.ts';

/**
 * One secret as bytes:
 *
 *     0      4      "MRMV"
 *     4      1      format, 1
 *     5      1      kind
 *     6      2      n, the header's length, big-endian
 *     8      n      header, canonical JSON (RFC 8785)
 *     8+n    8      kid, which names the KEK
 *     16+n   12     IV
 *     28+n   32+16  DEK under the KEK, tag; AAD = bytes 0 … 16+n
 *     76+n   12     IV
 *     88+n   m+16   secret under the DEK, tag; AAD = bytes 0 … 8+n
 */
const MAGIC = Buffer.from('MRMV', 'ascii');
const FORMAT = 1;
const KEY_BYTES = 32;
export const KID_BYTES = 8;
const FIXED_BYTES = 8;
const WRAP_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;
const LEAST_BODY = IV_BYTES + TAG_BYTES;

/** What a record holds; the number is in its bytes, so it never changes. */
export const RECORD_KINDS = {
  'root-seed': 1,
  scope: 2,
  exchange: 3,
  mixin: 4,
  solana: 5,
  identity: 6,
  metrics: 7,
  other: 8,
} as const;
export type RecordKind = keyof typeof RECORD_KINDS;

const RecordHeaderSchema = Type.Object(
  {
    created: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9._:-]{0,199}$' }),
    label: Type.String({ maxLength: 200 }),
    rev: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  },
  { additionalProperties: false },
);
/** Readable without a key, and bound to the secret: a change of any of it fails the tags. */
export type RecordHeader = Static<typeof RecordHeaderSchema>;

/** A key-encryption key and its name, 8 bytes in hex. */
export interface Kek {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** What the bytes of a record say without a key. */
export interface RecordFace {
  readonly kind: RecordKind;
  readonly header: RecordHeader;
  readonly kid: string;
}

export interface OpenRecord extends RecordFace {
  /** The caller's, who wipes it. */
  readonly secret: Buffer;
}

/** A record of a secret, under a new random data key. @throws VaultError `VAULT_INPUT` for a header out of its rules */
export function sealRecord(
  {
    kind,
    header,
    secret,
  }: { readonly kind: RecordKind; readonly header: RecordHeader; readonly secret: Uint8Array },
  kek: Kek,
): Buffer {
  if (!Value.Check(RecordHeaderSchema, header) || !header.label.isWellFormed())
    throw new VaultError('VAULT_INPUT', 'the id, label or date of a record is out of its rules');
  const text = Buffer.from(canonicalJson(header), 'utf8');
  const start = Buffer.alloc(FIXED_BYTES);
  MAGIC.copy(start);
  start[4] = FORMAT;
  start[5] = RECORD_KINDS[kind];
  start.writeUInt16BE(text.length, 6);
  const head = Buffer.concat([start, text]);
  const dek = randomBytes(KEY_BYTES);
  try {
    return Buffer.concat([head, ...wrapped(head, dek, kek), seal(dek, secret, head)]);
  } finally {
    dek.fill(0);
  }
}

/** @throws VaultError `VAULT_VERSION`, `VAULT_CORRUPT` */
export function readRecord(blob: Uint8Array): RecordFace {
  const { kind, header, kid } = partsOf(blob);
  return { kind, header, kid };
}

/** @throws VaultError `VAULT_VERSION`, `VAULT_CORRUPT` for a changed byte, another KEK, a cut */
export function openRecord(blob: Uint8Array, kek: Kek): OpenRecord {
  const { kind, header, kid, head, body } = partsOf(blob);
  const dek = dataKey(blob, kek);
  try {
    const secret = unseal(dek, body, head);
    if (secret === undefined) throw corrupt(`the secret of ${header.id} fails its tag`);
    return { kind, header, kid, secret };
  } finally {
    dek.fill(0);
  }
}

/** The same record under another KEK: only the bytes 8+n … 76+n differ. @throws as {@link openRecord} */
export function rewrapRecord(blob: Uint8Array, from: Kek, to: Kek): Buffer {
  const { head, body } = partsOf(blob);
  const dek = dataKey(blob, from);
  try {
    return Buffer.concat([head, ...wrapped(head, dek, to), body]);
  } finally {
    dek.fill(0);
  }
}

function wrapped(head: Buffer, dek: Uint8Array, { kid, key }: Kek): [Buffer, Buffer] {
  const name = Buffer.from(kid, 'hex');
  return [name, seal(key, dek, Buffer.concat([head, name]))];
}

function dataKey(blob: Uint8Array, kek: Kek): Buffer {
  const { head, kid, wrap, header } = partsOf(blob);
  if (kid !== kek.kid) throw corrupt(`${header.id} is sealed with the key ${kid}, not ${kek.kid}`);
  const dek = unseal(kek.key, wrap, Buffer.concat([head, Buffer.from(kid, 'hex')]));
  if (dek === undefined) throw corrupt(`the data key of ${header.id} fails its tag`);
  return dek;
}

interface Parts extends RecordFace {
  readonly head: Buffer;
  readonly wrap: Buffer;
  readonly body: Buffer;
}

function partsOf(blob: Uint8Array): Parts {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < FIXED_BYTES || !bytes.subarray(0, 4).equals(MAGIC)) throw corrupt('this is no record');
  if (bytes[4] !== FORMAT)
    throw new VaultError('VAULT_VERSION', `a record has format ${bytes[4]}; this program reads ${FORMAT}`);
  const kind = kindOf(bytes[5]);
  const end = FIXED_BYTES + bytes.readUInt16BE(6);
  if (bytes.length < end + KID_BYTES + WRAP_BYTES + LEAST_BODY) throw corrupt('a record is cut');
  const header = headerOf(bytes.subarray(FIXED_BYTES, end));
  const wrapAt = end + KID_BYTES;
  return {
    kind,
    header,
    head: bytes.subarray(0, end),
    kid: bytes.subarray(end, wrapAt).toString('hex'),
    wrap: bytes.subarray(wrapAt, wrapAt + WRAP_BYTES),
    body: bytes.subarray(wrapAt + WRAP_BYTES),
  };
}

function kindOf(number: number): RecordKind {
  for (const [kind, value] of Object.entries(RECORD_KINDS)) if (value === number) return kind as RecordKind;
  throw corrupt(`a record is of kind ${number}, which is not known`);
}

function headerOf(bytes: Buffer): RecordHeader {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw corrupt('the header of a record is not JSON', error);
  }
  if (!Value.Check(RecordHeaderSchema, header) || canonicalJson(header) !== bytes.toString('utf8'))
    throw corrupt('the header of a record is not as it was written');
  return header;
}

function corrupt(what: string, cause?: unknown): VaultError {
  return new VaultError('VAULT_CORRUPT', `${what}; restore the vault from a backup`, { cause });
}
