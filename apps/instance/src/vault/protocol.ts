import { Type } from 'typebox';
import type { Static, TProperties, TSchema } from 'typebox';
import { FAMILIES } from 'drxa/families';
import type { Family } from 'drxa/families';
import { LimitsSchema } from './limits.ts';
import { RECORD_KINDS } from './record.ts';
import type { RecordKind } from './record.ts';
import { ReplyToSchema, SealedSchema } from './sealed-box.ts';
import { SIGN_KINDS } from './sign-kinds.ts';
import { SOURCE_NAMES } from './sources.ts';

// What main and the signing process may say to each other. Both sides check every message against this.

const closed = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });
const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(table) as Key[];

const Nothing = closed({});
const Count = Type.Integer({ minimum: 0 });
const Scope = Type.String({ pattern: '^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$' });
const Purpose = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' });
const RecordId = Type.String({ pattern: '^[a-z0-9][a-z0-9._:-]{0,199}$' });
const FileName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$' });
const SourceSchema = Type.Enum([...SOURCE_NAMES]);
const KindSchema = Type.Unsafe<RecordKind>(Type.Enum(keysOf(RECORD_KINDS)));
const FamilySchema = Type.Unsafe<Family>(Type.Enum(keysOf(FAMILIES)));

/** Secrets that a person typed: as lines of the descriptor that the process was started with, or sealed to its key. */
export const TypedSchema = Type.Union([
  closed({ descriptor: Type.Literal(true) }),
  closed({ sealed: SealedSchema }),
]);
export type Typed = Static<typeof TypedSchema>;

const Place = {
  scope: Scope,
  userId: Type.String({ minLength: 1, maxLength: 128 }),
  index: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
};

const StatusSchema = closed({
  state: Type.Enum(['absent', 'locked', 'unlocked']),
  /** 16 bytes, hex; what the next vault will have when there is none. */
  vaultId: Type.String(),
  slots: Type.Array(closed({ id: Count, source: SourceSchema })),
  /** Only while it is unlocked. */
  rev: Type.Optional(Count),
  kid: Type.Optional(Type.String()),
  fingerprint: Type.Optional(Type.String()),
  /** Its source needs no person: no auto-lock, and unlocked again after a crash. */
  unattended: Type.Boolean(),
  /** Somebody has shown that the words of the seed are written down. */
  backedUp: Type.Boolean(),
  elevatedForSec: Count,
  /** Seconds until a passphrase is tried again. */
  retryAfterSec: Count,
  /** Words that have been shown and are waited for. */
  ceremony: Type.Boolean(),
  /** Which of these words (from 1) are asked back. */
  ask: Type.Optional(Type.Array(Count)),
});
export type VaultStatus = Static<typeof StatusSchema>;

const RecordSchema = closed({
  id: Type.String(),
  kind: KindSchema,
  label: Type.String(),
  created: Type.String(),
  rev: Count,
  kid: Type.String(),
});
export type VaultRecord = Static<typeof RecordSchema>;

/** The words of the seed, sealed, and which three of them (from 1) are asked back. */
const WordsShownSchema = closed({
  words: SealedSchema,
  ask: Type.Array(Count, { minItems: 3, maxItems: 3 }),
});
export type WordsShown = Static<typeof WordsShownSchema>;

const SignatureSchema = closed({
  /** What the signer gives: a signature, or the signed bytes; which fields, the kind says. */
  output: Type.Record(Type.String(), Type.String()),
  /** What was signed, decoded, amounts as decimal strings. */
  summary: Type.Record(Type.String(), Type.String()),
  /** SHA-256 of the request, hex. */
  digest: Type.String(),
});
export type VaultSignature = Static<typeof SignatureSchema>;

const AuditRowSchema = closed({
  seq: Count,
  at: Count,
  event: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

/** Every request: what it takes, and what it gives. */
export const REQUESTS = {
  status: { params: Nothing, result: StatusSchema },
  challenge: {
    params: Nothing,
    result: closed({ vaultId: Type.String(), replyTo: ReplyToSchema, forSec: Count }),
  },
  init: {
    params: closed({
      source: SourceSchema,
      seed: Type.Enum(['random', 'words', 'given']),
      typed: Type.Optional(TypedSchema),
      replyTo: Type.Optional(ReplyToSchema),
    }),
    result: closed({ shown: Type.Optional(WordsShownSchema), status: StatusSchema }),
  },
  confirmWords: { params: closed({ typed: TypedSchema }), result: StatusSchema },
  cancelWords: { params: Nothing, result: StatusSchema },
  unlock: {
    params: closed({ typed: Type.Optional(TypedSchema), leastRev: Type.Optional(Count) }),
    result: StatusSchema,
  },
  lock: { params: Nothing, result: Nothing },
  elevate: { params: closed({ typed: Type.Optional(TypedSchema) }), result: StatusSchema },
  publicKey: {
    params: closed({ ...Place, family: FamilySchema }),
    result: closed({ publicKey: Type.String() }),
  },
  address: {
    params: closed({
      ...Place,
      chain: Type.String({ minLength: 1, maxLength: 64 }),
      form: Type.Optional(Type.String({ maxLength: 64 })),
      network: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    result: closed({
      address: Type.String(),
      chain: Type.String(),
      family: Type.String(),
      publicKey: Type.String(),
    }),
  },
  sign: {
    params: closed({
      ...Place,
      requestId: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,128}$' }),
      purpose: Purpose,
      kind: Type.Enum([...SIGN_KINDS]),
      /** Text fields by the kind's own schema; bytes are base64. */
      payload: Type.Record(Type.String(), Type.String()),
    }),
    result: SignatureSchema,
  },
  list: { params: Nothing, result: closed({ records: Type.Array(RecordSchema) }) },
  putSecret: {
    params: closed({
      kind: KindSchema,
      id: RecordId,
      label: Type.String({ maxLength: 200 }),
      typed: TypedSchema,
    }),
    result: RecordSchema,
  },
  readSecret: { params: closed({ id: RecordId }), result: closed({ secret: Type.String() }) },
  removeSecret: { params: closed({ id: RecordId }), result: Nothing },
  reveal: {
    params: closed({ id: RecordId, replyTo: ReplyToSchema }),
    result: closed({ sealed: SealedSchema }),
  },
  showWords: { params: closed({ replyTo: ReplyToSchema }), result: WordsShownSchema },
  exportScope: {
    params: closed({ scope: Scope, replyTo: ReplyToSchema }),
    result: closed({ sealed: SealedSchema }),
  },
  exportVault: {
    params: closed({ typed: TypedSchema }),
    result: closed({ file: Type.String(), rev: Count }),
  },
  importVault: {
    params: closed({ file: FileName, source: SourceSchema, typed: TypedSchema }),
    result: StatusSchema,
  },
  changePassphrase: { params: closed({ typed: TypedSchema }), result: closed({ slot: Count }) },
  addSlot: {
    params: closed({ source: SourceSchema, typed: Type.Optional(TypedSchema) }),
    result: closed({ slot: Count }),
  },
  removeSlot: { params: closed({ slot: Count }), result: Nothing },
  rotateKek: {
    params: closed({
      typed: Type.Optional(TypedSchema),
      drop: Type.Optional(Type.Array(Count, { maxItems: 255 })),
    }),
    result: StatusSchema,
  },
  rotateDeks: { params: Nothing, result: StatusSchema },
  readLimits: {
    params: closed({ scope: Scope, purpose: Purpose }),
    result: closed({ limits: Type.Optional(LimitsSchema) }),
  },
  setLimits: { params: closed({ scope: Scope, purpose: Purpose, limits: LimitsSchema }), result: Nothing },
  audit: {
    params: closed({ after: Type.Optional(Count), limit: Type.Integer({ minimum: 1, maximum: 200 }) }),
    result: closed({ rows: Type.Array(AuditRowSchema) }),
  },
} as const satisfies Record<string, { readonly params: TSchema; readonly result: TSchema }>;
export type Op = keyof typeof REQUESTS;
export type Params<O extends Op> = Static<(typeof REQUESTS)[O]['params']>;
export type Result<O extends Op> = Static<(typeof REQUESTS)[O]['result']>;

/** Main to signer. */
export const RequestSchema = closed({
  seq: Count,
  op: Type.Unsafe<Op>(Type.Enum(keysOf(REQUESTS))),
  params: Type.Unknown(),
});
export type Request = Static<typeof RequestSchema>;

/** Signer to main: an answer, a refusal, or what happened by itself. */
export const ReplySchema = Type.Union([
  closed({ seq: Count, result: Type.Unknown() }),
  closed({
    seq: Count,
    error: closed({
      code: Type.String(),
      message: Type.String(),
      retryAfterSec: Type.Optional(Type.Number()),
    }),
  }),
  closed({ event: Type.Enum(['ready', 'changed', 'locking']), status: StatusSchema }),
]);
export type Reply = Static<typeof ReplySchema>;
