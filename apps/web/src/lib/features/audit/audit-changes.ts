import { changesBetween } from '#lib/components/diff/changes.ts';
import type { Change } from '#lib/components/diff/changes.ts';

/** What an act changed. A side that is null was not there: created, or deleted. */
export function auditChanges(before: unknown, after: unknown): Change[] {
  return changesBetween(before ?? undefined, after ?? undefined);
}

/** All changes in one cell: `role: viewer → operator; disabled: – → true`. */
export function changesText(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) => `${path === '' ? '' : `${path}: `}${before ?? '–'} → ${after ?? '–'}`)
    .join('; ');
}
