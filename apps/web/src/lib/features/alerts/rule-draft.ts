import type { AlertRule } from './alert-order.ts';

/** A rule as it stands in the form: numbers are still text. */
export interface RuleDraft {
  readonly enabled: boolean;
  /** Unused where the rule has no threshold. */
  readonly threshold: string;
  readonly forSec: string;
  readonly targets: readonly string[];
}
export type RuleProblem = 'threshold' | 'forSec';
/** What to send: only what changed. */
export interface RuleEdit {
  enabled?: boolean;
  threshold?: number;
  forSec?: number;
  targets?: string[];
}

const LONGEST_SEC = 86_400;

export function draftOf(rule: AlertRule): RuleDraft {
  return {
    enabled: rule.enabled,
    threshold: rule.threshold === null ? '' : String(rule.threshold),
    forSec: String(rule.forSec),
    targets: rule.targets,
  };
}

/** The fields that cannot be sent as they are. */
export function ruleProblems(rule: AlertRule, draft: RuleDraft): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (rule.threshold !== null && numberOf(draft.threshold) === undefined) problems.push('threshold');
  const forSec = numberOf(draft.forSec);
  if (forSec === undefined || forSec > LONGEST_SEC) problems.push('forSec');
  return problems;
}

/** What changed from the rule to the draft; call it on a draft without problems. */
export function ruleEdit(rule: AlertRule, draft: RuleDraft): RuleEdit {
  const edit: RuleEdit = {};
  if (draft.enabled !== rule.enabled) edit.enabled = draft.enabled;
  const threshold = numberOf(draft.threshold);
  if (rule.threshold !== null && threshold !== undefined && threshold !== rule.threshold)
    edit.threshold = threshold;
  const forSec = numberOf(draft.forSec);
  if (forSec !== undefined && forSec !== rule.forSec) edit.forSec = forSec;
  if (!sameMembers(draft.targets, rule.targets)) edit.targets = [...draft.targets];
  return edit;
}

/** A plain decimal number of zero or more; undefined for anything else. */
function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member) => b.includes(member));
}
