import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const NODE_ONLY = ['engine/node.ts', 'engine/native.ts'];

/** The package's own code, without comments: what is said there runs nowhere. */
const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({
    file,
    code: readFileSync(join(import.meta.dirname, file), 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/^\s*\/\/.*$/gm, ''),
  }));
const importsOf = (code: string): string[] =>
  [...code.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'/gm)].map(
    ([, from, bare]) => from ?? bare,
  );

describe('K10: the sources', () => {
  it('are found, with their imports', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap(({ code }) => importsOf(code)).length).toBeGreaterThan(200);
  });

  it.each(sources)('$file imports this package, noble and scure alone', ({ file, code }) => {
    for (const name of importsOf(code)) {
      if (NODE_ONLY.includes(file) && ['node:crypto', 'node:module'].includes(name)) continue;
      expect(name).toMatch(/^(\.{1,2}\/[\w./-]+\.ts|#engine|@(noble|scure)\/[\w./-]+)$/);
    }
  });

  it.each(sources)('$file imports nothing by name at run time, and calls no network', ({ code }) => {
    expect(code).not.toMatch(/\bimport\s*\(|\bimport\.meta\.resolve\b/);
    expect(code).not.toMatch(/\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeerConnection)\b/);
    expect(code).not.toMatch(/\b(process|Deno|Bun|localStorage|document|navigator)\b[.[]/);
    expect(code).not.toMatch(/\b(eval|Function)\s*\(|\bDate\.now\b|\bMath\.random\b|\bsetTimeout\b/);
  });

  it('load compiled code in one file', () => {
    const loaders = sources.filter(({ code }) => /\brequire\b/i.test(code)).map(({ file }) => file);
    expect(loaders).toEqual(['engine/native.ts']);
  });
});
