import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { chunkGroups } from './chunk-groups.ts';
import { messageTables } from './message-tables.ts';
import { noServerData } from './no-server-data.ts';
import { pageFiles } from './page-files.ts';

export default defineConfig({
  build: {
    rolldownOptions: {
      treeshake: {
        // Svelte does not say that its files do nothing by being loaded: unused ones would stay.
        moduleSideEffects: [
          { test: /svelte\/src\/(reactivity|internal\/client\/dom)\//, sideEffects: false },
        ],
      },
    },
  },
  environments: {
    client: { build: { rolldownOptions: { output: { codeSplitting: { groups: chunkGroups() } } } } },
  },
  plugins: [
    tailwindcss(),
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/i18n/generated',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
    messageTables(),
    noServerData(),
    pageFiles(),
    sveltekit({
      // The few styles of single parts come with their scripts: a stylesheet is one more round trip.
      emitCss: false,
      adapter: adapter({ fallback: '200.html', precompress: true }),
      compilerOptions: {
        runes: true,
        // The other way, innerHTML, is parsed under Trusted Types anew for each part of a page.
        fragments: 'tree',
        // A region that scrolls has to be reachable by keyboard (WCAG 2.1.1), so it carries tabindex="0".
        warningFilter: (warning) => warning.code !== 'a11y_no_noninteractive_tabindex',
      },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:'],
          // 'self' covers the WebSocket of the same origin.
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'require-trusted-types-for': ['script'],
          'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url'],
        },
      },
    }),
  ],
});
