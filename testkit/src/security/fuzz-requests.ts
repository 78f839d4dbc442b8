import fc from 'fast-check';

/** A part of a JSON Schema that matters for making values. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface RawOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
}

/** One method of one path, with what it takes. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: Schema | undefined;
  readonly schemas: Readonly<Record<string, Schema>>;
}

export function operationsOf(document: Document): Operation[] {
  const schemas = document.components?.schemas ?? {};
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      body: requestBody?.content?.['application/json']?.schema,
      schemas,
    })),
  );
}

const strange = fc.constantFrom(
  ...[
    '',
    '0',
    '-1',
    '1e309',
    '00',
    '../../etc/passwd',
    '%2e%2e%2f',
    '\u0000',
    '\uD800',
    '𝕏'.repeat(40),
    'a'.repeat(5000),
  ],
  ...[
    "' OR 1=1 --",
    '<script>',
    '{{7*7}}',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-0',
    '1.0000000000000000001',
  ],
);

/** Values that a schema does not expect. */
export const unlikely: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: strange },
  { weight: 2, arbitrary: fc.constantFrom(0, -1, 1.5, 2 ** 53, 1e308, -1e-300, true, false, null) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constant(nested(60)) },
  {
    weight: 1,
    arbitrary: fc.constant(JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1}}')),
  },
);

type Stream = IterableIterator<unknown>;

function next(values: Stream): unknown {
  return values.next().value;
}

/** A whole number from the stream, below a limit. */
function choose(values: Stream, limit: number): number {
  const text = JSON.stringify(next(values)) ?? '';
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) % 65_521;
  return sum % limit;
}

/** The path with something in its places, and now and then a query. */
export function pathFor({ path, query }: Operation, values: Stream): string {
  const filled = path.replace(
    /\{\w+\}/g,
    () => encodeURIComponent(wellFormed(next(values))).slice(0, 300) || 'x',
  );
  const asked = query
    .filter(() => choose(values, 2) === 0)
    .map((name) =>
      `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(next(values)))}`.slice(0, 300),
    );
  return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`;
}

/** A body that is nearly what the schema says, or not at all. */
export function bodyFor({ body, schemas }: Operation, values: Stream): string {
  const kind = choose(values, 10);
  if (kind === 0) return JSON.stringify(next(values)) ?? 'null';
  if (kind === 1) return '{"a":';
  const value = body ? make(body, schemas, values) : next(values);
  return JSON.stringify(value) ?? 'null';
}

function make(schema: Schema, schemas: Operation['schemas'], values: Stream): unknown {
  // One value in twelve is another one than it should be.
  if (choose(values, 12) === 0) return next(values);
  const { $ref, anyOf, enum: options, properties, items, const: constant } = schema;
  if ($ref !== undefined) return make(schemas[$ref.replace(/^.*\//, '')] ?? {}, schemas, values);
  if (constant !== undefined) return constant;
  if (anyOf) return make(anyOf[choose(values, anyOf.length)] ?? {}, schemas, values);
  if (options) return options[choose(values, options.length)];
  if (properties) {
    const made: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(properties)) {
      const wanted = schema.required?.includes(name) === true;
      if (choose(values, 8) !== 0 && (wanted || choose(values, 2) === 0))
        made[name] = make(inner, schemas, values);
    }
    if (choose(values, 10) === 0) made['unknownField'] = next(values);
    return made;
  }
  if (items) return Array.from({ length: choose(values, 4) }, () => make(items, schemas, values));
  switch (schema.type) {
    case 'string':
      return ['BTCUSDT', 'pmm', '1.5', 'ada', 'a-long-enough-password', wellFormed(next(values))][
        choose(values, 6)
      ];
    case 'integer':
    case 'number':
      return [0, 1, 5, 100, -1, 1e300][choose(values, 6)];
    case 'boolean':
      return choose(values, 2) === 0;
    default:
      return next(values);
  }
}

function wellFormed(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}
