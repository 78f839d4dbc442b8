import type { components, paths } from '#lib/api/schema.d.ts';
import type { Tone } from '#lib/components/ui/badge/index.ts';
import { m } from '#lib/i18n/generated/messages.js';

export type AuditRow = components['schemas']['AuditRow'];
export type AuditPage = paths['/api/audit']['get']['responses'][200]['content']['application/json'];
/** What the server filters by; empty texts leave everything in. */
export interface AuditQuery {
  readonly actor: string;
  readonly action: string;
}

const KIND: Record<AuditRow['actorKind'], () => string> = {
  user: m.audit_kind_user,
  'api-key': m.audit_kind_api_key,
  cli: m.audit_kind_cli,
  system: m.audit_kind_system,
};
const OUTCOME: Record<AuditRow['outcome'], { readonly word: () => string; readonly tone: Tone }> = {
  done: { word: m.audit_outcome_done, tone: 'good' },
  refused: { word: m.audit_outcome_refused, tone: 'warning' },
  failed: { word: m.audit_outcome_failed, tone: 'bad' },
};

/** What kind of actor it was, in the page's language. */
export const kindWord = (kind: AuditRow['actorKind']): string => KIND[kind]();
export const outcomeWord = (outcome: AuditRow['outcome']): string => OUTCOME[outcome].word();
export const outcomeTone = (outcome: AuditRow['outcome']): Tone => OUTCOME[outcome].tone;
