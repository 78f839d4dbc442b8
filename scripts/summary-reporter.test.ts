import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

describe('SummaryReporter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'summary-reporter-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs Vitest on one test file; gives the lines on stdout from the first skipped test on. */
  function run(code: string, ...args: string[]): { status: number | null; tail: string[] } {
    writeFileSync(
      join(folder, 'sample.test.ts'),
      `import { beforeAll, describe, it } from 'vitest';\n${code}`,
    );
    const reporters = ['default', join(root, 'scripts/summary-reporter.ts')].map(
      (name) => `--reporter=${name}`,
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', `--root=${folder}`, ...reporters, ...args],
      { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    expect(stdout.endsWith('\n')).toBe(true);
    const lines = stdout.trimEnd().split('\n');
    const first = lines.findIndex((line) => line.startsWith('skipped: '));
    return { status, tail: first === -1 ? lines.slice(-1) : lines.slice(first) };
  }

  it('counts what passed and what failed', () => {
    const { status, tail } = run(
      `it('a', () => {}); it('b', () => {}); it('c', () => { throw new Error('x'); });`,
    );
    expect(tail).toEqual(['2 passed, 1 failed']);
    expect(status).toBe(1);
  });

  it('names each skipped test, and its reason where it gave one', () => {
    const { status, tail } = run(`
      it('a', () => {});
      it.skip('b', () => {});
      it('c', (test) => test.skip('no data'));
      it.todo('d');
      describe('e', { skip: true, meta: { skipReason: 'not here' } }, () => { it('f', () => {}); });
      describe.skip('g', () => { it('h', () => {}); });`);
    expect(tail).toEqual([
      'skipped: sample.test.ts > b',
      'skipped: sample.test.ts > c (no data)',
      'skipped: sample.test.ts > d (to be written)',
      'skipped: sample.test.ts > e > f (not here)',
      'skipped: sample.test.ts > g > h',
      '1 passed, 0 failed, 5 skipped',
    ]);
    expect(status).toBe(0);
  });

  it('does not count tests that -t left out', () => {
    const code = `
      it('F34 a', () => {});
      describe('F34', () => { it.skip('b', () => {}); });
      it('c', () => {});
      it.skip('d', () => {});`;
    expect(run(code, '-t', 'F34').tail).toEqual([
      'skipped: sample.test.ts > F34 > b',
      '1 passed, 0 failed, 1 skipped',
    ]);
    expect(run(code, '-t', 'nothing').tail).toEqual(['0 passed, 0 failed']);
  });

  it('counts a file that cannot be imported as failed', () => {
    const { status, tail } = run(`import './missing.ts'; it('a', () => {});`);
    expect(tail).toEqual(['0 passed, 1 failed']);
    expect(status).toBe(1);
  });

  it('counts a hook that throws, and the tests it kept from running, as failed', () => {
    const { status, tail } = run(`
      describe('a', () => { beforeAll(() => { throw new Error('x'); }); it('b', () => {}); });
      it('c', () => {});`);
    expect(tail).toEqual(['1 passed, 2 failed']);
    expect(status).toBe(1);
  });

  it('counts an error that no test caught as failed', () => {
    const { status, tail } = run(`
      it('a', () => new Promise((resolve) => { void Promise.reject(new Error('x')); setTimeout(resolve, 50); }));`);
    expect(tail).toEqual(['1 passed, 1 failed']);
    expect(status).toBe(1);
  });

  it('counts the tests of a process that died as failed', () => {
    const { status, tail } = run(`it('a', () => { process.kill(process.pid, 'SIGKILL'); });`);
    expect(tail[0]).toMatch(/^0 passed, [1-9]\d* failed$/);
    expect(status).toBe(1);
  });

  it('ends with the line when there is no test at all', () => {
    expect(run('').tail[0]).toMatch(/^0 passed, \d failed$/);
    expect(run('', 'no-such-file').tail).toEqual(['0 passed, 0 failed']);
  });
});
