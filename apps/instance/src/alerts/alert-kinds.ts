import type { BotWatch } from '../api/ports.ts';
import type { KeysStatus } from '../api/schemas/keys.ts';
import type { AlertKind } from '../api/schemas/manage.ts';
import { bytesText, numberText, percentText, spanText } from '../health/figures.ts';

/** What alerts are judged by, at one moment. What could not be had is undefined. */
export interface AlertFacts {
  readonly bots: readonly BotWatch[] | undefined;
  /** The kill switch of the whole instance. */
  readonly halted: boolean | undefined;
  readonly diskFreeBytes: number | undefined;
  /** How far the machine's clock is off, ms. */
  readonly clockOffMs: number | undefined;
  /** The key vault. */
  readonly keys: KeysStatus | undefined;
}

/** One thing a rule looks at: a bot, or `instance`. */
export interface Reading {
  readonly subject: string;
  readonly subjectName: string;
  /** undefined = it cannot be told. */
  readonly breach: boolean | undefined;
  /** What is the case, in words, as it may be sent: `Maker one is halted: daily loss`. */
  readonly detail: string;
}

interface KindDefinition {
  readonly title: string;
  readonly description: string;
  /** Null where nothing is compared with a number. */
  readonly threshold: number | null;
  /** The largest threshold that makes sense. */
  readonly most?: number;
  readonly unit: string;
  readonly forSec: number;
  /** Of each bot. Undefined for a kind that does not look at bots. */
  readonly ofBot?: (watch: BotWatch, threshold: number, now: number) => { breach: boolean; detail: string };
  /** Of the instance. Undefined for a kind that does not look at it. */
  readonly ofInstance?: (
    facts: AlertFacts,
    threshold: number,
  ) => { breach: boolean | undefined; detail: string };
}

export const INSTANCE_SUBJECT = 'instance';
const GIB = 2 ** 30;
/** States in which a bot has money at work; another's figures are of yesterday. */
const AT_WORK = new Set(['starting', 'running', 'degraded', 'paused', 'stopping']);

/** The kinds of rules there are, with the defaults of the built-in rule of each. */
export const ALERT_KINDS: Readonly<Record<AlertKind, KindDefinition>> = {
  halted: {
    title: 'Halted',
    description:
      'A risk limit, the kill switch or an operator stopped all trading of a bot or of the instance.',
    threshold: null,
    unit: '',
    forSec: 0,
    ofBot: ({ summary }) => ({
      breach: summary.risk === 'HALTED',
      detail: `is halted${because(summary.detail)}`,
    }),
    ofInstance: ({ halted }) => ({ breach: halted, detail: 'is halted by the kill switch' }),
  },
  'order-unknown': {
    title: 'Order unknown',
    description: 'The exchange does not say what became of an order, so the position is not certain.',
    threshold: 30,
    unit: 's',
    forSec: 0,
    ofBot: ({ unknownMs }, threshold) => ({
      breach: unknownMs > 0 && unknownMs >= threshold * 1000,
      detail: `has an order whose state has been unknown for ${spanText(unknownMs)}`,
    }),
  },
  'feed-stale': {
    title: 'Feed stale',
    description: 'A running bot has had no trusted order book for this long; it does not quote without one.',
    threshold: 15,
    unit: 's',
    forSec: 0,
    ofBot: ({ bookDownSince }, threshold, now) => {
      const downMs = bookDownSince === undefined ? 0 : now - bookDownSince;
      return {
        breach: bookDownSince !== undefined && downMs >= threshold * 1000,
        detail: `has had no trusted order book for ${spanText(Math.max(0, downMs))}`,
      };
    },
  },
  drawdown: {
    title: 'Drawdown near its limit',
    description: 'The loss from the highest equity comes near the limit at which the bot halts.',
    threshold: 0.8,
    most: 1,
    unit: 'of the limit',
    forSec: 0,
    ofBot: ({ drawdownUse = 0, summary }, threshold) => ({
      breach: AT_WORK.has(summary.state) && drawdownUse >= threshold,
      detail: `has used ${percentText(drawdownUse)} of its drawdown limit`,
    }),
  },
  'balance-low': {
    title: 'Balance low',
    description: 'A balance no longer pays for the smallest order of the strategy.',
    threshold: null,
    unit: '',
    forSec: 30,
    ofBot: ({ lowBalances, summary }) => ({
      breach: AT_WORK.has(summary.state) && lowBalances.length > 0,
      detail: `runs low: ${lowBalances.map((low) => `${low.amount} ${low.asset}${because(low.detail)}`).join('; ')}`,
    }),
  },
  'disk-low': {
    title: 'Disk low',
    description: 'Little space is left where the instance keeps its data; without any, trading halts.',
    threshold: 1,
    unit: 'GiB',
    forSec: 60,
    ofInstance: ({ diskFreeBytes }, threshold) => ({
      breach: diskFreeBytes === undefined ? undefined : diskFreeBytes < threshold * GIB,
      detail: `has ${bytesText(diskFreeBytes ?? 0)} of disk space left`,
    }),
  },
  'clock-off': {
    title: 'Clock off',
    description:
      'The clock of this machine jumped, or differs from an exchange’s; exchanges refuse such requests.',
    threshold: 1,
    unit: 's',
    forSec: 5,
    ofInstance: ({ clockOffMs }, threshold) => ({
      breach: clockOffMs === undefined ? undefined : clockOffMs >= threshold * 1000,
      detail: `has a clock that is ${numberText((clockOffMs ?? 0) / 1000, 1)} s off`,
    }),
  },
  'bot-failed': {
    title: 'Bot failed',
    description: 'A bot ended with an error and does not run any more.',
    threshold: null,
    unit: '',
    forSec: 0,
    ofBot: ({ summary }) => ({
      breach: summary.state === 'failed',
      detail: `failed${because(summary.detail)}`,
    }),
  },
  'keys-locked': {
    title: 'Keys locked',
    description:
      'There is a vault with keys, and it is locked: after a restart, after its time, or by somebody. Nothing can be signed.',
    threshold: null,
    unit: '',
    forSec: 60,
    ofInstance: ({ keys }) => ({
      breach: isLocked(keys),
      detail: 'has a locked vault: nothing can be signed until somebody unlocks it',
    }),
  },
  'keys-down': {
    title: 'Keys down',
    description: 'The signing process does not run, so nothing can be signed.',
    threshold: null,
    unit: '',
    forSec: 10,
    ofInstance: ({ keys }) => ({
      breach: keys === undefined ? undefined : keys.process === 'down',
      detail: `has no signing process${because(keys?.lastError?.message ?? '')}`,
    }),
  },
};

/** Whether rules of this kind can be for one bot only. */
export function looksAtBots(kind: AlertKind): boolean {
  return ALERT_KINDS[kind].ofBot !== undefined;
}

export interface RuleScope {
  readonly kind: AlertKind;
  readonly threshold: number | null;
  readonly botId: string | null;
}

/**
 * What a rule sees now: a reading for each of its subjects. `known` are the subjects it saw before, by id; while the
 * bots cannot be read, these are the ones that cannot be told.
 */
export function readRule(
  rule: RuleScope,
  facts: AlertFacts,
  now: number,
  known: ReadonlyMap<string, string>,
): Reading[] {
  const { ofBot, ofInstance, threshold: usual } = ALERT_KINDS[rule.kind];
  const threshold = rule.threshold ?? usual ?? 0;
  const readings: Reading[] = [];
  if (ofInstance !== undefined && rule.botId === null) {
    const { breach, detail } = ofInstance(facts, threshold);
    readings.push({ subject: INSTANCE_SUBJECT, subjectName: 'The instance', breach, detail });
  }
  if (ofBot === undefined) return readings;
  if (facts.bots === undefined) {
    for (const [subject, subjectName] of known) {
      if (subject !== INSTANCE_SUBJECT)
        readings.push({ subject, subjectName, breach: undefined, detail: '' });
    }
    return readings;
  }
  for (const watch of facts.bots) {
    const { id, name } = watch.summary;
    if (rule.botId !== null && rule.botId !== id) continue;
    readings.push({ subject: id, subjectName: name, ...ofBot(watch, threshold, now) });
  }
  return readings;
}

/** Without a vault there is nothing to lock; while its process does not answer it cannot be told. */
function isLocked(keys: KeysStatus | undefined): boolean | undefined {
  if (keys === undefined) return undefined;
  if (keys.vault === null) return keys.process === 'off' ? false : undefined;
  return keys.vault.state === 'locked';
}

function because(reason: string): string {
  return reason === '' ? '' : ` (${reason})`;
}
