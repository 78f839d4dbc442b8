import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `_app/page-files.json` of the built console, which its build writes. */
interface PageFiles {
  readonly pages: readonly PageEntry[];
  readonly all: { readonly scripts: readonly string[]; readonly calls: readonly string[] };
  readonly signedIn: { readonly scripts: readonly string[]; readonly calls: readonly string[] };
  /** Addresses of the texts by part, which is `shell` for light pages and `all` for others, and by language. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface PageEntry {
  /** Its parameters stand in brackets: `/market-making/[id]`. */
  readonly route: string;
  readonly scripts: readonly string[];
  readonly calls: readonly string[];
  readonly light: boolean;
}

interface Reader {
  readonly signedIn: boolean;
  /** Header `Accept-Language`. */
  readonly languages: string | undefined;
}

/** Where the console's page names the calls that its first script makes. */
const CALLS = '<meta name="first-calls" content="" />';
/** A parameter that needs no escaping, neither in an address nor in HTML. */
const PLAIN = /^[\w.~-]+$/;

/**
 * Makes the page that is sent for an address: `200.html` plus what the page at that address begins with, its scripts
 * and its calls of the API. Without that a browser learns of each from the one before, a round trip each time.
 */
export class PageHead {
  readonly #html: string;
  readonly #files: PageFiles | undefined;

  /** @param webRoot folder of the built console */
  constructor(webRoot: string) {
    this.#html = readFileSync(join(webRoot, '200.html'), 'utf8');
    this.#files = readFiles(join(webRoot, '_app/page-files.json'));
  }

  /** The page for the path of an address; `200.html` as it is where nothing is known of it. */
  pageAt(path: string, reader: Reader): string {
    const files = this.#files;
    const found = files === undefined ? undefined : findPage(files.pages, path);
    if (files === undefined || found === undefined) return this.#html;
    const { page, parameters } = found;
    const locale = localeOf(reader.languages, Object.keys(files.texts['shell'] ?? {}));
    const { signedIn } = reader;
    const scripts = [
      files.texts[page.light ? 'shell' : 'all']?.[locale],
      ...files.all.scripts,
      ...page.scripts,
      ...(signedIn ? files.signedIn.scripts : []),
    ];
    const calls = [
      ...files.all.calls,
      ...(signedIn ? page.calls.map((call) => filled(call, parameters)) : []),
      ...(signedIn ? files.signedIn.calls : []),
    ];
    const links = [...new Set(scripts)]
      .filter((script) => script !== undefined && !this.#html.includes(script))
      .map((script) => `<link rel="modulepreload" href="${script ?? ''}">`);
    const named = [...new Set(calls.filter((call) => call !== undefined))].join(' ');
    return this.#html
      .replace(CALLS, `<meta name="first-calls" content="${named}" />`)
      .replace('</head>', `${links.join('')}</head>`);
  }
}

function readFiles(path: string): PageFiles | undefined {
  try {
    const files = JSON.parse(readFileSync(path, 'utf8')) as PageFiles;
    // A page of exactly this name comes before one with a parameter.
    const parameters = ({ route }: PageEntry): number => route.split('[').length;
    return { ...files, pages: files.pages.toSorted((a, b) => parameters(a) - parameters(b)) };
  } catch {
    return undefined;
  }
}

/** The page of a path, and its parameters by name; undefined for one that the console does not have. */
function findPage(
  pages: readonly PageEntry[],
  path: string,
): { readonly page: PageEntry; readonly parameters: ReadonlyMap<string, string> } | undefined {
  const asked = path.replace(/(?<=.)\/$/, '').split('/');
  for (const page of pages) {
    const parts = page.route.split('/');
    if (parts.length !== asked.length) continue;
    const parameters = new Map<string, string>();
    const same = parts.every((part, index) => {
      const value = asked[index] ?? '';
      if (!part.startsWith('[')) return part === value;
      parameters.set(part, value);
      return PLAIN.test(value);
    });
    if (same) return { page, parameters };
  }
  return undefined;
}

function filled(call: string, parameters: ReadonlyMap<string, string>): string {
  return call.replaceAll(/\[\w+\]/g, (name) => parameters.get(name) ?? '');
}

/** The language that the console will speak, unless another one was chosen in it. */
function localeOf(languages: string | undefined, known: readonly string[]): string {
  const wanted = (languages ?? '').split(',').map((tag) => tag.trim().split(/[-;]/)[0].toLowerCase());
  return wanted.find((tag) => known.includes(tag)) ?? 'en';
}
