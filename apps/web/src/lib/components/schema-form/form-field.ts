/** What a form needs to know of one property of a JSON Schema. */
export interface FormField {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'decimal' | 'text' | 'flag' | 'choice' | 'list';
  readonly title: string;
  readonly description: string;
  /** `bp`, `s`, `base` …; empty where there is none. */
  readonly unit: string;
  /** Value when nothing is given; undefined when it is then off, or must be given. */
  readonly default: unknown;
  readonly required: boolean;
  /** It may change while the strategy runs. */
  readonly runtime: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly options: readonly string[];
  /** Fields of one entry of a list. */
  readonly fields: readonly FormField[];
  readonly maxItems: number | undefined;
}

/** The fields of an object schema in its order; none when it is not an object schema. */
export function formFields(schema: unknown): FormField[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? new Set<unknown>(schema.required) : new Set<unknown>();
  return Object.entries(schema.properties).map(([name, property]) =>
    formField(name, isRecord(property) ? property : {}, required.has(name)),
  );
}

function formField(name: string, property: Readonly<Record<string, unknown>>, required: boolean): FormField {
  return {
    name,
    kind: kindOf(property),
    title: textOf(property.title) || name,
    description: textOf(property.description),
    unit: textOf(property.unit),
    default: property.default,
    required,
    runtime: property.runtime !== false,
    minimum: numberOf(property.minimum),
    maximum: numberOf(property.maximum),
    options: Array.isArray(property.enum) ? property.enum.map(String) : [],
    fields: formFields(property.items),
    maxItems: numberOf(property.maxItems),
  };
}

function kindOf(property: Readonly<Record<string, unknown>>): FormField['kind'] {
  if (Array.isArray(property.enum)) return 'choice';
  switch (property.type) {
    case 'number':
      return 'number';
    case 'integer':
      return 'integer';
    case 'boolean':
      return 'flag';
    case 'array':
      return 'list';
    default:
      return property.pattern === undefined ? 'text' : 'decimal';
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
