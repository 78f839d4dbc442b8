import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';

const repository = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'drxa-'));
const dist = join(folder, 'node_modules/drxa');

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const scope of ['@noble', '@scure', 'micro-packed']) {
    symlinkSync(join(repository, 'node_modules', scope), join(folder, 'node_modules', scope));
  }
  build(dist);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

interface Manifest {
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<'#engine', Readonly<Record<string, string>>>>;
}
const manifest = (): Manifest => JSON.parse(readFileSync(join(dist, 'package.json'), 'utf8')) as Manifest;

describe('the package as npm gets it', () => {
  it('has JavaScript and types behind each of its exports', () => {
    const { exports, imports, private: kept } = manifest();
    expect(kept).toBeUndefined();
    const files = [...Object.values(exports), ...Object.values(imports['#engine'])].flatMap((file) =>
      globSync(file, { cwd: dist }),
    );
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) expect(existsSync(join(dist, file.replace(/\.js$/, '.d.ts')))).toBe(true);
    for (const name of Object.values(exports)) expect(globSync(name, { cwd: dist })).not.toEqual([]);
    expect(globSync('**/*.test.*', { cwd: dist })).toEqual([]);
  });

  it('names no TypeScript source', () => {
    for (const file of globSync('**/*.js', { cwd: dist })) {
      expect(readFileSync(join(dist, file), 'utf8')).not.toMatch(/from '[^']*\.ts'/);
    }
  });

  it('derives, as a program of its own', () => {
    const script = `
      import { createRoot } from 'drxa/root';
      import { ethereum } from 'drxa/chains/ethereum';
      import { solana } from 'drxa/chains/solana';
      const scope = createRoot(Uint8Array.from({ length: 32 }, (_, i) => i)).scope('wallet');
      const userId = '8a3c6134-a1de-467c-b2d3-075d138370a1';
      console.log(scope.address({ userId, chain: ethereum }), scope.address({ userId, chain: solana }));
    `;
    writeFileSync(join(folder, 'program.mjs'), script);
    expect(execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' }).trim()).toBe(
      '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C 8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1',
    );
  });
});
