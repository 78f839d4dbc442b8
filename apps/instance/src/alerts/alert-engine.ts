import type { AlertKind } from '../api/schemas/manage.ts';
import { readRule } from './alert-kinds.ts';
import type { AlertFacts, Reading } from './alert-kinds.ts';
import { stepAlert } from './alert-state.ts';
import type { AlertState, Notice } from './alert-state.ts';

export interface Rule {
  readonly id: string;
  readonly kind: AlertKind;
  readonly enabled: boolean;
  readonly threshold: number | null;
  readonly forSec: number;
  readonly botId: string | null;
  readonly builtIn: boolean;
  readonly targets: readonly string[];
}

/** One rule for one subject, with what people did about it. */
export interface AlertEntry extends AlertState {
  readonly ruleId: string;
  readonly subject: string;
  readonly subjectName: string;
  readonly detail: string;
  readonly acknowledgedBy: string | null;
  readonly silencedUntil: number | null;
}

export interface Message {
  readonly notice: Notice;
  readonly rule: Rule;
  readonly entry: AlertEntry;
}

export interface Evaluation {
  /** All that is now, by `alertId`. */
  readonly entries: ReadonlyMap<string, AlertEntry>;
  /** Those of them that must be stored. */
  readonly changed: readonly AlertEntry[];
  /** Those whose rule or subject is gone. */
  readonly removed: readonly AlertEntry[];
  /** What to tell people; nothing of a silenced alert. */
  readonly messages: readonly Message[];
  /** Something that is shown differs, if only the wording. */
  readonly visible: boolean;
}

export function alertId(entry: { readonly ruleId: string; readonly subject: string }): string {
  return `${entry.ruleId}/${entry.subject}`;
}

/**
 * One look at all rules: from the entries as they were and the facts of now to the entries as they are, and what to
 * store and tell. It reads no clock and keeps nothing, so a restart goes on from the stored entries as if there had been
 * none: what fires is not told again, and what changed meanwhile is.
 */
export function evaluateAlerts(
  now: number,
  rules: readonly Rule[],
  facts: AlertFacts,
  before: ReadonlyMap<string, AlertEntry>,
): Evaluation {
  const entries = new Map<string, AlertEntry>();
  const changed: AlertEntry[] = [];
  const messages: Message[] = [];
  let visible = false;
  for (const rule of rules) {
    if (!rule.enabled) continue;
    for (const reading of readRule(rule, facts, now, knownSubjects(rule, before))) {
      const id = alertId({ ruleId: rule.id, subject: reading.subject });
      const known = before.get(id);
      const { entry, notice } = evaluateOne(rule, reading, known, now);
      entries.set(id, entry);
      if (mustStore(known, entry)) changed.push(entry);
      visible ||= known === undefined || mustStore(known, entry) || known.detail !== entry.detail;
      if (notice !== undefined) messages.push({ notice, rule, entry });
    }
  }
  const removed = [...before.values()].filter((entry) => !entries.has(alertId(entry)));
  for (const entry of removed) {
    const rule = rules.find((candidate) => candidate.id === entry.ruleId);
    const told = entry.state === 'firing' && rule?.enabled === true && !isSilenced(entry, now);
    if (told)
      messages.push({ notice: 'resolved', rule, entry: { ...entry, detail: 'is not there any more' } });
  }
  return { entries, changed, removed, messages, visible: visible || removed.length > 0 };
}

export function isSilenced(entry: AlertEntry, now: number): boolean {
  return entry.silencedUntil !== null && entry.silencedUntil > now;
}

function evaluateOne(
  rule: Rule,
  reading: Reading,
  known: AlertEntry | undefined,
  now: number,
): { entry: AlertEntry; notice: Notice | undefined } {
  const { next, notice } = stepAlert(known, reading.breach, rule.forSec, now);
  const silenced = known !== undefined && isSilenced(known, now);
  const firing = next.state === 'firing';
  const entry: AlertEntry = {
    state: next.state,
    since: next.since,
    clearSince: next.clearSince,
    ruleId: rule.id,
    subject: reading.subject,
    subjectName: reading.subjectName,
    detail: detailOf(next, reading, known),
    acknowledgedBy: firing ? (known?.acknowledgedBy ?? null) : null,
    silencedUntil: silenced ? known.silencedUntil : null,
  };
  if (silenced) return { entry, notice: undefined };
  // It may have begun to fire in the silence that has just ended; whoever acknowledged it knows.
  const silenceEnded = (known?.silencedUntil ?? null) !== null;
  const unheard = silenceEnded && firing && entry.acknowledgedBy === null;
  return { entry, notice: notice ?? (unheard ? 'firing' : undefined) };
}

/** While it fires for a cause that has gone or cannot be seen, the last cause seen stays. */
function detailOf(next: AlertState, reading: Reading, known: AlertEntry | undefined): string {
  if (next.state === 'no-data') return 'cannot be told: the figures are not there';
  if (next.state === 'normal') return '';
  return reading.breach === true ? reading.detail : (known?.detail ?? reading.detail);
}

function mustStore(known: AlertEntry | undefined, entry: AlertEntry): boolean {
  return (
    known === undefined ||
    known.state !== entry.state ||
    known.since !== entry.since ||
    known.silencedUntil !== entry.silencedUntil ||
    known.acknowledgedBy !== entry.acknowledgedBy
  );
}

function knownSubjects(rule: Rule, before: ReadonlyMap<string, AlertEntry>): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const entry of before.values())
    if (entry.ruleId === rule.id) known.set(entry.subject, entry.subjectName);
  return known;
}
