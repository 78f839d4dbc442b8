/** One value that differs. `path` is dotted; undefined means that it is not there. */
export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What differs between two values, leaf by leaf, in the order of the keys. Lists count as one value. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const old = leaves(before);
  const next = leaves(after);
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort();
  return paths
    .map((path) => ({ path, before: old.get(path), after: next.get(path) }))
    .filter((change) => change.before !== change.after);
}

function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === undefined) return into;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      leaves(inner, path === '' ? key : `${path}.${key}`, into);
    return into;
  }
  into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return into;
}
