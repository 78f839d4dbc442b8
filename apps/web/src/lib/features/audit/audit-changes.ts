/** One thing that an act changed. `before` is undefined where it was not there, `after` where it is gone. */
export interface AuditChange {
  /** `limits.maxPosition`; empty where the value itself changed and has no parts. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What differs between the two sides of an audit row, field by field in the order they first appear. Fields that stayed
 * as they were are left out. `null` for a whole side means that there was none (created, deleted).
 */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  const old = flatten(before);
  const now = flatten(after);
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
    .filter((change) => change.before !== change.after);
}

/** All changes in one cell: `role: viewer → operator; disabled: – → true`. */
export function changesText(changes: readonly AuditChange[]): string {
  return changes
    .map(
      ({ field, before, after }) => `${field === '' ? '' : `${field}: `}${before ?? '–'} → ${after ?? '–'}`,
    )
    .join('; ');
}

function flatten(value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  if (value !== null && value !== undefined) visit(value, '', found);
  return found;
}

/** Lists are one value: what matters is the list, not its third place. */
function visit(value: unknown, path: string, found: Map<string, string>): void {
  if (isRecord(value)) {
    for (const [name, part] of Object.entries(value))
      visit(part, path === '' ? name : `${path}.${name}`, found);
    return;
  }
  found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
