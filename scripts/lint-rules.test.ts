import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { allowedImports } from './lint-rules.ts';

const root = resolve(import.meta.dirname, '..');
// The sample files do not exist, so the rules that need types are left out.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** Names of the rules that refuse a source text standing at a path of the repository. */
async function refusals(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

describe('import directions', () => {
  const direction = 'mrmarket/import-direction';

  it.each([
    ['packages/engine/src/sample.ts', `export * from '@mrmarket/market/order-book';`],
    ['packages/engine/src/sample.ts', `export * from '@mrmarket/strategy/pure-market-making/skew';`],
    ['packages/engine/src/deep/sample.ts', `export * from '../order.ts';`],
    ['packages/market/src/sample.test.ts', `export * from '@mrmarket/testkit/data-folder';`],
    ['apps/instance/src/sample.ts', `export * from '@mrmarket/backtest/runner';`],
    ['bench/src/sample.ts', `export * from '@mrmarket/testkit/data-folder';`],
    ['packages/engine/src/sample.ts', `export * from 'node:fs';`],
  ])('accepts in %s: %s', async (file, code) => {
    expect(await refusals(file, code)).toEqual([]);
  });

  it.each([
    ['an import against the arrows', 'packages/market/src/sample.ts', `import '@mrmarket/engine/order';`],
    ['a re-export', 'packages/engine/src/sample.ts', `export { run } from '@mrmarket/simulator/match';`],
    ['a re-export of all', 'packages/strategy/src/sample.ts', `export * from '@mrmarket/engine/order';`],
    ['a dynamic import', 'packages/engine/src/sample.ts', `await import('@mrmarket/backtest/runner');`],
    [
      'an import in a type',
      'packages/engine/src/sample.ts',
      `export type X = import('@mrmarket/backtest/runner').X;`,
    ],
    ['an app in a package', 'packages/backtest/src/sample.ts', `import '@mrmarket/instance/program';`],
    ['a sibling in drxa', 'packages/drxa/src/sample.ts', `import '@mrmarket/market/decimal';`],
    ['drxa in a package', 'packages/engine/src/sample.ts', `import 'drxa/root';`],
    ['an unknown package', 'apps/instance/src/sample.ts', `import '@mrmarket/unknown/file';`],
    ['the testkit outside tests', 'packages/market/src/sample.ts', `import '@mrmarket/testkit/data-folder';`],
    ['a package by its own name', 'packages/engine/src/sample.ts', `import '@mrmarket/engine/order';`],
    [
      'a relative path into a sibling',
      'packages/engine/src/sample.ts',
      `import '../../market/src/order-book.ts';`,
    ],
    [
      'a relative path into an app',
      'packages/engine/src/sample.ts',
      `import '../../../apps/instance/src/cli.ts';`,
    ],
  ])('refuses %s', async (_what, file, code) => {
    expect(await refusals(file, code)).toEqual([direction]);
  });

  it('agree with the dependencies in the package.json files', () => {
    const declared: Record<string, string[]> = {};
    for (const file of globSync('{apps/*,packages/*,testkit,bench}/package.json', { cwd: root })) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
        dependencies?: Record<string, string>;
      };
      declared[basename(dirname(file))] = Object.keys(dependencies)
        .filter((name) => name.startsWith('@mrmarket/') || name === 'drxa')
        .map((name) => name.replace('@mrmarket/', ''))
        .sort();
    }
    const allowed = Object.fromEntries(
      Object.entries(allowedImports).map(([name, siblings]) => [name, siblings.toSorted()]),
    );
    expect(declared).toEqual(allowed);
  });
});

describe('determinism', () => {
  const pure = ['market', 'strategy', 'engine', 'simulator', 'backtest'];

  it.each(pure)('refuses wall clocks and unseeded chance in %s', async (name) => {
    expect(existsSync(join(root, 'packages', name))).toBe(true);
    const file = `packages/${name}/src/sample.ts`;
    expect(await refusals(file, 'export const t = Date.now();')).toEqual(['no-restricted-properties']);
    expect(await refusals(file, 'export const t = performance.now();')).toEqual(['no-restricted-properties']);
    expect(await refusals(file, 'export const x = Math.random();')).toEqual(['no-restricted-properties']);
    expect(await refusals(file, 'export const t = new Date();')).toEqual(['no-restricted-syntax']);
    expect(await refusals(file, `export { randomInt } from 'node:crypto';`)).toEqual([
      'no-restricted-imports',
    ]);
  });

  it('accepts a date made from a given time, and hashes', async () => {
    expect(await refusals('packages/engine/src/sample.ts', 'export const t = new Date(0);')).toEqual([]);
    expect(await refusals('packages/engine/src/sample.ts', `export { hash } from 'node:crypto';`)).toEqual(
      [],
    );
  });

  it('leaves tests, apps and benchmarks alone', async () => {
    const code = 'export const t = performance.now();';
    expect(await refusals('packages/engine/src/sample.test.ts', code)).toEqual([]);
    expect(await refusals('apps/instance/src/sample.ts', code)).toEqual([]);
    expect(await refusals('bench/src/sample.ts', code)).toEqual([]);
  });
});

describe('output', () => {
  it('refuses console in packages and accepts it in apps', async () => {
    expect(await refusals('packages/engine/src/sample.ts', `console.log('');`)).toEqual(['no-console']);
    expect(await refusals('apps/instance/src/sample.ts', `console.log('');`)).toEqual([]);
  });
});
