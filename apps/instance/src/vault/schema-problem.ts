import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** The first field that does not fit and what it must be, without its value; `undefined` when all fit. */
export function problemOf(schema: TSchema, value: unknown): string | undefined {
  if (Value.Check(schema, value)) return undefined;
  const [problem] = Value.Errors(schema, value);
  const field = problem.instancePath.slice(1).replaceAll('/', '.') || 'params';
  return `${field} ${problem.message}`;
}
