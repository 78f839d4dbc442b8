import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Id, Nullable, Timestamp } from './common.ts';

export const Role = Type.Enum(['viewer', 'operator', 'owner']);
export type Role = Static<typeof Role>;
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9._@-]+$' });
const NewPassword = Type.String({ minLength: 12, maxLength: 1000 });
const Password = Type.String({ minLength: 1, maxLength: 1000 });
/** As printed: four groups of letters and digits; case and dashes do not matter. */
const Code = Type.String({ minLength: 8, maxLength: 64 });
/** Made by the browser, checked by the WebAuthn library. */
export const WebAuthnResponse = Type.Record(Type.String(), Type.Unknown());
export const WebAuthnOptions = Type.Object({
  challengeId: Id,
  options: Type.Record(Type.String(), Type.Unknown()),
});

/** Public: what the sign-in page has to know. */
export const AccessState = Type.Object(
  {
    product: Type.Literal('mr.market'),
    claimed: Type.Boolean(),
    /** Groups of pages this server has. */
    groups: Type.Array(Type.Enum(['app', 'setup', 'manage'])),
    me: Nullable(Type.Object({ id: Id, name: Type.String(), role: Role, passkeys: Type.Integer() })),
  },
  { $id: 'AccessState' },
);
export type AccessState = Static<typeof AccessState>;

export const ClaimRequest = Type.Object(
  { code: Code, name: Type.Optional(Name), password: NewPassword },
  { additionalProperties: false },
);
/** Shown once. */
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) });
/** For the machine's own terminal; the code stands in the link's fragment, and can be typed as well. */
export const SignInLink = Type.Object({
  purpose: Type.Enum(['claim', 'sign-in']),
  link: Type.String(),
  code: Type.String(),
  expiresAt: Timestamp,
});
export const SignInRequest = Type.Object({ name: Name, password: Password }, { additionalProperties: false });
export const CodeSignInRequest = Type.Object({ code: Code }, { additionalProperties: false });
export const RecoverRequest = Type.Object(
  { name: Name, recoveryCode: Code, password: NewPassword },
  { additionalProperties: false },
);
export const PasskeySignInRequest = Type.Object(
  { challengeId: Id, response: WebAuthnResponse },
  { additionalProperties: false },
);
export const ChangePassword = Type.Object(
  { current: Password, next: NewPassword },
  { additionalProperties: false },
);

/**
 * A dangerous act is confirmed first. `act` says what will be sent: the server binds the confirmation to its hash, and
 * the act itself carries the answer in the header `X-Step-Up`. Five minutes, once.
 */
export const Act = Type.Object(
  {
    method: Type.Enum(['POST', 'PUT', 'PATCH', 'DELETE']),
    path: Type.String({ maxLength: 300, pattern: '^/api/' }),
    /** The body as it will be sent; null without one. */
    body: Type.Unknown(),
  },
  { additionalProperties: false },
);
export const StepUpRequest = Type.Object(
  {
    act: Act,
    password: Type.Optional(Password),
    passkey: Type.Optional(Type.Object({ challengeId: Id, response: WebAuthnResponse })),
  },
  { additionalProperties: false },
);
export const StepUpOptionsRequest = Type.Object({ act: Act }, { additionalProperties: false });
export const StepUp = Type.Object({ token: Type.String(), expiresAt: Timestamp });

export const User = Type.Object(
  {
    id: Id,
    name: Type.String(),
    role: Role,
    createdAt: Timestamp,
    disabled: Type.Boolean(),
    passkeys: Type.Integer(),
    lastSeenAt: Nullable(Timestamp),
  },
  { $id: 'User' },
);
export const CreateUser = Type.Object(
  { name: Name, role: Role, password: NewPassword },
  { additionalProperties: false },
);
export const EditUser = Type.Object(
  { role: Type.Optional(Role), disabled: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export const SessionRow = Type.Object(
  {
    id: Id,
    createdAt: Timestamp,
    lastSeenAt: Timestamp,
    expiresAt: Timestamp,
    ip: Type.String(),
    device: Type.String(),
    method: Type.String(),
    current: Type.Boolean(),
  },
  { $id: 'Session' },
);
export const PasskeyRow = Type.Object(
  { id: Type.String(), name: Type.String(), createdAt: Timestamp, lastUsedAt: Nullable(Timestamp) },
  { $id: 'Passkey' },
);
export const AddPasskey = Type.Object(
  { challengeId: Id, response: WebAuthnResponse, name: Type.String({ minLength: 1, maxLength: 60 }) },
  { additionalProperties: false },
);
export const Scope = Type.Enum(['read', 'trade']);
export const ApiKeyRow = Type.Object(
  {
    id: Id,
    name: Type.String(),
    scopes: Type.Array(Scope),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    lastUsedAt: Nullable(Timestamp),
    addresses: Type.Array(Type.String()),
    revoked: Type.Boolean(),
  },
  { $id: 'ApiKey' },
);
export const CreateApiKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    scopes: Type.Array(Scope, { minItems: 1, uniqueItems: true }),
    days: Type.Integer({ minimum: 1, maximum: 365, default: 90 }),
    /** Addresses it may be used from; empty = any. */
    addresses: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 20 })),
  },
  { additionalProperties: false },
);
/** `mrm_<id>_<secret>`, shown once. */
export const NewApiKey = Type.Object({ key: Type.String(), apiKey: ApiKeyRow });
/** Look and habits of one user; unknown fields are refused. */
export const Preferences = Type.Object(
  {
    theme: Type.Enum(['light', 'dark', 'system'], { default: 'system' }),
    palette: Type.Enum(['default', 'color-blind', 'red-up'], { default: 'default' }),
    density: Type.Enum(['comfortable', 'dense'], { default: 'comfortable' }),
    /** Totals are shown in it where there is a price; empty: as traded. */
    currency: Type.String({ pattern: '^([A-Z0-9]{2,10})?$', default: '' }),
    timeZone: Type.String({ maxLength: 60, default: 'UTC' }),
    locale: Type.Enum(['en', 'zh', 'ja', 'ko'], { default: 'en' }),
    hideBalances: Type.Boolean({ default: false }),
  },
  { additionalProperties: false, $id: 'Preferences' },
);
export type Preferences = Static<typeof Preferences>;
