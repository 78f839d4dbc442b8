import type { FastifySchemaCompiler } from 'fastify';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import type { TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { InstanceError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { problemsOf } from './request-problems.ts';

// A form shows all its problems at once; the library would stop at eight.
Settings.Set({ maxErrors: 64 });

/**
 * Checks what came in against the route's schema. Bodies are taken as they are: no text becomes a number, no unknown
 * field is dropped silently. Queries and path parameters are text by nature and are read as what the schema says.
 * Defaults are filled in into a copy, so that what was sent stays what was sent.
 */
export const requestValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  const isText = httpPart !== 'body';
  const refusesUnknown =
    httpPart === 'querystring' && 'properties' in schema && !('additionalProperties' in schema);
  return (sent: unknown) => {
    // A request without a body means the same as one with an empty object.
    const value = Value.Default(schema, Value.Clone(sent ?? {}));
    const read = isText ? Value.Convert(schema, value) : value;
    const unknown = refusesUnknown ? unknownParameters(schema as unknown as TObject, read) : [];
    if (unknown.length === 0 && compiled.Check(read)) return { value: read };
    const problems = [...unknown, ...problemsOf(schema, Value.Errors(schema, read))];
    return { error: invalidRequest(problems) };
  };
};

/** `REQUEST_INVALID` with a sentence made of its problems. */
export function invalidRequest(problems: readonly Problem[]): InstanceError {
  const message = problems.map(({ field, message: text }) => (field === '' ? text : `${field} ${text}`));
  return new InstanceError('REQUEST_INVALID', message.join('; '), { problems });
}

function unknownParameters(schema: TObject, value: unknown): Problem[] {
  return Object.keys(value as object)
    .filter((name) => !(name in schema.properties))
    .map((name) => ({ field: name, message: 'is not a parameter of this request' }));
}
