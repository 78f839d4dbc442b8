import type { AlertStateName } from '../api/schemas/manage.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { alertId } from './alert-engine.ts';
import type { AlertEntry, Evaluation, Message } from './alert-engine.ts';
import { INSTANCE_SUBJECT } from './alert-kinds.ts';
import { BANNER_ID } from './alert-targets.ts';
import { messageText } from './delivery-message.ts';

/** States of alerts in the database, so that a restart neither tells again nor forgets. */
export class AlertStore {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  async load(): Promise<Map<string, AlertEntry>> {
    const rows = await this.#prisma.alert.findMany();
    const bots = await this.#prisma.bot.findMany({ select: { id: true, name: true } });
    const names = new Map(bots.map(({ id, name }) => [id, name]));
    names.set(INSTANCE_SUBJECT, 'The instance');
    return new Map(
      rows.map((row) => [
        alertId(row),
        {
          ...row,
          state: row.state as AlertStateName,
          since: Number(row.since),
          subjectName: names.get(row.subject) ?? row.subject,
          silencedUntil: row.silencedUntil === null ? null : Number(row.silencedUntil),
        },
      ]),
    );
  }

  /** What changed and what is to be told of it, in one transaction: both or nothing. */
  async save(evaluation: Evaluation, now: number): Promise<void> {
    const targets = await this.#prisma.alertTarget.findMany({ where: { enabled: true } });
    const enabled = new Set(targets.map(({ id }) => id));
    await this.#prisma.$transaction([
      ...evaluation.changed.map((entry) => this.#put(entry)),
      ...evaluation.removed.map(({ ruleId, subject }) =>
        this.#prisma.alert.deleteMany({ where: { ruleId, subject } }),
      ),
      this.#prisma.alertDelivery.createMany({
        data: evaluation.messages.flatMap((message) => deliveriesOf(message, enabled, now)),
      }),
    ]);
  }

  async put(entry: AlertEntry): Promise<void> {
    await this.#put(entry);
  }

  #put(entry: AlertEntry): Prisma.PrismaPromise<unknown> {
    const { ruleId, subject, state, detail, acknowledgedBy, silencedUntil } = entry;
    const data = {
      state,
      detail,
      acknowledgedBy,
      since: BigInt(entry.since),
      silencedUntil: silencedUntil === null ? null : BigInt(silencedUntil),
    };
    return this.#prisma.alert.upsert({
      where: { ruleId_subject: { ruleId, subject } },
      create: { ruleId, subject, ...data },
      update: data,
    });
  }
}

function deliveriesOf(
  message: Message,
  enabled: ReadonlySet<string>,
  now: number,
): Prisma.AlertDeliveryCreateManyInput[] {
  const created = { text: messageText(message), alertId: alertId(message.entry), createdAt: BigInt(now) };
  return message.rule.targets
    .filter((targetId) => enabled.has(targetId))
    .map((targetId) =>
      // The banner needs no sending: it shows what fires.
      targetId === BANNER_ID
        ? { ...created, targetId, state: 'sent', attempts: 1, sentAt: BigInt(now) }
        : { ...created, targetId, state: 'queued', nextAttemptAt: BigInt(now) },
    );
}
