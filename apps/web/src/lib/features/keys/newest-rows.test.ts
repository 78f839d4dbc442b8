import { describe, expect, it } from 'vitest';
import { PAGE, newestRows } from './newest-rows.ts';

/** A list of `count` rows, numbered from 1, and how often it was read. */
function listOf(count: number): { read: (after: number) => Promise<{ seq: number }[]>; reads: () => number } {
  let reads = 0;
  return {
    read: (after) => {
      reads += 1;
      const length = Math.max(0, Math.min(PAGE, count - after));
      return Promise.resolve(Array.from({ length }, (_, at) => ({ seq: after + at + 1 })));
    },
    reads: () => reads,
  };
}

describe('newestRows', () => {
  it.each([0, 1, 199, 200, 201, 202, 399, 400, 401, 1000, 4711, 1_000_000])('of %i rows', async (count) => {
    const { read, reads } = listOf(count);
    const rows = await newestRows(read);
    expect(rows.at(-1)?.seq ?? 0).toBe(count);
    expect(rows).toHaveLength(Math.min(count, PAGE));
    expect(reads()).toBeLessThan(60);
  });
});
