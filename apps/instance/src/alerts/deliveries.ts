import type { Page, PageQuery } from '../api/ports.ts';
import type { AlertDelivery } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AlertDeliveryModel } from '../generated/prisma/models.ts';

const DEFAULT_PAGE = 100;
/** Deliveries are history, and history of a month is enough. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** The record of what was sent where, newest first. */
export class Deliveries {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** @throws InstanceError `REQUEST_INVALID` for a cursor that is none */
  async page(query: PageQuery): Promise<Page<AlertDelivery>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const rows = await this.#prisma.alertDelivery.findMany({
      ...(query.cursor === undefined ? {} : { where: { id: { lt: idOf(query.cursor) } } }),
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const names = await this.#targetNames();
    const items = rows.slice(0, limit).map((row) => shownDelivery(row, names.get(row.targetId)));
    return { items, next: rows.length > limit ? items.at(-1)!.id : null };
  }

  async get(id: number): Promise<AlertDelivery> {
    const row = await this.#prisma.alertDelivery.findUniqueOrThrow({ where: { id } });
    const names = await this.#targetNames();
    return shownDelivery(row, names.get(row.targetId));
  }

  /** What waits to be sent: how much, and since when (ms since the epoch); and what failed within a day. */
  async queue(now: number): Promise<{ waiting: number; oldest: number | undefined; failedToday: number }> {
    const queued = await this.#prisma.alertDelivery.aggregate({
      where: { state: 'queued' },
      _count: { id: true },
      _min: { createdAt: true },
    });
    const failedToday = await this.#prisma.alertDelivery.count({
      where: { state: 'failed', createdAt: { gt: BigInt(now - 24 * 3_600_000) } },
    });
    const oldest = queued._min.createdAt;
    return {
      waiting: queued._count.id,
      oldest: oldest === null ? undefined : Number(oldest),
      failedToday,
    };
  }

  /** Forgets what is older than a month and not waiting. */
  async prune(now: number): Promise<void> {
    await this.#prisma.alertDelivery.deleteMany({
      where: { state: { not: 'queued' }, createdAt: { lt: BigInt(now - KEPT_MS) } },
    });
  }

  async #targetNames(): Promise<Map<string, string>> {
    const targets = await this.#prisma.alertTarget.findMany({ select: { id: true, name: true } });
    return new Map(targets.map(({ id, name }) => [id, name]));
  }
}

function shownDelivery(row: AlertDeliveryModel, target: string | undefined): AlertDelivery {
  return {
    id: String(row.id),
    at: isoOf(row.createdAt),
    targetId: row.targetId,
    target: target ?? 'deleted target',
    alertId: row.alertId,
    text: row.text,
    state: row.state as AlertDelivery['state'],
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt === null ? null : isoOf(row.nextAttemptAt),
    error: row.error,
  };
}

function isoOf(ms: bigint): string {
  return new Date(Number(ms)).toISOString();
}

function idOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InstanceError('REQUEST_INVALID', 'The cursor is not one of this list; begin without one', {
    problems: [{ field: 'cursor', message: 'is not one of this list' }],
  });
}
