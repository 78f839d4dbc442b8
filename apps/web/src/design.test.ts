import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every source of the console that draws something, with its text. */
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|css|ts)$/.test(name) && !/generated|schema\.d\.ts|\.test\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));
const components = sources.filter(({ name }) => name.endsWith('.svelte'));

/** Where a pattern occurs: `file: text`. */
const breaches = (pattern: RegExp, among = sources): string[] =>
  among.flatMap(({ name, text }) => [...text.matchAll(pattern)].map((match) => `${name}: ${match[0]}`));

const PALETTE =
  /\b(?:bg|text|border|ring|fill|stroke|from|to|via|outline|accent|decoration|divide|shadow)-(?:slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose|black|white)(?:-\d+)?\b/g;

describe('P10: the console keeps to its own design', () => {
  it('has sources to look at', () => {
    expect(components.length).toBeGreaterThan(60);
  });

  it('uses semantic colors: no palette classes, no hex, no dark:', () => {
    expect(breaches(PALETTE)).toEqual([]);
    expect(
      breaches(
        /#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b(?![-\w])/gi,
        sources.filter(({ name }) => /svelte$|css$/.test(name)),
      ),
    ).toEqual([]);
    expect(breaches(/\bdark:/g)).toEqual([]);
  });

  it('uses gap, not space between', () => {
    expect(breaches(/\bspace-[xy]-\d/g)).toEqual([]);
  });

  it('is Svelte 5: no $:, export let, slots, on: or stores', () => {
    const old = [
      /^\s*\$:/gm,
      /\bexport let\b/g,
      /<slot\b/g,
      /\son:[a-z]+/g,
      /from 'svelte\/store'/g,
      /createEventDispatcher/g,
      /from '\$app\/stores'/g,
    ];
    expect(old.flatMap((pattern) => breaches(pattern, components))).toEqual([]);
  });

  it('asks the API through the client only', () => {
    expect(breaches(/\bfetch\(/g, components)).toEqual([]);
  });
});
