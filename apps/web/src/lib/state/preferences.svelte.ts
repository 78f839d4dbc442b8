import { getContext, setContext } from 'svelte';
import { answer, api } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';
import { getLocale, setLocale } from '#lib/i18n/locale.ts';

export type Preferences = components['schemas']['Preferences'];

const STORED = 'mrm-preferences';
/** What was chosen before sign-in: it goes to the instance with the next session. */
const CHOSEN = 'mrm-preferences-chosen';

/** What holds before a user has chosen. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  palette: 'default',
  density: 'comfortable',
  currency: '',
  timeZone: 'UTC',
  locale: 'en',
  hideBalances: false,
};

/**
 * Look and habits of the user. The instance keeps them; a copy in local storage serves the first paint and the pages
 * before sign-in.
 */
export class PreferencesState {
  #current = $state.raw<Preferences>(stored());

  get current(): Preferences {
    return this.#current;
  }

  /** Takes what the instance has for the user who signed in, but for what they chose just before. */
  async load(): Promise<void> {
    const kept = await answer(api.GET('/api/me/preferences'));
    const chosen = read(CHOSEN);
    if (Object.keys(chosen).length === 0) {
      this.#keep(kept);
      return;
    }
    localStorage.removeItem(CHOSEN);
    this.#keep(await answer(api.PUT('/api/me/preferences', { body: { ...kept, ...chosen } })));
  }

  /** Shows a change at once and sends it; where the instance refuses it, the old value returns and the error is thrown. */
  async change(change: Partial<Preferences>): Promise<void> {
    const before = this.#current;
    this.#keep({ ...before, ...change });
    try {
      await answer(api.PUT('/api/me/preferences', { body: this.#current }));
    } catch (cause) {
      this.#keep(before);
      throw cause;
    }
  }

  /** Changes the copy of this browser: for pages without a session. */
  changeHere(change: Partial<Preferences>): void {
    localStorage.setItem(CHOSEN, JSON.stringify({ ...read(CHOSEN), ...change }));
    this.#keep({ ...this.#current, ...change });
  }

  #keep(next: Preferences): void {
    this.#current = next;
    localStorage.setItem(STORED, JSON.stringify(next));
    // The messages are compiled functions: another language is another page.
    if (next.locale !== getLocale()) setLocale(next.locale);
  }
}

function stored(): Preferences {
  return { ...defaultPreferences, ...read(STORED), locale: getLocale() };
}

/** What is stored there; nothing where storage was tampered with. */
function read(name: string): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}

const key = Symbol('preferences');

export function setPreferences(preferences: PreferencesState): PreferencesState {
  return setContext(key, preferences);
}

/** The preferences of this page. */
export function getPreferences(): PreferencesState {
  return getContext<PreferencesState>(key);
}
