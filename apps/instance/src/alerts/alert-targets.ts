import { randomUUID } from 'node:crypto';
import type { WallClock } from '../api/ports.ts';
import type { AlertTarget, CreateAlertTarget } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AlertDeliveryModel, AlertTargetModel } from '../generated/prisma/models.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { openTarget, sealTarget, targetSummary } from './target-config.ts';
import type { Channel } from './target-config.ts';

/** The strip on every page of the console: it is always there. */
export const BANNER_ID = 'banner';

export interface EditTarget {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** Where alerts are sent. Secrets go in and never come out but to the sender. */
export class AlertTargets {
  readonly #prisma: PrismaClient;
  readonly #secrets: Secrets;
  readonly #clock: WallClock;

  constructor(parts: {
    readonly prisma: PrismaClient;
    readonly secrets: Secrets;
    readonly clock: WallClock;
  }) {
    this.#prisma = parts.prisma;
    this.#secrets = parts.secrets;
    this.#clock = parts.clock;
  }

  /** Makes the banner where it is missing. */
  async open(): Promise<void> {
    await this.#prisma.alertTarget.upsert({
      where: { id: BANNER_ID },
      create: { id: BANNER_ID, kind: 'banner', name: 'Banner', config: '{}', createdAt: this.#now() },
      update: {},
    });
  }

  async list(): Promise<AlertTarget[]> {
    const rows = await this.#prisma.alertTarget.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
    return Promise.all(rows.map((row) => this.#shown(row)));
  }

  /** @throws InstanceError `ALERT_NOT_FOUND` */
  async get(id: string): Promise<AlertTarget> {
    return this.#shown(await this.#row(id));
  }

  /** @throws InstanceError `ALERT_BAD_TARGET` */
  async create(request: CreateAlertTarget): Promise<AlertTarget> {
    const id = randomUUID();
    const config = sealTarget(id, request, this.#secrets);
    const { kind, name } = request;
    const row = await this.#prisma.alertTarget.create({
      data: { id, kind, name, config, createdAt: this.#now() },
    });
    return this.#shown(row);
  }

  /** @throws InstanceError `ALERT_NOT_FOUND`, `ALERT_BUILT_IN` */
  async edit(id: string, { name, enabled }: EditTarget): Promise<AlertTarget> {
    await this.#row(id);
    if (id === BANNER_ID && enabled === false) {
      throw new InstanceError(
        'ALERT_BUILT_IN',
        'The banner cannot be switched off; silence the alert instead',
      );
    }
    const row = await this.#prisma.alertTarget.update({
      where: { id },
      data: { ...(name === undefined ? {} : { name }), ...(enabled === undefined ? {} : { enabled }) },
    });
    return this.#shown(row);
  }

  /**
   * Its messages that wait are given up, and rules forget it (reload them).
   *
   * @throws InstanceError `ALERT_NOT_FOUND`, `ALERT_BUILT_IN`
   */
  async remove(id: string): Promise<void> {
    await this.#row(id);
    if (id === BANNER_ID) throw new InstanceError('ALERT_BUILT_IN', 'The banner cannot be deleted');
    const rules = await this.#prisma.alertRule.findMany({
      where: { targets: { contains: JSON.stringify(id) } },
    });
    await this.#prisma.$transaction([
      ...rules.map((rule) => {
        const targets = (JSON.parse(rule.targets) as string[]).filter((target) => target !== id);
        return this.#prisma.alertRule.update({
          where: { id: rule.id },
          data: { targets: JSON.stringify(targets) },
        });
      }),
      this.#prisma.alertDelivery.updateMany({
        where: { targetId: id, state: 'queued' },
        data: { state: 'failed', nextAttemptAt: null, error: 'the target was deleted' },
      }),
      this.#prisma.alertTarget.delete({ where: { id } }),
    ]);
  }

  /**
   * Where its messages go, opened; undefined when there is no such target, or it is switched off.
   *
   * @throws InstanceError `SECRET_UNREADABLE`
   */
  async channel(id: string): Promise<{ readonly enabled: boolean; readonly channel: Channel } | undefined> {
    const row = await this.#prisma.alertTarget.findUnique({ where: { id } });
    return row === null ? undefined : { enabled: row.enabled, channel: openTarget(row, this.#secrets) };
  }

  async #row(id: string): Promise<AlertTargetModel> {
    const row = await this.#prisma.alertTarget.findUnique({ where: { id } });
    if (row !== null) return row;
    throw new InstanceError('ALERT_NOT_FOUND', `There is no alert target ${id}; see GET /api/alert-targets`);
  }

  async #shown(row: AlertTargetModel): Promise<AlertTarget> {
    const last = await this.#prisma.alertDelivery.findFirst({
      where: { targetId: row.id },
      orderBy: { id: 'desc' },
    });
    return {
      id: row.id,
      kind: row.kind as AlertTarget['kind'],
      name: row.name,
      enabled: row.enabled,
      summary: targetSummary(row),
      lastDelivery: last === null ? null : lastDelivery(last),
    };
  }

  #now(): bigint {
    return BigInt(this.#clock.now());
  }
}

function lastDelivery(row: AlertDeliveryModel): NonNullable<AlertTarget['lastDelivery']> {
  return {
    at: new Date(Number(row.sentAt ?? row.createdAt)).toISOString(),
    state: row.state as 'queued' | 'sent' | 'failed',
    error: row.error,
  };
}
