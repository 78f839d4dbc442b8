import { resolve } from 'node:path';
import type { Rolldown } from 'vite';

/** What a page needs that shows nothing of the shell: the root layout and the pages before sign-in. */
const LIGHT = [
  'hooks.client.ts',
  'routes/+layout.svelte',
  'routes/+layout.ts',
  'routes/+error.svelte',
  'routes/about/+page.svelte',
  'routes/claim/+page.svelte',
  'routes/sign-in/+page.svelte',
].map((path) => resolve(import.meta.dirname, 'src', path));
/** Parts that fewer pages than this share stay with those pages: with the others they would only weigh. */
const COMMON_SHARE = 5;
const SHELL = [resolve(import.meta.dirname, 'src/lib/shell/shell.svelte')];
/** The same for what only pages inside of the shell need. */
const PAGES_SHARE = 7;

type Graph = Pick<Rolldown.PluginContext, 'getModuleInfo'>;

/**
 * Which modules go into one file. On a slow line each file costs a round trip on one of six connections and nearly a
 * kilobyte of headers, and thirty small files compress to a sixth more than one. So what the light pages share is one
 * file, what the shell shares with its pages another, and what most of those pages share a third.
 */
export function chunkGroups(): Rolldown.CodeSplittingGroup[] {
  let light: ReadonlySet<string> | undefined;
  let framed: ReadonlySet<string> | undefined;
  return [
    // SvelteKit's entry sets its version and paths before the rest of it loads, which reads them at once. So what the
    // entry itself needs stays out of the common file: a page that is missing would reload for ever.
    {
      name: 'start',
      test: /kit\/src\/runtime\/client\/payload|vite\/preload-helper|^\0rolldown\/runtime/,
      priority: 1,
    },
    {
      name: (id, graph) => ((light ??= reachedFrom(LIGHT, graph)).has(id) ? 'common' : null),
      minShareCount: COMMON_SHARE,
    },
    {
      name: (id, graph) => ((framed ??= reachedFrom(SHELL, graph)).has(id) ? 'frame' : null),
      minShareCount: 2,
    },
    { name: 'pages', minShareCount: PAGES_SHARE },
  ];
}

/** The modules that `roots` need at once: what they load later is left out. */
function reachedFrom(roots: readonly string[], graph: Graph): ReadonlySet<string> {
  const reached = new Set(roots);
  for (const id of reached)
    for (const needed of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(needed);
  return reached;
}
