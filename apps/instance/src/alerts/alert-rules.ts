import { randomUUID } from 'node:crypto';
import type { Static } from 'typebox';
import type { AlertKind, AlertRule, CreateAlertRule, EditAlertRule } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AlertRuleModel } from '../generated/prisma/models.ts';
import type { Rule } from './alert-engine.ts';
import { ALERT_KINDS, looksAtBots } from './alert-kinds.ts';
import { BANNER_ID } from './alert-targets.ts';

export type CreateRule = Static<typeof CreateAlertRule>;
export type EditRule = Static<typeof EditAlertRule>;

/** The rules of an instance: one built in per kind, whose id is the kind, and those that people add. */
export class AlertRules {
  readonly #prisma: PrismaClient;
  #rules: readonly Rule[] = [];

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Reads the rules; built-in ones that are missing are made. */
  async open(): Promise<void> {
    for (const [kind, { threshold, forSec }] of Object.entries(ALERT_KINDS)) {
      await this.#prisma.alertRule.upsert({
        where: { id: kind },
        create: {
          id: kind,
          kind,
          threshold,
          forSec,
          builtIn: true,
          targets: JSON.stringify([BANNER_ID]),
        },
        update: {},
      });
    }
    await this.reload();
  }

  /** As they are now: built-in ones first. */
  get all(): readonly Rule[] {
    return this.#rules;
  }

  /** @throws InstanceError `ALERT_NOT_FOUND` */
  get(id: string): Rule {
    const rule = this.#rules.find((candidate) => candidate.id === id);
    if (rule === undefined) {
      throw new InstanceError('ALERT_NOT_FOUND', `There is no alert rule ${id}; see GET /api/alert-rules`);
    }
    return rule;
  }

  /** @throws InstanceError `ALERT_BAD_RULE` with the field that is wrong */
  async create(request: CreateRule): Promise<Rule> {
    const { kind, botId = null } = request;
    if (botId !== null && !looksAtBots(kind)) {
      throw badRule('botId', `a rule of kind ${kind} looks at the instance; leave the bot out`);
    }
    if (botId !== null && (await this.#prisma.bot.count({ where: { id: botId, removedAt: null } })) === 0) {
      throw badRule('botId', `there is no bot ${botId}`);
    }
    const { threshold, forSec } = ALERT_KINDS[kind];
    const row = await this.#prisma.alertRule.create({
      data: {
        id: randomUUID(),
        kind,
        botId,
        threshold,
        forSec,
        builtIn: false,
        targets: JSON.stringify([BANNER_ID]),
        ...(await this.#changes(kind, request)),
      },
    });
    await this.reload();
    return ruleOf(row);
  }

  /** @throws InstanceError `ALERT_NOT_FOUND`, `ALERT_BAD_RULE` */
  async edit(id: string, request: EditRule): Promise<Rule> {
    const { kind } = this.get(id);
    const data = await this.#changes(kind, request);
    const row = await this.#prisma.alertRule.update({ where: { id }, data });
    await this.reload();
    return ruleOf(row);
  }

  /** @throws InstanceError `ALERT_NOT_FOUND`, `ALERT_BUILT_IN` */
  async remove(id: string): Promise<void> {
    if (this.get(id).builtIn) {
      throw new InstanceError('ALERT_BUILT_IN', 'A built-in rule cannot be deleted; switch it off instead');
    }
    await this.#prisma.alertRule.delete({ where: { id } });
    await this.reload();
  }

  async reload(): Promise<void> {
    const rows = await this.#prisma.alertRule.findMany({ orderBy: [{ builtIn: 'desc' }, { id: 'asc' }] });
    this.#rules = rows.filter(({ kind }) => kind in ALERT_KINDS).map(ruleOf);
  }

  async #changes(
    kind: AlertKind,
    request: EditRule,
  ): Promise<Prisma.AlertRuleUpdateInput & Partial<AlertRuleModel>> {
    const { enabled, threshold, forSec, targets } = request;
    if (threshold !== undefined && ALERT_KINDS[kind].threshold === null) {
      throw badRule('threshold', `a rule of kind ${kind} has no threshold; leave it out`);
    }
    const { most = Infinity } = ALERT_KINDS[kind];
    if (threshold !== undefined && threshold > most)
      throw badRule(
        'threshold',
        `the threshold of a rule of kind ${kind} is at most ${most}, got ${threshold}`,
      );
    if (targets !== undefined) {
      const known = await this.#prisma.alertTarget.findMany({ where: { id: { in: targets } } });
      const missing = targets.find((id) => !known.some((target) => target.id === id));
      if (missing !== undefined) throw badRule('targets', `there is no target ${missing}`);
    }
    return {
      ...(enabled === undefined ? {} : { enabled }),
      ...(threshold === undefined ? {} : { threshold }),
      ...(forSec === undefined ? {} : { forSec }),
      ...(targets === undefined ? {} : { targets: JSON.stringify([...new Set(targets)]) }),
    };
  }
}

/** A rule as the API shows it. */
export function shownRule(rule: Rule): AlertRule {
  const { title, description, unit } = ALERT_KINDS[rule.kind];
  return { ...rule, title, description, unit, targets: [...rule.targets] };
}

function ruleOf(row: AlertRuleModel): Rule {
  return {
    id: row.id,
    kind: row.kind as AlertKind,
    enabled: row.enabled,
    threshold: row.threshold,
    forSec: row.forSec,
    botId: row.botId,
    builtIn: row.builtIn,
    targets: JSON.parse(row.targets) as string[],
  };
}

function badRule(field: string, message: string): InstanceError {
  return new InstanceError('ALERT_BAD_RULE', `This rule cannot be used: ${message}`, {
    problems: [{ field, message }],
  });
}
