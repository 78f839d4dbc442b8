import { withDefaults } from './form-draft.ts';
import type { FormField } from './form-field.ts';
import { schemaProblems } from './form-problems.ts';
import type { FormProblem } from './form-problems.ts';

/**
 * Checks values against the schema a form was drawn from. The checker is loaded when the first form is checked; it
 * interprets the schema and compiles nothing, as the page's content security policy allows no code from strings.
 */
export async function checkForm(
  schema: object,
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): Promise<FormProblem[]> {
  const { Errors } = await import('typebox/schema');
  const [, errors] = Errors(schema, withDefaults(fields, values));
  return schemaProblems(errors);
}
