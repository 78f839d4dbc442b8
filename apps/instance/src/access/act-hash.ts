import { sha256 } from './tokens.ts';

/** A request that has to be confirmed. */
export interface Act {
  readonly method: string;
  /** As it is sent, with its query. */
  readonly path: string;
  /** As it is sent, before defaults are filled in; null or undefined without one. */
  readonly body: unknown;
}

/** SHA-256 of an act: the same whatever the order of fields in its body. */
export function actHash(act: Act): string {
  return sha256(canonicalJson({ method: act.method.toUpperCase(), path: act.path, body: act.body ?? null }));
}

/** JSON with the fields of each object in order (as RFC 8785, for values that came from JSON). */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`);
  return `{${fields.join(',')}}`;
}
