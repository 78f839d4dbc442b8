import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Decimal, Id, Nullable, Timestamp } from './common.ts';

export const HealthItem = Type.Object({
  /** `process`, `loop`, `database`, `journal`, `disk`, `clock`, `bot:<id>`, `venue:<name>`, `alerts` … */
  name: Type.String(),
  title: Type.String(),
  state: Type.Enum(['ok', 'warn', 'fail', 'unknown']),
  since: Timestamp,
  detail: Type.String(),
  lastError: Nullable(Type.String()),
  /** Figures for people, e.g. `{ "heap": "61 MiB" }`. */
  figures: Type.Record(Type.String(), Type.String()),
});
export type HealthItem = Static<typeof HealthItem>;
export const Health = Type.Object(
  {
    state: Type.Enum(['ok', 'warn', 'fail']),
    version: Type.String(),
    startedAt: Timestamp,
    items: Type.Array(HealthItem),
  },
  { $id: 'Health' },
);
export type Health = Static<typeof Health>;

export const AuditRow = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    actor: Type.String(),
    actorKind: Type.Enum(['user', 'api-key', 'cli', 'system']),
    /** `bot.start`, `user.role`, `kill` … */
    action: Type.String(),
    target: Type.String(),
    before: Nullable(Type.Unknown()),
    after: Nullable(Type.Unknown()),
    outcome: Type.Enum(['done', 'refused', 'failed']),
    ip: Nullable(Type.String()),
    requestId: Nullable(Type.String()),
  },
  { $id: 'AuditRow' },
);
export type AuditRow = Static<typeof AuditRow>;

export const Backup = Type.Object({
  name: Type.String(),
  at: Timestamp,
  bytes: Type.Integer(),
  reason: Type.Enum(['manual', 'upgrade', 'restore', 'scheduled']),
  verified: Type.Boolean(),
});
export type Backup = Static<typeof Backup>;

// ---- alerts ----

export const AlertStateName = Type.Enum(['normal', 'pending', 'firing', 'no-data']);
export type AlertStateName = Static<typeof AlertStateName>;
/** The built-in kinds of rules; `threshold` and its unit depend on the kind. */
export const AlertKind = Type.Enum([
  'halted',
  'order-unknown',
  'feed-stale',
  'drawdown',
  'balance-low',
  'disk-low',
  'clock-off',
  'bot-failed',
  'keys-locked',
  'keys-down',
]);
export type AlertKind = Static<typeof AlertKind>;
export const Alert = Type.Object(
  {
    /** `<rule id>/<subject>`. */
    id: Type.String(),
    ruleId: Id,
    kind: AlertKind,
    title: Type.String(),
    /** What it is about: a bot's id, or `instance`. */
    subject: Type.String(),
    subjectName: Type.String(),
    state: AlertStateName,
    since: Timestamp,
    detail: Type.String(),
    acknowledgedBy: Nullable(Type.String()),
    silencedUntil: Nullable(Timestamp),
  },
  { $id: 'Alert' },
);
export type Alert = Static<typeof Alert>;
export const AlertRule = Type.Object(
  {
    id: Id,
    kind: AlertKind,
    title: Type.String(),
    description: Type.String(),
    enabled: Type.Boolean(),
    /** In the unit named; null where the kind has none. */
    threshold: Nullable(Type.Number()),
    unit: Type.String(),
    /** Pending this long before it fires, seconds. */
    forSec: Type.Number(),
    /** Only this bot; null = all. */
    botId: Nullable(Id),
    builtIn: Type.Boolean(),
    targets: Type.Array(Id),
  },
  { $id: 'AlertRule' },
);
export type AlertRule = Static<typeof AlertRule>;
export const EditAlertRule = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean()),
    threshold: Type.Optional(Type.Number({ minimum: 0 })),
    forSec: Type.Optional(Type.Number({ minimum: 0, maximum: 86400 })),
    targets: Type.Optional(Type.Array(Id, { maxItems: 20 })),
  },
  { additionalProperties: false },
);
export const CreateAlertRule = Type.Object(
  { kind: AlertKind, botId: Type.Optional(Id), ...EditAlertRule.properties },
  { additionalProperties: false },
);
export const AlertTarget = Type.Object(
  {
    id: Id,
    kind: Type.Enum(['banner', 'webhook', 'email']),
    name: Type.String(),
    enabled: Type.Boolean(),
    /** What may be shown of it: host of a webhook, address and server of an e-mail target; never a secret. */
    summary: Type.String(),
    lastDelivery: Nullable(
      Type.Object({
        at: Timestamp,
        state: Type.Enum(['queued', 'sent', 'failed']),
        error: Nullable(Type.String()),
      }),
    ),
  },
  { $id: 'AlertTarget' },
);
export type AlertTarget = Static<typeof AlertTarget>;
const TargetName = Type.String({ minLength: 1, maxLength: 60 });
export const CreateAlertTarget = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('webhook'),
      name: TargetName,
      url: Type.String({ maxLength: 2000, pattern: '^https?://' }),
      /** Sent as `X-Signature: sha256=<HMAC of the body>` when given. */
      secret: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('email'),
      name: TargetName,
      to: Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' }),
      from: Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' }),
      host: Type.String({ minLength: 1, maxLength: 253 }),
      port: Type.Integer({ minimum: 1, maximum: 65535, default: 587 }),
      /** `starttls` refuses a server without it; `none` is for a server on the same machine. */
      security: Type.Enum(['tls', 'starttls', 'none'], { default: 'starttls' }),
      user: Type.Optional(Type.String({ maxLength: 254 })),
      password: Type.Optional(Type.String({ maxLength: 500 })),
    },
    { additionalProperties: false },
  ),
]);
export type CreateAlertTarget = Static<typeof CreateAlertTarget>;
export const EditAlertTarget = Type.Object(
  { name: Type.Optional(TargetName), enabled: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export const AlertDelivery = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    targetId: Id,
    target: Type.String(),
    alertId: Nullable(Type.String()),
    text: Type.String(),
    state: Type.Enum(['queued', 'sent', 'failed']),
    attempts: Type.Integer(),
    nextAttemptAt: Nullable(Timestamp),
    error: Nullable(Type.String()),
  },
  { $id: 'AlertDelivery' },
);
export type AlertDelivery = Static<typeof AlertDelivery>;
export const SilenceRequest = Type.Object(
  {
    alertId: Type.String({ maxLength: 120 }),
    minutes: Type.Integer({ minimum: 0, maximum: 10080, description: '0 ends the silence' }),
  },
  { additionalProperties: false },
);
export { Decimal };
