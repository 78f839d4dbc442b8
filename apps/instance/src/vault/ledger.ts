import { checkLimits, DAY_MS, MINUTE_MS } from './limits.ts';
import type { Limits, Move, Usage } from './limits.ts';
import type { VaultStore } from './store.ts';
import type { VaultClock } from './vault-clock.ts';
import { VaultError } from './vault-error.ts';

/** One signature that is asked for. */
export interface SigningIntent {
  /** The intent's id: the same request asked again has the same. */
  readonly requestId: string;
  /** SHA-256 of all that was asked, hex. */
  readonly digest: string;
  readonly scope: string;
  readonly purpose: string;
  /** `undefined`: nobody has set any, so nothing is signed. */
  readonly limits: Limits | undefined;
  readonly moves: readonly Move[];
  /** For the audit row; never a secret. */
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface AuditRow {
  readonly seq: number;
  /** ms since the epoch, by the vault's clock. */
  readonly at: number;
  readonly event: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What was signed, how much of it lately, and what happened in the vault. Rows are only added. */
export class Ledger {
  readonly #store: VaultStore;
  readonly #clock: VaultClock;

  constructor(store: VaultStore, clock: VaultClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Signs once. The answer, what it moves and the audit row are on disk before this returns, or none of them: killed in
   * between, nothing was signed that anybody saw, and nothing was counted twice.
   * @returns what `sign` gave, or gave when it was asked with this id before
   * @throws VaultError `VAULT_REUSED` for an id with another digest, `VAULT_LIMIT`, `VAULT_RATE`
   */
  signOnce(intent: SigningIntent, sign: () => string): string {
    const before = this.#answerOf(intent);
    if (before !== undefined) return before;
    try {
      return this.#store.transaction(() => {
        checkLimits(limitsOf(intent), intent.moves, this.#usage(intent));
        const answer = sign();
        this.#insert(intent, answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof VaultError) this.audit('refused', { ...detailOf(intent), code: error.code });
      throw error;
    }
  }

  audit(event: string, detail: Readonly<Record<string, unknown>> = {}): void {
    this.#store.transaction(() => {
      this.#audit(this.#clock.now(), event, detail);
    });
  }

  /** Rows after `after`, oldest first. */
  auditRows({ after = 0, limit }: { readonly after?: number; readonly limit: number }): AuditRow[] {
    return this.#store.database
      .prepare('SELECT seq, at, event, detail FROM audit WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(after, limit)
      .map((row) => ({
        seq: row['seq'] as number,
        at: row['at'] as number,
        event: row['event'] as string,
        detail: stored(row['detail'] as string),
      }));
  }

  #answerOf({ requestId, digest, scope, purpose }: SigningIntent): string | undefined {
    const row = this.#store.database
      .prepare('SELECT digest, answer FROM signed WHERE request = ?')
      .get(requestId);
    if (row === undefined) return undefined;
    if (row['digest'] === digest) return row['answer'] as string;
    this.audit('refused', { requestId, scope, purpose, digest, code: 'VAULT_REUSED' });
    throw new VaultError('VAULT_REUSED', `the request id ${requestId} was used for something else`);
  }

  #insert(intent: SigningIntent, answer: string): void {
    const { requestId, digest, scope, purpose, moves } = intent;
    const at = this.#clock.now();
    const { database } = this.#store;
    database
      .prepare('INSERT INTO signed (request, digest, scope, purpose, at, answer) VALUES (?, ?, ?, ?, ?, ?)')
      .run(requestId, digest, scope, purpose, at, answer);
    const insert = database.prepare(
      'INSERT INTO moved (request, part, scope, purpose, at, asset, amount, destination) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    moves.forEach(({ asset, amount, destination }, part) => {
      insert.run(requestId, part, scope, purpose, at, asset, String(amount), destination);
    });
    this.#audit(at, 'signed', detailOf(intent));
  }

  #audit(at: number, event: string, detail: Readonly<Record<string, unknown>>): void {
    this.#store.database
      .prepare('INSERT INTO audit (at, event, detail) VALUES (?, ?, ?)')
      .run(at, event, JSON.stringify(detail));
    this.#store.setMeta('time', String(at));
  }

  #usage({ scope, purpose }: SigningIntent): Usage {
    const now = this.#clock.now();
    const { database } = this.#store;
    const minute = database
      .prepare(
        'SELECT count(*) AS n, min(at) AS first FROM signed WHERE scope = ? AND purpose = ? AND at > ?',
      )
      .get(scope, purpose, now - MINUTE_MS)!;
    return {
      signaturesLastMinute: minute['n'] as number,
      freeInMs: ((minute['first'] as number | null) ?? now) + MINUTE_MS - now,
      moved: (asset) =>
        database
          .prepare('SELECT amount FROM moved WHERE scope = ? AND purpose = ? AND asset = ? AND at > ?')
          .all(scope, purpose, asset, now - DAY_MS)
          .reduce((sum, row) => sum + BigInt(row['amount'] as string), 0n),
    };
  }
}

/** @throws VaultError `VAULT_CORRUPT` for what the vault did not write */
function stored(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new VaultError('VAULT_CORRUPT', 'a row of the audit is not as it was written');
  }
}

function limitsOf({ limits, scope, purpose }: SigningIntent): Limits {
  if (limits !== undefined) return limits;
  throw new VaultError('VAULT_LIMIT', `${scope} has no limits for ${purpose}; set them before it signs`);
}

function detailOf({ requestId, digest, scope, purpose, detail }: SigningIntent): Record<string, unknown> {
  return { ...detail, requestId, digest, scope, purpose };
}
