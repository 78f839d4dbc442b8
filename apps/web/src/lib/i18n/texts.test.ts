import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../..');
/** What is drawn with the texts of the shell alone: see `texts.ts`. */
const LIGHT = ['about/+page', 'sign-in/+page', 'claim/+page', '+layout', '+error'];

const shell = new Set(
  Object.keys(
    JSON.parse(readFileSync(resolve(SRC, '../messages/shell/en.json'), 'utf8')) as Record<string, string>,
  ),
);

/** The files of the app that a file imports, at once or later. */
function importsOf(file: string): string[] {
  const named = [...readFileSync(file, 'utf8').matchAll(/(?:from|import) ?\(?'((?:#lib|\.\.?)\/[^']+)'/g)];
  return named
    .map(([, path = '']) =>
      path.startsWith('#lib/') ? resolve(SRC, 'lib', path.slice(5)) : resolve(dirname(file), path),
    )
    .filter((path) => /\.(svelte|ts)$/.test(path) && existsSync(path));
}

function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of importsOf(file)) withImports(next, found);
  return found;
}

describe('P25: the texts come in two parts', () => {
  it.each(LIGHT)('routes/%s and all it imports say what is in messages/shell', (route) => {
    const files = [...withImports(resolve(SRC, `routes/${route}.svelte`))];
    const said = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bm\.(\w+)/g)].map(([, name = '']) => name),
    );
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((name) => !shell.has(name))).toEqual([]);
  });
});
