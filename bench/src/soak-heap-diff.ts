/** Objects of one constructor (or kind, where it is no object) in a heap snapshot. */
export interface HeapKind {
  readonly count: number;
  /** Of themselves, without what they hold. */
  readonly bytes: number;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Kinds whose names are their contents: a row for each would be a list of all strings. */
const BY_TYPE = new Set([
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'bigint',
  'symbol',
  'regexp',
]);

/** Counts a snapshot of V8 by constructor. */
export function summarizeHeap(text: string): Map<string, HeapKind> {
  const { snapshot, nodes, strings } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const kinds = new Map<string, { count: number; bytes: number }>();
  for (let i = 0; i < nodes.length; i += fields.length) {
    const of = types[0][nodes[i + type]];
    const key = BY_TYPE.has(of) ? `(${of})` : `${strings[nodes[i + name]].slice(0, 60)} (${of})`;
    const kind = kinds.get(key) ?? { count: 0, bytes: 0 };
    kind.count += 1;
    kind.bytes += nodes[i + size];
    kinds.set(key, kind);
  }
  return kinds;
}

/** What has become more between two snapshots, most bytes first. */
export function diffHeaps(
  before: ReadonlyMap<string, HeapKind>,
  after: ReadonlyMap<string, HeapKind>,
): { readonly kind: string; readonly count: number; readonly bytes: number }[] {
  return [...after]
    .map(([kind, { count, bytes }]) => ({
      kind,
      count: count - (before.get(kind)?.count ?? 0),
      bytes: bytes - (before.get(kind)?.bytes ?? 0),
    }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}
