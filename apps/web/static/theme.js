// Before the first paint: the look that the user chose, so that a dark page does not flash white. The same is done by
// lib/state/theme.svelte.ts once the app runs. A file of its own, because the page allows no inline script.
(() => {
  const root = document.documentElement;
  let look = {};
  try {
    look = JSON.parse(localStorage.getItem('mrm-preferences') ?? '{}');
  } catch {
    // Storage may be refused or hold something else: the system's look will do.
  }
  const dark =
    look.theme === 'dark' || (look.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  root.dataset.palette = look.palette ?? 'default';
  root.dataset.density = look.density ?? 'comfortable';
  const locale = localStorage.getItem('PARAGLIDE_LOCALE');
  if (locale !== null) root.lang = locale;
})();
