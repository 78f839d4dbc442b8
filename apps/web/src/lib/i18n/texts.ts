import { getLocale } from './locale.ts';
import type { Locale } from './locale.ts';

type Table = Promise<{ readonly default: readonly string[] }>;

/** What is loaded for a language: the texts of the shell, and those of all other pages, whose numbers follow. */
const tables: Record<Locale, readonly [shell: () => Table, pages: () => Table]> = {
  en: [() => import('virtual:texts/shell/en'), () => import('virtual:texts/pages/en')],
  zh: [() => import('virtual:texts/shell/zh'), () => import('virtual:texts/pages/zh')],
  ja: [() => import('virtual:texts/shell/ja'), () => import('virtual:texts/pages/ja')],
  ko: [() => import('virtual:texts/shell/ko'), () => import('virtual:texts/pages/ko')],
};
/** The pages that say nothing but what the shell's texts hold. */
const LIGHT = new Set(['/about', '/sign-in', '/claim']);

let texts: readonly string[] = [];

/**
 * Loads what the page at a path says, in the language of this browser; at once where it is loaded already. The app
 * draws nothing before.
 *
 * @throws TypeError when the instance does not answer
 */
export async function loadTexts(pathname: string): Promise<void> {
  const [shell, pages] = tables[getLocale()];
  const loaded = await Promise.all(LIGHT.has(pathname) ? [shell()] : [shell(), pages()]);
  const all = loaded.flatMap((table) => table.default);
  if (all.length > texts.length) texts = all;
}

/** The message of this number: a function from its inputs to the text. The build puts it in the place of each message. */
export function textOf(number: number): (inputs?: Readonly<Record<string, unknown>>) => string {
  return (inputs) =>
    (texts[number] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => String(inputs?.[name]));
}
