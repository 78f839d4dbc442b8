import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import type { RecordKind } from './record.ts';
import { VaultError } from './vault-error.ts';

const Text = Type.String({ minLength: 1, maxLength: 4096 });

/** What an exchange gave for its API. */
export const ExchangeSecretSchema = Type.Object(
  {
    apiKey: Text,
    secret: Text,
    /** The API's own passphrase, where the exchange has one. */
    password: Type.Optional(Text),
  },
  { additionalProperties: false },
);
export type ExchangeSecret = Static<typeof ExchangeSecretSchema>;

/** The session of a Mixin app. The spend key is no part of it: that one stays in the vault. */
export const MixinSecretSchema = Type.Object(
  {
    app_id: Text,
    session_id: Text,
    server_public_key: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    // The SDK takes anything else without an error, and then sends an empty token.
    session_private_key: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
);
export type MixinSecret = Static<typeof MixinSecretSchema>;

/** Secrets that main reads as JSON, so that a wrong one is refused when it is put in. */
const SHAPES = { exchange: ExchangeSecretSchema, mixin: MixinSecretSchema } as const;

/** @throws VaultError `VAULT_INPUT`, without the secret */
export function checkShape(kind: RecordKind, secret: Uint8Array): void {
  if (kind !== 'exchange' && kind !== 'mixin') return;
  const schema = SHAPES[kind];
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(secret).toString('utf8'));
  } catch {
    // The parser's message would repeat what it read.
    throw new VaultError('VAULT_INPUT', `a secret of kind ${kind} is JSON`);
  }
  if (Value.Check(schema, value)) return;
  throw new VaultError(
    'VAULT_INPUT',
    `a secret of kind ${kind} has the fields ${Object.keys(schema.properties).join(', ')}`,
  );
}
