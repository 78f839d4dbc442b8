import { MediaQuery } from 'svelte/reactivity';
import type { Preferences } from './preferences.svelte.ts';

const dark = new MediaQuery('prefers-color-scheme: dark', false);

/**
 * Puts the look on the root element. `app.html` does the same before the first paint, from the copy in local storage;
 * call this in an effect, so that it follows the preferences and the system.
 */
export function applyLook(look: Pick<Preferences, 'theme' | 'palette' | 'density'>): void {
  const root = document.documentElement;
  root.dataset['theme'] = look.theme === 'system' ? (dark.current ? 'dark' : 'light') : look.theme;
  root.dataset['palette'] = look.palette;
  root.dataset['density'] = look.density;
}
