import { isRecord } from './form-field.ts';
import type { FormField } from './form-field.ts';

/** What stands in a control: text as typed (empty = not given), a flag, or the entries of a list. */
export type DraftValue = string | boolean | Draft[];
/** What stands in a form, by name of the field. */
export interface Draft {
  [name: string]: DraftValue;
}

/** A form holding these values; what is not among them is left to its default. */
export function draftOf(fields: readonly FormField[], values: Readonly<Record<string, unknown>>): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, controlValue(field, values[field.name])]));
}

function controlValue(field: FormField, value: unknown): DraftValue {
  switch (field.kind) {
    case 'flag':
      return (value ?? field.default) === true;
    case 'list': {
      const entries: readonly unknown[] = Array.isArray(value) ? value : [];
      return entries.map((entry) => draftOf(field.fields, isRecord(entry) ? entry : {}));
    }
    case 'choice':
      return textValue(value ?? field.default);
    default:
      return textValue(value);
  }
}

/** A value as typed into a control; empty for what is not given. */
export function textValue(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * What the form says, without what it leaves to the defaults. A number that cannot be read stays text, so that checking
 * it names the field.
 */
export function valuesOf(fields: readonly FormField[], draft: Draft): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const value = fieldValue(field, draft[field.name]);
    if (value !== undefined && !isDefault(field, value)) values[field.name] = value;
  }
  return values;
}

function fieldValue(field: FormField, drafted: DraftValue | undefined): unknown {
  if (drafted === undefined || typeof drafted === 'boolean') return drafted;
  if (typeof drafted !== 'string') return drafted.map((entry) => valuesOf(field.fields, entry));
  const text = drafted.trim();
  if (text === '') return undefined;
  if (field.kind !== 'number' && field.kind !== 'integer') return text;
  // Number() also reads '0x10' and '1e5', which nobody means in a form.
  return /^[-\u2212]?\d*\.?\d+$/.test(text) ? Number(text.replace('\u2212', '-')) : text;
}

/** Only flags, choices and lists always have a value in the form; typed text is meant even where it is the default. */
function isDefault(field: FormField, value: unknown): boolean {
  if (field.kind === 'flag' || field.kind === 'choice') return value === field.default;
  if (field.kind !== 'list' || !Array.isArray(value) || value.length > 0) return false;
  return !field.required || (Array.isArray(field.default) && field.default.length === 0);
}

/** The values with the defaults of everything that has one: what the strategy would see. */
export function withDefaults(
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const complete: Record<string, unknown> = { ...values };
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) {
      if (field.default !== undefined) complete[field.name] = field.default;
    } else if (field.kind === 'list' && Array.isArray(value)) {
      complete[field.name] = value.map((entry: unknown) =>
        isRecord(entry) ? withDefaults(field.fields, entry) : entry,
      );
    }
  }
  return complete;
}

/** One changed field: both values as they were and will be; undefined = left to its default. */
export interface FieldChange {
  readonly field: FormField;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a form changes against the values in force, in the order of its fields. */
export function changesOf(
  fields: readonly FormField[],
  current: Readonly<Record<string, unknown>>,
  draft: Draft,
): FieldChange[] {
  const before = withDefaults(fields, current);
  const after = withDefaults(fields, valuesOf(fields, draft));
  return fields
    .filter(({ name }) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((field) => ({ field, before: before[field.name], after: after[field.name] }));
}

/** The changes as the API takes them: null returns a parameter to its default. */
export function patchOf(changes: readonly FieldChange[]): Record<string, unknown> {
  return Object.fromEntries(changes.map(({ field, after }) => [field.name, after ?? null]));
}
