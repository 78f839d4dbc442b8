import { getLocale } from './locale.ts';
import type { Locale } from './locale.ts';

type Table = Promise<{ readonly default: readonly string[] }>;

/** What is loaded for a language: the texts of the shell, or those and the texts of all pages, whose numbers follow. */
const tables: Record<Locale, readonly [shell: () => Table, all: () => Table]> = {
  en: [() => import('virtual:texts/shell/en'), () => import('virtual:texts/all/en')],
  zh: [() => import('virtual:texts/shell/zh'), () => import('virtual:texts/all/zh')],
  ja: [() => import('virtual:texts/shell/ja'), () => import('virtual:texts/all/ja')],
  ko: [() => import('virtual:texts/shell/ko'), () => import('virtual:texts/all/ko')],
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
  const [shell, all] = tables[getLocale()];
  const { default: loaded } = await (LIGHT.has(pathname) ? shell() : all());
  if (loaded.length > texts.length) texts = loaded;
}

/** The message of this number: a function from its inputs to the text. The build puts it in the place of each message. */
export function textOf(number: number): (inputs?: Readonly<Record<string, unknown>>) => string {
  return (inputs) =>
    (texts[number] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => String(inputs?.[name]));
}
