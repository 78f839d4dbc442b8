// Writes what is made from the routes of the instance: the OpenAPI document, the reference for people, and the types of
// the web app. `--check` writes nothing and fails when one of them is not what the routes say.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import openapiTypes, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import prettier from 'prettier';
import { buildServer } from '@mrmarket/instance/api/server';
import { openTestServices } from '@mrmarket/instance/api/testing/test-services';
import { apiReference } from './api-reference.ts';
import type { ApiDocument } from './api-reference.ts';

const root = dirname(import.meta.dirname);

/** The OpenAPI document of the instance's routes; nothing listens and nothing is kept. */
export async function describeInstance(): Promise<unknown> {
  const { services, close } = await openTestServices();
  try {
    const app = await buildServer(services, { host: '127.0.0.1', port: 0 });
    await app.ready();
    // Through JSON, as a client gets it.
    const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
    await app.close();
    return document;
  } finally {
    await close();
  }
}

/** Path from the root of the repository → content. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await describeInstance();
  const marked = { 'x-generated': 'by scripts/openapi.ts; do not edit', ...(document as object) };
  const path = 'docs/api/openapi.json';
  const options = (await prettier.resolveConfig(join(root, path))) ?? {};
  const types = await openapiTypes(document as OpenAPI3);
  return new Map([
    [path, await prettier.format(JSON.stringify(marked), { ...options, filepath: path })],
    ['docs/api/README.md', apiReference(document as ApiDocument)],
    ['apps/web/src/lib/api/schema.d.ts', `${COMMENT_HEADER}${astToString(types)}`],
  ]);
}

function differs(path: string, content: string): boolean {
  try {
    return readFileSync(join(root, path), 'utf8') !== content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

async function main(): Promise<void> {
  const changed = [...(await generatedFiles())].filter(([path, content]) => differs(path, content));
  if (process.argv.includes('--check')) {
    for (const [path] of changed)
      console.error(`${path} is not what the routes say; run: node scripts/openapi.ts`);
    process.exitCode = changed.length > 0 ? 1 : 0;
    return;
  }
  for (const [path, content] of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    console.log(`wrote ${path}`);
  }
}

if (import.meta.main) await main();
