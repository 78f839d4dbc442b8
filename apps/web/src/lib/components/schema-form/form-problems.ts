/** What is wrong with one field; `path` is `levels` or `bidLevels.0.qty`, empty for the form as a whole. */
export type FormProblem =
  | {
      readonly path: string;
      readonly kind: 'required' | 'number' | 'integer' | 'decimal' | 'choice' | 'unknown';
    }
  | { readonly path: string; readonly kind: 'minimum' | 'maximum' | 'entries'; readonly limit: number }
  /** In the server's words, or the checker's where there is no better word of ours. */
  | { readonly path: string; readonly kind: 'said'; readonly text: string };

/** An error as the JSON Schema checker reports it. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** The checker's errors as problems of fields, the first per field. */
export function schemaProblems(errors: readonly SchemaError[]): FormProblem[] {
  const problems = new Map<string, FormProblem>();
  for (const error of errors) {
    for (const problem of problemsOf(error)) {
      if (!problems.has(problem.path)) problems.set(problem.path, problem);
    }
  }
  return [...problems.values()];
}

function problemsOf({ keyword, instancePath, params, message }: SchemaError): FormProblem[] {
  const path = instancePath.slice(1).replaceAll('/', '.');
  switch (keyword) {
    case 'required':
      return names(params.requiredProperties).map((name) => ({ path: join(path, name), kind: 'required' }));
    case 'additionalProperties':
      return names(params.additionalProperties).map((name) => ({ path: join(path, name), kind: 'unknown' }));
    // Reported beside additionalProperties, about the same name.
    case 'boolean':
      return [];
    case 'minimum':
    case 'maximum':
      return typeof params.limit === 'number'
        ? [{ path, kind: keyword, limit: params.limit }]
        : [{ path, kind: 'said', text: message }];
    case 'maxItems':
      return typeof params.limit === 'number'
        ? [{ path, kind: 'entries', limit: params.limit }]
        : [{ path, kind: 'said', text: message }];
    case 'type':
      return params.type === 'number' || params.type === 'integer'
        ? [{ path, kind: params.type }]
        : [{ path, kind: 'said', text: message }];
    case 'pattern':
      return [{ path, kind: 'decimal' }];
    case 'enum':
      return [{ path, kind: 'choice' }];
    default:
      return [{ path, kind: 'said', text: message }];
  }
}

/** Problems the server named, by field of a form. Those of other parts of the request keep the whole path. */
export function serverProblems(
  problems: readonly { readonly field: string; readonly message: string }[],
  part: string,
): FormProblem[] {
  return problems
    .map(({ field, message }) => ({ path: dotted(field), message }))
    .filter(({ path }) => path === part || path.startsWith(`${part}.`))
    .map(({ path, message }) => ({ path: path.slice(part.length + 1), kind: 'said', text: message }));
}

/** `/parameters/bidLevels/0/qty`, `parameters.bidLevels[0].qty` → `parameters.bidLevels.0.qty`. */
export function dotted(field: string): string {
  return field
    .replace(/^[/.]+/, '')
    .replaceAll('/', '.')
    .replace(/\[(\d+)\]/g, '.$1');
}

/** Whether one of the problems lies in this field, or in an entry of it. */
export function concerns(problems: readonly FormProblem[], name: string): boolean {
  return problems.some(({ path }) => path === name || path.startsWith(`${name}.`));
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
