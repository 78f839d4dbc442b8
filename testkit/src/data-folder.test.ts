import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFile, dataFolder, hasData } from './data-folder.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the folder of recorded data', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is MRM_DATA, or ../shared/data beside the repository', () => {
    vi.stubEnv('MRM_DATA', undefined);
    expect(dataFolder()).toBe(resolve(root, '../shared/data'));
    vi.stubEnv('MRM_DATA', '/recorded');
    expect(dataFile('spot.gz')).toBe('/recorded/binance-l2/spot.gz');
    expect(hasData('spot.gz')).toBe(false);
    expect(hasData()).toBe(true);
  });
});

describe('tests that read recorded data', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'data/binance-l2'), { recursive: true });
    writeFileSync(
      join(folder, 'sample.test.ts'),
      `import { it } from 'vitest';
       import { describeWithData, itWithData } from ${JSON.stringify(join(import.meta.dirname, 'data-folder.ts'))};
       itWithData('one', ['a.gz'], () => {});
       describeWithData('two', ['a.gz', 'b.gz'], () => { it('three', () => {}); });`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the sample in a process of its own; gives the end of its output. */
  function run(required: '0' | '1'): string {
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        `--root=${folder}`,
        `--reporter=${join(root, 'scripts/summary-reporter.ts')}`,
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, MRM_DATA: join(folder, 'data'), MRM_REQUIRE_DATA: required, NO_COLOR: '1' },
      },
    );
    return stdout;
  }

  it('are skipped by name and reason without it', () => {
    writeFileSync(join(folder, 'data/binance-l2/a.gz'), '');
    const where = join(folder, 'data/binance-l2');
    expect(run('0')).toBe(
      `skipped: sample.test.ts > two > three (recorded data not found: b.gz in ${where}; set MRM_DATA)\n` +
        '1 passed, 0 failed, 1 skipped\n',
    );
  });

  it('fail without it where it is required', () => {
    expect(run('1')).toBe('0 passed, 2 failed\n');
  });

  it('run with it', () => {
    writeFileSync(join(folder, 'data/binance-l2/a.gz'), '');
    writeFileSync(join(folder, 'data/binance-l2/b.gz'), '');
    expect(run('1')).toBe('2 passed, 0 failed\n');
  });
});
