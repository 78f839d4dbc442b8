import { m } from '#lib/i18n/generated/messages.js';
import type { CreateField, CreateProblems } from './create-draft.ts';

/** A problem of the creation form's own fields in the reader's language; undefined where there is none. */
export function problemWords(problem: CreateProblems[CreateField]): string | undefined {
  switch (problem) {
    case 'required':
      return m.form_required();
    case 'decimal':
      return m.form_decimal();
    case 'speed':
      return m.create_speed_problem();
    case undefined:
      return undefined;
  }
}
