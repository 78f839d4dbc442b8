import type { Audit, AuditEntry, Page, PageQuery, WallClock } from '../api/ports.ts';
import type { AuditRow } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { AuditRowModel } from '../generated/prisma/models.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { Redactor } from '../log/redact.ts';
import { withoutSecrets } from './without-secrets.ts';

const DEFAULT_LIMIT = 100;

export interface AuditQuery extends PageQuery {
  /** `user.role`, or a family: `user` finds `user.role` and `user.create`. */
  readonly action?: string | undefined;
  /** Name of who did it. */
  readonly actor?: string | undefined;
}

/** Who did what, kept for ever in the instance's database; see {@link Audit}. */
export class AuditLog implements Audit {
  readonly #prisma: PrismaClient;
  readonly #clock: WallClock;
  readonly #redactor: Redactor;

  /** `redactor`: the one that knows the program's registered secrets, where there is one. */
  constructor(parts: {
    readonly prisma: PrismaClient;
    readonly clock: WallClock;
    readonly redactor?: Redactor | undefined;
  }) {
    this.#prisma = parts.prisma;
    this.#clock = parts.clock;
    this.#redactor = parts.redactor ?? new Redactor();
  }

  async record(entry: AuditEntry): Promise<void> {
    await this.#prisma.auditRow.create({
      data: {
        at: BigInt(this.#clock.now()),
        actor: entry.actor.name,
        actorKind: entry.actor.kind,
        action: entry.action,
        target: this.#redactor.text(entry.target),
        before: this.#stored(entry.before),
        after: this.#stored(entry.after),
        outcome: entry.outcome ?? 'done',
        ip: entry.actor.ip ?? null,
        requestId: entry.requestId ?? null,
      },
    });
  }

  /**
   * Newest first.
   *
   * @throws InstanceError REQUEST_INVALID when the cursor is not one of ours
   */
  async page(query: AuditQuery): Promise<Page<AuditRow>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const rows = await this.#prisma.auditRow.findMany({
      where: {
        ...(query.cursor === undefined ? {} : { id: { lt: idOf(query.cursor) } }),
        ...(query.actor === undefined ? {} : { actor: query.actor }),
        ...(query.action === undefined
          ? {}
          : { OR: [{ action: query.action }, { action: { startsWith: `${query.action}.` } }] }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const items = rows.slice(0, limit).map(rowOf);
    return { items, next: rows.length > limit ? items[items.length - 1].id : null };
  }

  #stored(value: unknown): string | null {
    return value === undefined ? null : JSON.stringify(withoutSecrets(value, this.#redactor));
  }
}

function idOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InstanceError('REQUEST_INVALID', 'The cursor is not one of this list; begin without one', {
    problems: [{ field: 'cursor', message: 'is not one of this list' }],
  });
}

function rowOf(row: AuditRowModel): AuditRow {
  return {
    id: String(row.id),
    at: new Date(Number(row.at)).toISOString(),
    actor: row.actor,
    actorKind: row.actorKind as AuditRow['actorKind'],
    action: row.action,
    target: row.target,
    before: row.before === null ? null : (JSON.parse(row.before) as unknown),
    after: row.after === null ? null : (JSON.parse(row.after) as unknown),
    outcome: row.outcome as AuditRow['outcome'],
    ip: row.ip,
    requestId: row.requestId,
  };
}
