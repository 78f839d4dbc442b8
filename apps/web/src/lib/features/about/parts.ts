/** What the console carries to the browser, with the license that each part asks to be named with. */
export const parts = [
  { name: 'Svelte, SvelteKit', license: 'MIT', href: 'https://svelte.dev' },
  { name: 'Tailwind CSS', license: 'MIT', href: 'https://tailwindcss.com' },
  { name: 'Bits UI', license: 'MIT', href: 'https://bits-ui.com' },
  { name: 'uPlot', license: 'MIT', href: 'https://github.com/leeoniya/uPlot' },
  { name: 'virtua', license: 'MIT', href: 'https://github.com/inokawa/virtua' },
  { name: 'uqr', license: 'MIT', href: 'https://github.com/unjs/uqr' },
  { name: 'openapi-fetch', license: 'MIT', href: 'https://openapi-ts.dev' },
  { name: 'TypeBox', license: 'MIT', href: 'https://github.com/sinclairzx81/typebox' },
  { name: 'SimpleWebAuthn', license: 'MIT', href: 'https://simplewebauthn.dev' },
  {
    name: 'clsx',
    license: 'MIT',
    href: 'https://github.com/lukeed/clsx',
  },
  { name: 'Paraglide JS', license: 'MIT', href: 'https://inlang.com/m/gerre34r/library-inlang-paraglideJs' },
  { name: 'Instrument Sans', license: 'SIL OFL 1.1', href: 'https://github.com/Instrument/instrument-sans' },
  { name: 'Geist Mono', license: 'SIL OFL 1.1', href: 'https://github.com/vercel/geist-font' },
] as const;
