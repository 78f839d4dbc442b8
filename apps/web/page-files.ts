import { dirname, relative, resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { CALLS_OF_ALL, CALLS_OF_PAGES, CALLS_OF_SHELL } from './first-calls.ts';

const ROUTES = resolve(import.meta.dirname, 'src/routes');
/** SvelteKit loads it with each page. */
const ERROR = resolve(ROUTES, '+error.svelte');
const SHELL = resolve(import.meta.dirname, 'src/lib/shell/shell.svelte');
/** Pages that say nothing but what the texts of the shell hold; see `lib/i18n/texts.ts`. */
const LIGHT = new Set(['/about', '/sign-in', '/claim']);
const TEXTS = '\0virtual:texts/';
/** What a page loads in any case, but not with its own script, by route: the end of the module's name. */
const ALWAYS_LATER: Readonly<Record<string, string>> = {
  // Checks the form, whose quotes are shown only then.
  '/market-making/new': '/typebox/build/schema/index.mjs',
};
/** The module that SvelteKit makes of a page or layout: its entry. */
const NODE = /\/nodes\/\d+\.js$/;

type Bundle = Rolldown.OutputBundle;

/** What a page begins with. */
interface PageFiles {
  /** Of SvelteKit, without groups: `/market-making/[id]`. */
  readonly route: string;
  readonly scripts: readonly string[];
  /** Says nothing but what the texts of the shell hold. */
  readonly light: boolean;
  /** What it asks the API once somebody is signed in; `[id]` is the route's parameter. */
  readonly calls: readonly string[];
}

/**
 * Writes `_app/page-files.json`: the scripts and the calls of the API that each page begins with. The instance names
 * them in the page it sends; a browser that learns of each from the one before waits for as many round trips.
 */
export function pageFiles(): Plugin {
  return {
    name: 'page-files',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_options, bundle) {
      const nodes = new Map<string, string>();
      for (const { facadeModuleId, fileName } of chunksOf(bundle)) {
        if (facadeModuleId === null || !NODE.test(facadeModuleId)) continue;
        for (const part of this.getModuleInfo(facadeModuleId)?.importedIds ?? []) nodes.set(part, fileName);
      }
      const pages: PageFiles[] = [];
      for (const file of nodes.keys()) {
        if (!file.endsWith('/+page.svelte')) continue;
        const route = routeOf(file);
        const later = ALWAYS_LATER[route];
        const scripts = withImports(
          [
            ...layoutsOf(file, nodes),
            nodes.get(file) ?? '',
            ...(later === undefined ? [] : [scriptOf(later, bundle)]),
          ],
          bundle,
        );
        pages.push({ route, scripts, light: LIGHT.has(route), calls: CALLS_OF_PAGES[route] ?? [] });
      }
      const source = JSON.stringify({
        pages,
        all: { scripts: withImports([nodes.get(ERROR) ?? ''], bundle), calls: CALLS_OF_ALL },
        signedIn: { scripts: withImports([scriptOf(SHELL, bundle)], bundle), calls: CALLS_OF_SHELL },
        texts: textsIn(bundle),
      });
      this.emitFile({ type: 'asset', fileName: '_app/page-files.json', source });
    },
  };
}

function* chunksOf(bundle: Bundle): Iterable<Rolldown.OutputChunk> {
  for (const file of Object.values(bundle)) if (file.type === 'chunk') yield file;
}

/** `src/routes/(app)/market-making/[id]/+page.svelte` is `/market-making/[id]`. */
function routeOf(page: string): string {
  const folders = relative(ROUTES, dirname(page)).split('/');
  return `/${folders.filter((it) => it !== '' && !it.startsWith('(')).join('/')}`;
}

function layoutsOf(page: string, nodes: ReadonlyMap<string, string>): string[] {
  return [...nodes]
    .filter(([file]) => file.endsWith('/+layout.svelte') && page.startsWith(`${dirname(file)}/`))
    .map(([, script]) => script);
}

/**
 * The script of a module, by the end of its name.
 *
 * @throws Error when nothing loads it by itself any more
 */
function scriptOf(module: string, bundle: Bundle): string {
  for (const { facadeModuleId, fileName } of chunksOf(bundle)) {
    if (facadeModuleId?.endsWith(module) === true) return fileName;
  }
  throw new Error(`${module} has no script of its own`);
}

/** The tables of texts, by part and language. */
function textsIn(bundle: Bundle): Record<string, Record<string, string>> {
  const tables: Record<string, Record<string, string>> = {};
  for (const { facadeModuleId, fileName } of chunksOf(bundle)) {
    if (facadeModuleId?.startsWith(TEXTS) !== true) continue;
    const [part = '', locale = ''] = facadeModuleId.slice(TEXTS.length).split('/');
    (tables[part] ??= {})[locale] = `/${fileName}`;
  }
  return tables;
}

/** The scripts and all they import, as paths of addresses. */
function withImports(scripts: readonly string[], bundle: Bundle): string[] {
  const found = new Set(scripts);
  for (const script of found) {
    const chunk = bundle[script];
    if (chunk?.type === 'chunk') for (const needed of chunk.imports) found.add(needed);
  }
  return [...found].map((script) => `/${script}`);
}
