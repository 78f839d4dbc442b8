import type { Preferences } from '#lib/state/preferences.svelte.ts';

type Look = Pick<Preferences, 'theme' | 'palette' | 'density'>;

/** The look that the gallery's address asks for: `?theme=dark&palette=color-blind&density=dense`. */
export function lookOf(search: { get: (name: string) => string | null }): Look {
  const pick = <T extends string>(name: string, known: readonly [T, ...T[]]): T =>
    known.find((it) => it === search.get(name)) ?? known[0];
  return {
    theme: pick('theme', ['light', 'dark', 'system']),
    palette: pick('palette', ['default', 'color-blind', 'red-up']),
    density: pick('density', ['comfortable', 'dense']),
  };
}
