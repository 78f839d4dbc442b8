/**
 * Which property a Tailwind class sets, for the classes that a caller of a part replaces. A general table of all of
 * Tailwind costs 9 KiB in the first script of every page; here two classes contradict each other when they have the
 * same name in this table, and what is not in it is only added.
 */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^-?(w|h|size|min-w|min-h|max-w|max-h|top|right|bottom|left|inset|z|gap(?!-[xy]-)|basis|order)-/, '$1'],
  [/^-?(p|px|py|pt|pr|pb|pl|m|mx|my|mt|mr|mb|ml|gap-x|gap-y|inset-x|inset-y)-/, '$1'],
  [/^-?(translate-x|translate-y|opacity|col-span|row-span|grid-cols|grid-rows|shadow)(-|$)/, '$1'],
  [/^(?:block|inline|inline-block|inline-flex|flex|grid|inline-grid|hidden|contents|table)$/, 'display'],
  [/^(?:static|fixed|absolute|relative|sticky)$/, 'position'],
  [/^text-(?:label|cell|body|touch|headline|hero)$/, 'font-size'],
  [/^text-(?:left|center|right|start|end)$/, 'text-align'],
  [/^text-(?!ellipsis|nowrap|wrap|balance|pretty|clip)/, 'color'],
  [/^font-(?:normal|medium|semibold)$/, 'font-weight'],
  [/^font-(?:sans|mono)$/, 'font-family'],
  [/^whitespace-/, 'white-space'],
  [/^(items|justify|self|content|place-items)-/, '$1'],
  [/^(overflow(?:-[xy])?)-/, '$1'],
  [/^rounded(?:-(?:box|control|tag|full|none))?$/, 'radius'],
  [/^bg-/, 'background'],
  [/^border-(?!(?:[xytrbl])(?:-|$)|\d|collapse|separate|spacing)/, 'border-color'],
  [/^(?:grow|grow-0)$/, 'grow'],
  [/^(?:shrink|shrink-0)$/, 'shrink'],
  [/^flex-(?:row|col|row-reverse|col-reverse)$/, 'direction'],
  [/^flex-(?:wrap|nowrap)$/, 'wrap'],
];

/** What a shorter word covers: `px-3` gives way to a later `p-0`, not to an earlier one. */
const COVERS: Readonly<Record<string, readonly string[]>> = {
  p: ['px', 'py', 'pt', 'pr', 'pb', 'pl'],
  px: ['pl', 'pr'],
  py: ['pt', 'pb'],
  m: ['mx', 'my', 'mt', 'mr', 'mb', 'ml'],
  mx: ['ml', 'mr'],
  my: ['mt', 'mb'],
  size: ['w', 'h'],
  gap: ['gap-x', 'gap-y'],
  inset: ['inset-x', 'inset-y', 'top', 'right', 'bottom', 'left'],
  overflow: ['overflow-x', 'overflow-y'],
};

/** Of classes that set the same property under the same condition, keeps the last one. */
export function mergeClasses(text: string): string {
  const taken = new Set<string>();
  const kept: string[] = [];
  for (const name of text.split(/\s+/).filter(Boolean).reverse()) {
    const { condition, group } = placeOf(name);
    if (group !== undefined) {
      if (taken.has(condition + group)) continue;
      for (const covered of [group, ...(COVERS[group] ?? [])]) taken.add(condition + covered);
    }
    kept.push(name);
  }
  return kept.reverse().join(' ');
}

const places = new Map<string, { condition: string; group: string | undefined }>();

/** `max-sm:h-11` is `h` under `max-sm:`. */
function placeOf(name: string): { condition: string; group: string | undefined } {
  let place = places.get(name);
  if (place === undefined) {
    const start = /^(?:[\w-]*(?:\[[^\]]*\])?(?:\/\w+)?:)*/.exec(name)?.[0].length ?? 0;
    const bare = name.slice(start);
    place = { condition: name.slice(0, start), group: groupOf(bare) };
    places.set(name, place);
  }
  return place;
}

function groupOf(bare: string): string | undefined {
  for (const [pattern, group] of GROUPS) {
    const match = pattern.exec(bare);
    if (match !== null) return group === '$1' ? match[1] : group;
  }
  return undefined;
}
