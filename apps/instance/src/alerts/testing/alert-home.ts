import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotWatch, LivePublisher } from '../../api/ports.ts';
import type { AlertDelivery, AlertStateName, AlertTarget } from '../../api/schemas/manage.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Database } from '../../database/open-database.ts';
import { botWatch } from '../../health/testing/bot-watch.ts';
import { ManualTime } from '../../health/testing/manual-time.ts';
import { homeOf } from '../../home.ts';
import { NO_VAULT } from '../../keys/testing/keys-status.ts';
import { InstanceLog } from '../../log/log-store.ts';
import { openSecretBox } from '../../secrets/secret-box.ts';
import type { AlertFacts } from '../alert-kinds.ts';
import { AlertService } from '../alert-service.ts';
import { WebhookReceiver } from './webhook-receiver.ts';
import { LOCALHOST_CERTIFICATE } from './localhost-certificate.ts';

/** The alert of a bot that failed, and what is told of it. */
export const FAILED_ID = 'bot-failed/bot-1';
export const FIRING = 'FIRING: Bot failed: Maker one failed (it threw)';
export const RESOLVED = 'RESOLVED: Bot failed: Maker one is well again';

/** A data folder with its database, log and key, in which the alerts of an instance run, end and start again. */
export class AlertHome {
  readonly time = new ManualTime();
  readonly home = homeOf(mkdtempSync(join(tmpdir(), 'mrm-alerts-')));
  readonly log = new InstanceLog({ folder: this.home.logs, level: 'debug' });
  /** What the bots are like now; undefined = they cannot be read. */
  bots: BotWatch[] | undefined = [botWatch()];
  /** How often something was shown on the live channel `alerts`. */
  shown = 0;
  alerts!: AlertService;
  #database: Database | undefined;
  readonly #receivers: WebhookReceiver[] = [];

  static async open(): Promise<AlertHome> {
    const home = new AlertHome();
    await home.start();
    return home;
  }

  get database(): Database {
    return this.#database!;
  }

  async start(): Promise<void> {
    const { time, log } = this;
    this.#database = await openDatabase(this.home.database);
    this.alerts = new AlertService({
      prisma: this.#database.prisma,
      secrets: openSecretBox(this.home.secretKey),
      facts: async () => this.#facts(),
      live: this.#live,
      log,
      clock: time,
      timers: time,
      mailCa: LOCALHOST_CERTIFICATE,
    });
    await this.alerts.start();
    await this.alerts.settled();
  }

  /** The program ends and starts again; what was under way is lost. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.alerts.close();
    await this.#database?.close();
    this.#database = undefined;
  }

  /** One second passes, with the look that belongs to it and what is sent because of it. */
  async second(): Promise<void> {
    this.time.pass(1000);
    await this.alerts.settled();
  }

  async seconds(count: number): Promise<void> {
    for (let second = 0; second < count; second += 1) await this.second();
  }

  /** A bot that failed, or none that did. */
  fail(failed: boolean): void {
    this.bots = [botWatch(failed ? { summary: { state: 'failed', detail: 'it threw' } } : {})];
  }

  /** A receiver that answers as it is told to. */
  async webhook(...answers: Parameters<typeof WebhookReceiver.start>): Promise<WebhookReceiver> {
    const receiver = await WebhookReceiver.start(...answers);
    this.#receivers.push(receiver);
    return receiver;
  }

  /** A target for the receiver, which the rule about failed bots sends to. */
  async targetOf(receiver: WebhookReceiver, name = 'Hook'): Promise<AlertTarget> {
    const target = await this.alerts.createTarget({ kind: 'webhook', name, url: receiver.url() });
    const { targets } = this.alerts.rule('bot-failed');
    await this.alerts.editRule('bot-failed', { targets: [...targets, target.id] });
    return target;
  }

  stateOf(id = FAILED_ID): AlertStateName | undefined {
    return this.alerts.list().find((alert) => alert.id === id)?.state;
  }

  /** Newest first. */
  async deliveries(): Promise<AlertDelivery[]> {
    return (await this.alerts.deliveries.page({})).items;
  }

  async remove(): Promise<void> {
    if (this.#database !== undefined) await this.stop();
    for (const receiver of this.#receivers) await receiver.close();
    await this.log.close();
    rmSync(this.home.path, { recursive: true });
  }

  #facts(): AlertFacts {
    return { bots: this.bots, halted: false, diskFreeBytes: 2 ** 40, clockOffMs: 0, keys: NO_VAULT };
  }

  readonly #live: LivePublisher = {
    changed: (channel) => {
      if (channel === 'alerts') this.shown += 1;
    },
    append: () => undefined,
    watched: () => true,
  };
}
