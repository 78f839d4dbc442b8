import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startConsole } from './start-console.ts';
import type { Console } from './start-console.ts';

/** Building the console and installing a browser come before the first test of all. */
const LONGEST_START_MS = 600_000;

/**
 * One instance and one browser for the tests of a file. After each test its pages are closed, and none may have
 * complained about anything that the test did not expect.
 *
 * @example
 *   const served = useConsole();
 *   it('X1 …', async () => {
 *     const { page } = await served().open({ viewport: PHONE });
 *   });
 */
export function useConsole(options: { readonly claimed?: boolean } = {}): () => Console {
  let running: Console | undefined;
  beforeAll(async () => {
    running = await startConsole(options);
  }, LONGEST_START_MS);
  afterEach(async () => {
    expect(await running?.closePages()).toEqual([]);
  });
  afterAll(() => running?.close());
  return () => {
    if (running === undefined) throw new Error('the console runs from beforeAll on');
    return running;
  };
}
