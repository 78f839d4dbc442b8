import { m } from '#lib/i18n/generated/messages.js';
import type { FormProblem } from './form-problems.ts';

/** A problem in the reader's language; what the server said stands as it said it. */
export function problemText(problem: FormProblem): string {
  switch (problem.kind) {
    case 'required':
      return m.form_required();
    case 'number':
      return m.form_number();
    case 'integer':
      return m.form_integer();
    case 'decimal':
      return m.form_decimal();
    case 'choice':
      return m.form_choice();
    case 'unknown':
      return m.form_unknown();
    case 'minimum':
      return m.form_minimum({ limit: problem.limit });
    case 'maximum':
      return m.form_maximum({ limit: problem.limit });
    case 'entries':
      return m.form_entries({ limit: problem.limit });
    case 'said':
      return problem.text;
  }
}
