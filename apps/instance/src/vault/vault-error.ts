/** Stable codes of the vault with their HTTP status. */
export const VAULT_STATUS = {
  VAULT_ABSENT: 409,
  VAULT_EXISTS: 409,
  VAULT_LOCKED: 423,
  VAULT_PASSPHRASE: 403,
  VAULT_CORRUPT: 500,
  VAULT_VERSION: 500,
  VAULT_ROLLBACK: 500,
  VAULT_LIMIT: 403,
  VAULT_RATE: 429,
  VAULT_BUSY: 503,
  VAULT_REUSED: 409,
  VAULT_DOWN: 503,
  VAULT_IN_USE: 409,
  VAULT_SOURCE: 409,
  VAULT_ELEVATION: 403,
  VAULT_CHALLENGE: 400,
  VAULT_WORDS: 400,
  VAULT_NOT_FOUND: 404,
  VAULT_UNSUPPORTED: 400,
  VAULT_INPUT: 400,
  VAULT_FAILED: 500,
} as const;
export type VaultErrorCode = keyof typeof VAULT_STATUS;

/** A refusal of the vault. The message never holds a secret: it crosses to main and into its log. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;
  readonly status: number;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSec: number | undefined;

  constructor(
    code: VaultErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterSec?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = VAULT_STATUS[code];
    this.retryAfterSec = options.retryAfterSec;
  }
}
