import { isRecord } from './form-field.ts';
import type { FormField } from './form-field.ts';

/** A value of a field for reading: `2`, `on`, `3 bp × 0.2, 6 bp × 0.4`; `off` where it is not given. */
export function valueText(
  field: FormField,
  value: unknown,
  words: { readonly on: string; readonly off: string; readonly none: string },
): string {
  if (value === undefined || value === null) return words.off;
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (!Array.isArray(value))
    return typeof value === 'string' || typeof value === 'number' ? String(value) : words.off;
  if (value.length === 0) return words.none;
  return value.map((entry: unknown) => entryText(field, entry)).join(', ');
}

function entryText(field: FormField, entry: unknown): string {
  if (!isRecord(entry)) return '';
  return field.fields
    .map(({ name, unit }) => {
      const part = entry[name];
      const text = typeof part === 'string' || typeof part === 'number' ? String(part) : '–';
      return unit === 'bp' || unit === 's' ? `${text} ${unit}` : text;
    })
    .join(' × ');
}
