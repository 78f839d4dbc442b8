import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allChains } from '../src/chains/all.ts';
import { PLANTED_ERRORS } from './planted-errors.ts';

// That each of them is caught is what `npm run plant:drxa` shows; here, that the list is whole and up to date.

const src = join(import.meta.dirname, '../src');
const files = new Set(PLANTED_ERRORS.map(({ file }) => file));

describe('the errors to be planted', () => {
  it.each([...files])('in %s: each text stands there once, and changes', (file) => {
    const source = readFileSync(join(src, file), 'utf8');
    for (const entry of PLANTED_ERRORS.filter((one) => one.file === file)) {
      for (const [text, planted] of entry.errors) {
        expect(source.split(text).length - 1, text).toBe(1);
        expect(planted).not.toBe(text);
      }
    }
  });

  it('have tests to be caught by', () => {
    for (const { tests, errors } of PLANTED_ERRORS) {
      expect(errors).not.toHaveLength(0);
      expect(tests).not.toHaveLength(0);
      for (const test of tests) expect(existsSync(join(src, test)), test).toBe(true);
    }
  });

  it('are of every file that keys or addresses go through', () => {
    /** Types and lookups: nothing of a key or an address is computed there. */
    const without = ['chains/all.ts', 'chains/chain.ts', 'engine/engine.ts'];
    const codecs = globSync(
      ['chains/*.ts', 'encoding/*.ts', 'bip/*.ts', 'engine/*.ts', 'scheme*.ts', 'v0*.ts'],
      {
        cwd: src,
      },
    ).filter((file) => !file.endsWith('.test.ts') && !without.includes(file));
    expect(codecs.length).toBeGreaterThan(50);
    for (const file of codecs) expect(files, file).toContain(file);
    for (const file of ['root.ts', 'fields.ts', 'families.ts', 'sr25519.ts']) expect(files).toContain(file);
  });

  it('are of every chain', () => {
    const chains = PLANTED_ERRORS.flatMap(({ file, chains = [] }) => [
      ...chains,
      /^chains\/(.+)\.ts$/.exec(file)?.[1],
    ]);
    for (const { name } of allChains) expect(chains).toContain(name);
  });
});
