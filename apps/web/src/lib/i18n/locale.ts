export type Locale = 'en' | 'zh' | 'ja' | 'ko';

const LOCALES: readonly Locale[] = ['en', 'zh', 'ja', 'ko'];
/** `app.html` reads it too. */
const STORED = 'PARAGLIDE_LOCALE';

const known = (tag: string | null): Locale | undefined =>
  LOCALES.find((it) => it === tag?.split('-')[0]?.toLowerCase());

function find(): Locale {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORED);
  } catch {
    // A browser may refuse storage: then the one that it prefers holds.
  }
  return [stored, ...navigator.languages].map(known).find((it) => it !== undefined) ?? 'en';
}

let current: Locale | undefined;

/** The language of this page: the one chosen in this browser, else the first that the browser asks for and we speak. */
export function getLocale(): Locale {
  current ??= find();
  return current;
}

/** Keeps the language for this browser and loads the page anew in it. */
export function setLocale(locale: Locale): void {
  localStorage.setItem(STORED, locale);
  location.reload();
}
