import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const MESSAGES = resolve(import.meta.dirname, 'messages');
const BASE = 'en';
const TEXTS = '/src/lib/i18n/texts.ts';
const TABLE = 'virtual:texts/';
/** A module that Paraglide made of one message; a name that JavaScript keeps for itself has `_` before it. */
const MESSAGE = /\/i18n\/generated\/messages\/_?(\w+)\.js$/;

/** The light pages need the shell's texts alone; all others are drawn with those of all folders. */
type Part = 'shell' | 'all';

/** Those of the shell come first, so that a text has the same number in both tables. */
const foldersOf = (part: Part): string[] => {
  const pages = readdirSync(MESSAGES)
    .filter((folder) => folder !== 'shell')
    .sort();
  return part === 'shell' ? ['shell'] : ['shell', ...pages];
};

const filesOf = (part: Part, locale: string): string[] =>
  foldersOf(part).map((folder) => resolve(MESSAGES, folder, `${locale}.json`));

/**
 * The texts of one part in one language, by the name of the message.
 *
 * @throws Error for a text that is more than words and `{inputs}`: the tables know no plurals and no escapes
 */
function textsOf(part: Part, locale: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of filesOf(part, locale)) {
    const { $schema: _schema, ...said } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const [name, text] of Object.entries(said)) {
      if (typeof text !== 'string' || /[{}\\]/.test(text.replaceAll(/\{\w+\}/g, ''))) {
        throw new Error(`${file}: "${name}" may hold only words and {inputs}`);
      }
      texts.set(name, text);
    }
  }
  return texts;
}

/** The messages of a part in the order of their numbers, which is that of the base language. */
const namesOf = (part: Part): string[] => [...textsOf(part, BASE).keys()];

/**
 * Takes the texts out of the compiled messages, which hold all languages, and puts them into one table per part and
 * language: a page loads those of its own language alone. What is left of a message is its number.
 *
 * `virtual:texts/shell/ja` is such a table; its default export is the array of the texts.
 */
export function messageTables(): Plugin {
  return {
    name: 'message-tables',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(TABLE) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${TABLE}`)) return undefined;
      const [part, locale = BASE] = id.slice(TABLE.length + 1).split('/') as [Part, string?];
      for (const file of [...filesOf(part, BASE), ...filesOf(part, locale)]) this.addWatchFile(file);
      const texts = textsOf(part, locale);
      return `export default ${JSON.stringify(namesOf(part).map((name) => texts.get(name)))}`;
    },
    transform(_code, id) {
      const name = MESSAGE.exec(id)?.[1];
      if (name === undefined || id.endsWith('/_index.js')) return undefined;
      for (const file of filesOf('all', BASE)) this.addWatchFile(file);
      const number = namesOf('all').indexOf(name);
      if (number < 0) throw new Error(`${id}: no message of this name in ${MESSAGES}`);
      const code = `import { textOf } from '${TEXTS}';\nconst it = /* @__PURE__ */ textOf(${number});\nexport { it as "${name}" };`;
      return { code, map: null };
    },
  };
}
