import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimedQueue } from './timed-queue.ts';

describe('TimedQueue', () => {
  it('is empty at first', () => {
    const queue = new TimedQueue<string>();
    expect(queue.nextUs).toBe(Infinity);
    expect(() => queue.take()).toThrow(RangeError);
  });

  it('hands out by time, and within one time in the order of arrival', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(20), fc.constant('take' as const)), { maxLength: 400 }),
        (operations) => {
          const queue = new TimedQueue<number>();
          let waiting: { atUs: number; item: number }[] = [];
          operations.forEach((operation, item) => {
            if (operation !== 'take') {
              queue.add(operation, item);
              waiting.push({ atUs: operation, item });
              return;
            }
            if (waiting.length === 0) return;
            const due = Math.min(...waiting.map(({ atUs }) => atUs));
            const first = waiting.find(({ atUs }) => atUs === due);
            expect(queue.nextUs).toBe(due);
            expect(queue.take()).toBe(first?.item);
            waiting = waiting.filter((entry) => entry !== first);
          });
          expect(queue.nextUs).toBe(Math.min(...waiting.map(({ atUs }) => atUs)));
        },
      ),
      { numRuns: 3_000, seed: 20240808 },
    );
  });
});
