import { loadTexts } from '#lib/i18n/texts.ts';

/** Runs before the first page is drawn. */
export const init = (): Promise<void> => loadTexts(location.pathname);
