import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from './openapi.ts';

const root = dirname(import.meta.dirname);

it('keeps the OpenAPI document, the reference and the web app’s types as the routes are', async () => {
  const files = [...(await generatedFiles())];
  expect(files.map(([path]) => path)).toEqual([
    'docs/api/openapi.json',
    'docs/api/README.md',
    'apps/web/src/lib/api/schema.d.ts',
  ]);
  const stale = files.filter(([path, content]) => readFileSync(join(root, path), 'utf8') !== content);
  expect(stale.map(([path]) => `${path}: run node scripts/openapi.ts`)).toEqual([]);
});
