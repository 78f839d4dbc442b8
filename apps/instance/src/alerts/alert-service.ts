import { OneAtATime } from '../access/one-at-a-time.ts';
import type { LivePublisher, Log, WallClock } from '../api/ports.ts';
import type {
  Alert,
  AlertDelivery,
  AlertRule,
  AlertTarget,
  CreateAlertTarget,
} from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Timers } from '../health/timers.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { evaluateAlerts, isSilenced } from './alert-engine.ts';
import type { AlertEntry } from './alert-engine.ts';
import { ALERT_KINDS } from './alert-kinds.ts';
import type { AlertFacts } from './alert-kinds.ts';
import { AlertRules, shownRule } from './alert-rules.ts';
import type { CreateRule, EditRule } from './alert-rules.ts';
import { AlertStore } from './alert-store.ts';
import { AlertTargets } from './alert-targets.ts';
import type { EditTarget } from './alert-targets.ts';
import { Deliveries } from './deliveries.ts';
import { DeliveryWorker } from './delivery-worker.ts';

const PERIOD_MS = 1000;
const PRUNE_PERIOD_MS = 3_600_000;
/** The most urgent first. */
const ORDER: Readonly<Record<Alert['state'], number>> = { firing: 0, pending: 1, 'no-data': 2, normal: 3 };

export interface AlertServiceParts {
  readonly prisma: PrismaClient;
  readonly secrets: Secrets;
  readonly facts: () => Promise<AlertFacts>;
  readonly live: LivePublisher;
  readonly log: Log;
  readonly clock: WallClock;
  readonly timers: Timers;
  /** Certificates (PEM) that mail servers are checked against, instead of those that Node trusts. */
  readonly mailCa?: string | undefined;
}

/**
 * The alerts of an instance: looks at the facts each second, stores what changes, sends it to the targets of the rule
 * and shows it on the live channel `alerts`. Errors are `InstanceError` with `ALERT_…` codes.
 */
export class AlertService {
  readonly deliveries: Deliveries;
  readonly #parts: AlertServiceParts;
  readonly #rules: AlertRules;
  readonly #targets: AlertTargets;
  readonly #store: AlertStore;
  readonly #worker: DeliveryWorker;
  /** Looks and changes by people take turns: each begins from what the one before has stored. */
  readonly #turns = new OneAtATime();
  #entries: ReadonlyMap<string, AlertEntry> = new Map();
  #prunedAt = 0;
  #stopped = false;
  #callOff = (): void => undefined;

  constructor(parts: AlertServiceParts) {
    this.#parts = parts;
    this.deliveries = new Deliveries(parts.prisma);
    this.#rules = new AlertRules(parts.prisma);
    this.#targets = new AlertTargets(parts);
    this.#store = new AlertStore(parts.prisma);
    this.#worker = new DeliveryWorker({ ...parts, targets: this.#targets });
  }

  /** Reads what the run before left, sends what it did not get to send, and begins to look. */
  async start(): Promise<void> {
    await this.#targets.open();
    await this.#rules.open();
    this.#entries = await this.#store.load();
    this.#worker.wake();
    this.#lookLater();
  }

  /** After the look that is under way; what is being sent stays queued. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#turns.run(async () => undefined);
    await this.#worker.stop();
  }

  /** Resolves when the look and the deliveries that are under way have ended. */
  async settled(): Promise<void> {
    await this.#turns.run(async () => undefined);
    await this.#worker.settled();
  }

  /** Looks once, now. Never rejects: what could not be stored is found again by the next look. */
  look(): Promise<void> {
    return this.#turns.run(async () => {
      try {
        await this.#evaluate();
      } catch (error) {
        this.#parts.log.error('alerts', 'the alerts could not be evaluated', { error });
      }
    });
  }

  /** Firing first. */
  list(): Alert[] {
    return [...this.#entries.values()]
      .sort((a, b) => ORDER[a.state] - ORDER[b.state] || b.since - a.since)
      .flatMap((entry) => this.#shown(entry) ?? []);
  }

  counts(): { readonly firing: number; readonly pending: number } {
    const states = [...this.#entries.values()].map(({ state }) => state);
    return {
      firing: states.filter((state) => state === 'firing').length,
      pending: states.filter((state) => state === 'pending').length,
    };
  }

  /** Nothing is sent of it for so long; 0 ends the silence. It stays on the page. @throws InstanceError `ALERT_NOT_FOUND` */
  silence(id: string, minutes: number): Promise<Alert> {
    const until = this.#parts.clock.now() + minutes * 60_000;
    return this.#change(id, (entry) => ({ ...entry, silencedUntil: until }));
  }

  /** Somebody takes care of it. @throws InstanceError `ALERT_NOT_FOUND`, `ALERT_STATE` */
  acknowledge(id: string, by: string): Promise<Alert> {
    return this.#change(id, (entry) => {
      if (entry.state === 'firing') return { ...entry, acknowledgedBy: by };
      throw new InstanceError('ALERT_STATE', `The alert does not fire any more (${entry.state})`);
    });
  }

  rules(): AlertRule[] {
    return this.#rules.all.map(shownRule);
  }

  rule(id: string): AlertRule {
    return shownRule(this.#rules.get(id));
  }

  async createRule(request: CreateRule): Promise<AlertRule> {
    return this.#turns.run(async () => shownRule(await this.#rules.create(request)));
  }

  async editRule(id: string, request: EditRule): Promise<AlertRule> {
    return this.#turns.run(async () => shownRule(await this.#rules.edit(id, request)));
  }

  async removeRule(id: string): Promise<void> {
    return this.#turns.run(() => this.#rules.remove(id));
  }

  targets(): Promise<AlertTarget[]> {
    return this.#targets.list();
  }

  target(id: string): Promise<AlertTarget> {
    return this.#targets.get(id);
  }

  createTarget(request: CreateAlertTarget): Promise<AlertTarget> {
    return this.#targets.create(request);
  }

  editTarget(id: string, request: EditTarget): Promise<AlertTarget> {
    return this.#targets.edit(id, request);
  }

  async removeTarget(id: string): Promise<void> {
    return this.#turns.run(async () => {
      await this.#targets.remove(id);
      await this.#rules.reload();
    });
  }

  /** Sends a message at once and answers with what became of it. @throws InstanceError `ALERT_NOT_FOUND` */
  async testTarget(id: string): Promise<AlertDelivery> {
    const { name } = await this.#targets.get(id);
    const row = await this.#worker.sendNow(id, `TEST: a message from Mr.Market to ${name}; nothing is wrong`);
    return this.deliveries.get(row);
  }

  async #evaluate(): Promise<void> {
    const facts = await this.#parts.facts();
    const now = this.#parts.clock.now();
    const evaluation = evaluateAlerts(now, this.#rules.all, facts, this.#entries);
    const { changed, removed, messages } = evaluation;
    if (changed.length + removed.length > 0) await this.#store.save(evaluation, now);
    this.#entries = evaluation.entries;
    if (evaluation.visible) this.#parts.live.changed('alerts');
    for (const { notice, entry } of messages) {
      const write = notice === 'firing' ? 'warn' : 'info';
      this.#parts.log[write]('alerts', `${notice}: ${entry.subjectName} ${entry.detail}`, {
        rule: entry.ruleId,
      });
    }
    if (messages.length > 0) this.#worker.wake();
    if (Math.abs(now - this.#prunedAt) >= PRUNE_PERIOD_MS) {
      this.#prunedAt = now;
      await this.deliveries.prune(now);
    }
  }

  #change(id: string, by: (entry: AlertEntry) => AlertEntry): Promise<Alert> {
    return this.#turns.run(async () => {
      const entry = this.#entries.get(id);
      if (entry === undefined) {
        throw new InstanceError('ALERT_NOT_FOUND', `There is no alert ${id}; see GET /api/alerts`);
      }
      const next = by(entry);
      await this.#store.put(next);
      this.#entries = new Map([...this.#entries, [id, next]]);
      this.#parts.live.changed('alerts');
      return this.#shown(next)!;
    });
  }

  /** Undefined when its rule was deleted since the last look. */
  #shown(entry: AlertEntry): Alert | undefined {
    const rule = this.#rules.all.find(({ id }) => id === entry.ruleId);
    if (rule === undefined) return undefined;
    const silenced = isSilenced(entry, this.#parts.clock.now());
    return {
      id: `${entry.ruleId}/${entry.subject}`,
      ruleId: entry.ruleId,
      kind: rule.kind,
      title: ALERT_KINDS[rule.kind].title,
      subject: entry.subject,
      subjectName: entry.subjectName,
      state: entry.state,
      since: new Date(entry.since).toISOString(),
      detail: entry.detail,
      acknowledgedBy: entry.acknowledgedBy,
      silencedUntil: silenced ? new Date(entry.silencedUntil!).toISOString() : null,
    };
  }

  #lookLater(): void {
    if (this.#stopped) return;
    this.#callOff = this.#parts.timers.after(PERIOD_MS, () => {
      void this.look().then(() => this.#lookLater());
    });
  }
}
