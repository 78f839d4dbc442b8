import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const repositoryRoot = resolve(import.meta.dirname, '../..');

/**
 * Folder of the recorded market data: `MRM_DATA`, or `../shared/data` beside the repository. A relative
 * `MRM_DATA` starts at the repository's root.
 */
export function dataFolder(): string {
  return resolve(repositoryRoot, process.env.MRM_DATA ?? '../shared/data');
}

/** Path of one recorded order-book file, e.g. `dataFile('spot_btcusdt_20240808.gz')`. It may not exist. */
export function dataFile(file: string): string {
  return join(dataFolder(), 'binance-l2', file);
}

/** Whether every named recorded file is there. */
export function hasData(...files: string[]): boolean {
  return missing(files).length === 0;
}

/**
 * A test that reads recorded files. Without them it is skipped by name, or fails where `MRM_REQUIRE_DATA=1`.
 *
 * @example
 * itWithData('F12 rebuilds the book', ['spot_btcusdt_20240808.gz'], async () => { … });
 */
export function itWithData(name: string, files: string[], run: () => unknown, timeout?: number): void {
  const skipReason = howToGet(files);
  if (hasData(...files)) it(name, run, timeout);
  else if (dataIsRequired()) it(name, () => expect.fail(skipReason));
  else it(name, { skip: true, meta: { skipReason } }, run);
}

/** A suite whose tests read recorded files; the same rules as {@link itWithData} for each of its tests. */
export function describeWithData(name: string, files: string[], define: () => void): void {
  const skipReason = howToGet(files);
  if (hasData(...files)) describe(name, define);
  else if (dataIsRequired()) describe(name, () => it('has its recorded data', () => expect.fail(skipReason)));
  else describe(name, { skip: true, meta: { skipReason } }, define);
}

function dataIsRequired(): boolean {
  return process.env.MRM_REQUIRE_DATA === '1';
}

function missing(files: string[]): string[] {
  return files.filter((file) => !existsSync(dataFile(file)));
}

function howToGet(files: string[]): string {
  return `recorded data not found: ${missing(files).join(', ')} in ${join(dataFolder(), 'binance-l2')}; set MRM_DATA`;
}
