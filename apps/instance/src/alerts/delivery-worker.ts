import type { Log, WallClock } from '../api/ports.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AlertDeliveryModel } from '../generated/prisma/models.ts';
import type { Timers } from '../health/timers.ts';
import type { AlertTargets } from './alert-targets.ts';
import { DeliveryError, deliveryId } from './delivery-message.ts';
import { sendEmail } from './email.ts';
import type { Channel } from './target-config.ts';
import { sendWebhook } from './webhook.ts';

/** Tries of one message; the waits between them are 5 s, 10 s, 20 s … 10 min. */
export const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 600_000;
/** A message that could not be sent for a day tells nobody anything any more. */
const MAX_AGE_MS = 24 * 3_600_000;
/** Targets that are sent to at the same time. */
const MAX_BUSY = 4;
/** When the database did not answer. */
const TRY_AGAIN_MS = 5000;

export interface DeliveryWorkerParts {
  readonly prisma: PrismaClient;
  readonly targets: AlertTargets;
  readonly clock: WallClock;
  readonly timers: Timers;
  readonly log: Log;
  /** Certificates (PEM) that mail servers are checked against, instead of those that Node trusts. */
  readonly mailCa?: string | undefined;
}

/**
 * Sends what is queued in the database, in order and one message at a time for each target, so that an alert that is
 * over is never told before the alert. What was under way when the program ended is sent again: at least once, with an
 * id that a receiver can drop repeats by.
 */
export class DeliveryWorker {
  readonly #parts: DeliveryWorkerParts;
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #stopping = new AbortController();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  /** The database did not take what was done: nothing is sent until it had some time. */
  #paused = false;
  #callOff = (): void => undefined;

  constructor(parts: DeliveryWorkerParts) {
    this.#parts = parts;
  }

  /** There may be something to send. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Resolves when nothing is under way; what has to wait for its time does not count. */
  async settled(): Promise<void> {
    while (this.#looking !== undefined || this.#busy.size > 0) {
      await Promise.all([this.#looking, ...this.#busy.values()]);
    }
  }

  /** Calls off what is under way; it stays queued. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#callOff();
    await this.settled();
  }

  /**
   * Sends one message to a target at once, also to one that is switched off, and answers with the id of its row. It is
   * not tried again.
   */
  async sendNow(targetId: string, text: string): Promise<number> {
    while (this.#busy.has(targetId)) await this.#busy.get(targetId);
    return this.#occupy(targetId, async () => {
      const row = await this.#parts.prisma.alertDelivery.create({
        data: {
          targetId,
          text,
          // What it is until it is sent: a crash on the way must not queue it.
          state: 'failed',
          attempts: 1,
          createdAt: this.#now(),
          error: 'the program ended while it was sent',
        },
      });
      const trouble = await this.#send(row, { evenIfOff: true });
      await this.#record(row, trouble === undefined ? this.#sent() : failed(trouble.error));
      return row.id;
    });
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#lookAgain && !this.#paused) {
      this.#lookAgain = false;
      this.#callOff();
      try {
        this.#wakeIn(await this.#look());
      } catch (error) {
        this.#parts.log.error('alerts', 'the queue of deliveries cannot be read', { error });
        this.#pause();
      }
    }
  }

  /** Begins what is due. Answers with the time until the next is, ms. */
  async #look(): Promise<number | undefined> {
    const heads = await this.#heads();
    const now = this.#parts.clock.now();
    let soonest: number | undefined;
    for (const row of heads) {
      if (this.#stopping.signal.aborted) return undefined;
      if (this.#busy.has(row.targetId)) continue;
      const wait = Number(row.nextAttemptAt ?? 0) - now;
      // A wait longer than any of ours comes from a clock that was set back since.
      if (wait > 0 && wait <= LONGEST_WAIT_MS) soonest = Math.min(soonest ?? wait, wait);
      // Whoever ends wakes the worker, so those that find no place wait for that.
      else if (this.#busy.size < MAX_BUSY) void this.#occupy(row.targetId, () => this.#attempt(row));
    }
    return soonest;
  }

  /** The oldest message that waits for each target. */
  async #heads(): Promise<AlertDeliveryModel[]> {
    const { prisma } = this.#parts;
    const groups = await prisma.alertDelivery.groupBy({
      by: ['targetId'],
      where: { state: 'queued' },
      _min: { id: true },
    });
    const ids = groups.flatMap(({ _min: { id } }) => (id === null ? [] : [id]));
    return prisma.alertDelivery.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  }

  async #attempt(row: AlertDeliveryModel): Promise<void> {
    const attempts = row.attempts + 1;
    const wait = BigInt(Math.min(FIRST_WAIT_MS * 2 ** row.attempts, LONGEST_WAIT_MS));
    try {
      // Counted before it is sent: a message that ends the program must not do so for ever.
      await this.#record(row, { attempts, nextAttemptAt: this.#now() + wait });
      const trouble = await this.#send(row, { evenIfOff: false });
      if (trouble === undefined) {
        await this.#record(row, this.#sent());
        return;
      }
      if (this.#stopping.signal.aborted) return;
      const { error, final } = trouble;
      const fields = { delivery: row.id, target: row.targetId, attempts, error };
      this.#parts.log.warn('alerts', 'a message was not delivered', fields);
      const tooOld = this.#parts.clock.now() - Number(row.createdAt) > MAX_AGE_MS;
      const over = final || attempts >= MAX_ATTEMPTS || tooOld;
      await this.#record(row, over ? failed(error) : { error, nextAttemptAt: this.#now() + wait });
    } catch (error) {
      this.#parts.log.error('alerts', 'a delivery cannot be recorded', { delivery: row.id, error });
      this.#pause();
    }
  }

  /** Undefined once it is taken, else why not, and whether trying again is of no use. Never rejects. */
  async #send(
    row: AlertDeliveryModel,
    options: { readonly evenIfOff: boolean },
  ): Promise<Trouble | undefined> {
    try {
      const found = await this.#parts.targets.channel(row.targetId);
      if (found === undefined) return { error: 'the target was deleted', final: true };
      if (!found.enabled && !options.evenIfOff) return { error: 'the target is switched off', final: true };
      await this.#sendBy(found.channel, row);
      return undefined;
    } catch (error) {
      if (error instanceof DeliveryError) return { error: error.message, final: false };
      this.#parts.log.error('alerts', 'a delivery failed', { delivery: row.id, error });
      return { error: 'it could not be sent; the log says why', final: false };
    }
  }

  async #sendBy(channel: Channel, row: AlertDeliveryModel): Promise<void> {
    const { timers, mailCa } = this.#parts;
    const { signal } = this.#stopping;
    const message = { id: deliveryId(row), at: Number(row.createdAt), alertId: row.alertId, text: row.text };
    if (channel.kind === 'webhook') await sendWebhook(channel.target, message, { timers, signal });
    if (channel.kind === 'email') await sendEmail(channel.target, message, { ca: mailCa, signal });
  }

  /** Not when it was given up meanwhile, with its target. */
  async #record(row: AlertDeliveryModel, data: Prisma.AlertDeliveryUpdateManyMutationInput): Promise<void> {
    await this.#parts.prisma.alertDelivery.updateMany({ where: { id: row.id, state: row.state }, data });
  }

  #sent(): Prisma.AlertDeliveryUpdateManyMutationInput {
    return { state: 'sent', sentAt: this.#now(), nextAttemptAt: null, error: null };
  }

  async #occupy<T>(targetId: string, work: () => Promise<T>): Promise<T> {
    const running = work().finally(() => {
      this.#busy.delete(targetId);
      this.wake();
    });
    this.#busy.set(
      targetId,
      running.catch(() => undefined),
    );
    return running;
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#parts.timers.after(TRY_AGAIN_MS, () => {
      this.#paused = false;
      this.wake();
    });
  }

  #wakeIn(ms: number | undefined): void {
    if (ms === undefined || this.#stopping.signal.aborted) return;
    this.#callOff = this.#parts.timers.after(ms, () => this.wake());
  }

  #now(): bigint {
    return BigInt(this.#parts.clock.now());
  }
}

interface Trouble {
  readonly error: string;
  readonly final: boolean;
}

function failed(error: string): Prisma.AlertDeliveryUpdateManyMutationInput {
  return { state: 'failed', nextAttemptAt: null, error };
}
