import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a browser loads. */
export interface BrowserBundle {
  readonly text: string;
  /** Bytes after gzip -9. */
  readonly gzip: number;
}

/** Bundles a module for browsers, as a web app's build does: what it imports and uses, minified. */
export async function browserBundle(source: string, resolveDir: string): Promise<BrowserBundle> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [{ text, contents }] = outputFiles;
  return { text, gzip: gzipSync(contents, { level: 9 }).length };
}
