/** Stable codes of the instance with their HTTP status. */
export const ERROR_STATUS = {
  BOT_NOT_FOUND: 404,
  BOT_STATE: 409,
  BOT_NAME_TAKEN: 409,
  BOT_BAD_REQUEST: 400,
  STRATEGY_NOT_FOUND: 404,
  RECORDING_NOT_FOUND: 404,
  RECORDING_UNREADABLE: 400,
  VENUE_KIND_UNKNOWN: 400,
  RISK_HALTED: 409,
  RESTRICTION_NOT_FOUND: 404,
  REQUEST_INVALID: 400,
  NOT_FOUND: 404,
  NOT_SIGNED_IN: 401,
  FORBIDDEN: 403,
  STEP_UP_REQUIRED: 403,
  STEP_UP_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  HOST_REFUSED: 421,
  LOOPBACK_ONLY: 403,
  ALREADY_CLAIMED: 409,
  NOT_CLAIMED: 409,
  CODE_REFUSED: 403,
  SIGN_IN_REFUSED: 401,
  PASSKEYS_UNAVAILABLE: 409,
  PASSKEY_REFUSED: 400,
  TOO_MANY_TRIES: 429,
  RATE_LIMITED: 429,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_REFUSED: 415,
  IDEMPOTENCY_CONFLICT: 409,
  IDEMPOTENCY_INTERRUPTED: 409,
  USER_EXISTS: 409,
  LAST_OWNER: 409,
  ALERT_NOT_FOUND: 404,
  ALERT_BAD_TARGET: 400,
  ALERT_BAD_RULE: 400,
  ALERT_STATE: 409,
  ALERT_BUILT_IN: 409,
  CONFIG_INVALID: 400,
  PORT_IN_USE: 500,
  NOT_RUNNING: 503,
  INSTANCE_RUNNING: 409,
  DATABASE_NEWER: 500,
  DATABASE_DAMAGED: 500,
  DATABASE_LOCKED: 503,
  DATABASE_FAILED: 500,
  DISK_FULL: 507,
  BACKUP_NOT_FOUND: 404,
  BACKUP_DAMAGED: 400,
  BACKUP_FAILED: 500,
  SECRET_UNREADABLE: 500,
  KEYS_SELF_TEST: 500,
  KEYS_NOT_FOR_LIVE: 409,
  ADDRESS_NOT_FOUND: 404,
  ADDRESS_REQUEST_REUSED: 409,
  ADDRESS_INDEX_SPENT: 409,
  INTERNAL: 500,
} as const;
export type InstanceErrorCode = keyof typeof ERROR_STATUS;

export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** An error with a stable code, and a message that says what was wrong and what to do. */
export class InstanceError extends Error {
  override readonly name = 'InstanceError';
  readonly code: InstanceErrorCode;
  readonly status: number;
  /** The fields of a form that are wrong. */
  readonly problems: readonly Problem[];
  /** Sent as `Retry-After`: seconds after which the same request may succeed. */
  readonly retryAfterSec: number | undefined;

  constructor(
    code: InstanceErrorCode,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly problems?: readonly Problem[];
      readonly retryAfterSec?: number;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = ERROR_STATUS[code];
    this.problems = options.problems ?? [];
    this.retryAfterSec = options.retryAfterSec;
  }
}
