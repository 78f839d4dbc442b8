import type { TLocalizedValidationError } from 'typebox/error';
import type { Problem } from '../../errors.ts';

type Fault = TLocalizedValidationError;

/**
 * What is wrong with a request, each problem with its field in dotted form: `market.symbol`, `scopes.0`.
 *
 * @param schema what the faults were found with
 */
export function problemsOf(schema: object, faults: readonly Fault[]): Problem[] {
  const problems = new Map<string, Problem>();
  for (const fault of onlyMeantVariants(faults)) {
    for (const problem of describe(fault, schema))
      problems.set(`${problem.field} ${problem.message}`, problem);
  }
  return [...problems.values()];
}

/**
 * A union reports the faults of all its variants. Where a variant's fixed field (`kind`) matches, that one is meant and
 * the others are left out; where none matches, only the fixed field is wrong.
 */
function onlyMeantVariants(faults: readonly Fault[]): Fault[] {
  const refused = new Set<string>();
  const seen = new Set<string>();
  for (const fault of faults) {
    const variant = variantOf(fault);
    if (variant === undefined) continue;
    seen.add(variant);
    if (fault.keyword === 'const') refused.add(variant);
  }
  const unions = new Map<string, boolean>();
  for (const variant of seen) {
    const union = unionOf(variant);
    unions.set(union, (unions.get(union) ?? false) || !refused.has(variant));
  }
  return faults.filter((fault) => {
    if (fault.keyword === 'anyOf') return ![...unions.keys()].includes(`${fault.schemaPath}/anyOf`);
    const variant = variantOf(fault);
    if (variant === undefined) return true;
    const someMatches = unions.get(unionOf(variant));
    return someMatches === true ? !refused.has(variant) : fault.keyword === 'const';
  });
}

/** `#/properties/market/anyOf/1` of a fault within it. */
function variantOf(fault: Fault): string | undefined {
  return /^.*\/anyOf\/\d+/.exec(fault.schemaPath)?.[0];
}

function unionOf(variant: string): string {
  return variant.replace(/\/\d+$/, '');
}

function describe(fault: Fault, schema: object): Problem[] {
  const field = dotted(fault.instancePath);
  switch (fault.keyword) {
    case 'required':
      return fault.params.requiredProperties
        .filter((name) => !hasDefault(at(schema, fault.schemaPath), name))
        .map((name) => ({ field: join(field, name), message: 'is missing' }));
    case 'additionalProperties':
      return fault.params.additionalProperties.map((name) => ({
        field: join(field, name),
        message: 'is not a field of this request',
      }));
    // The schema `false` of fields that are not known: said by `additionalProperties`.
    case 'boolean':
      return [];
    case 'enum':
      return [{ field, message: `must be one of ${fault.params.allowedValues.map(String).join(', ')}` }];
    case 'const':
      return [{ field, message: `cannot be this; ${String(fault.params.allowedValue)} is possible` }];
    case 'type':
      return [{ field, message: `must be ${article([fault.params.type].flat().join(' or '))}` }];
    case 'pattern':
      return [{ field, message: `has a form that is not allowed (${String(fault.params.pattern)})` }];
    default:
      return [{ field, message: fault.message }];
  }
}

/** Defaults are filled in only where the rest of a union's variant is right; until then they are not missing. */
function hasDefault(schema: unknown, name: string): boolean {
  const field = child(child(schema, 'properties'), name);
  return child(field, 'default') !== undefined;
}

/** The part of a schema that `#/properties/market/anyOf/0` points to. */
function at(schema: object, pointer: string): unknown {
  return pointer.split('/').slice(1).map(unescaped).reduce<unknown>(child, schema);
}

function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** `/market/symbol` → `market.symbol` (RFC 6901). */
function dotted(pointer: string): string {
  return pointer.split('/').slice(1).map(unescaped).join('.');
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
