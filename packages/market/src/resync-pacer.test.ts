import { describe, expect, it } from 'vitest';
import type { FeedOptions } from './feed.ts';
import { depth, liveFeed, SECOND, snapshot } from './feed-test-messages.ts';

describe('Feed, pace of resyncs', () => {
  /** Breaks a live feed and answers each request at once with a snapshot that is too old; returns the waits. */
  function waits(options: FeedOptions, count: number): number[] {
    const feed = liveFeed(options);
    let now = 0;
    depth(feed, now, [100, 110]);
    const found: number[] = [];
    for (let k = 0; k < count; k++) {
      found.push(feed.wantsSnapshotAtUs - now);
      now = feed.wantsSnapshotAtUs;
      feed.snapshotRequested(now);
      snapshot(feed, now, 50);
    }
    return found;
  }

  it('doubles the wait up to its maximum', () => {
    const options = { backoffUs: SECOND, backoffMaxUs: 10 * SECOND, maxSnapshotsPerMinute: 1000 };
    expect(waits(options, 6).map((us) => us / SECOND)).toEqual([1, 2, 4, 8, 10, 10]);
  });

  it('draws each wait between half and all of its step from the given source', () => {
    const draws = [0, 0.5, 0.999];
    const random = { next: () => draws.shift() ?? 0 };
    const options = { backoffUs: SECOND, backoffMaxUs: 10 * SECOND, maxSnapshotsPerMinute: 1000, random };
    expect(waits(options, 3)).toEqual([0.5 * SECOND, 1.5 * SECOND, 3.998 * SECOND]);
  });

  it('never asks more often than allowed in any minute', () => {
    const feed = liveFeed({ backoffUs: 1, backoffMaxUs: 1, maxSnapshotsPerMinute: 3 });
    const asked: number[] = [];
    let now = SECOND;
    depth(feed, now, [100, 110]);
    while (asked.length < 20) {
      now = feed.wantsSnapshotAtUs;
      feed.snapshotRequested(now);
      asked.push(now);
      snapshot(feed, now, 50);
    }
    for (let k = 3; k < asked.length; k++)
      expect(asked[k] - asked[k - 3]).toBeGreaterThanOrEqual(60 * SECOND);
  });

  it('starts with the shortest wait again after a good minute', () => {
    const options = { backoffUs: SECOND, settledUs: 60 * SECOND, maxSnapshotsPerMinute: 1000 };
    const feed = liveFeed(options);
    const breakAt = (now: number, id: number): number => {
      depth(feed, now, [id + 5, id + 5]);
      const wait = feed.wantsSnapshotAtUs - now;
      snapshot(feed, now, id + 5);
      depth(feed, now, [id + 6, id + 6]);
      return wait / SECOND;
    };
    expect(breakAt(10 * SECOND, 100)).toBe(1);
    expect(breakAt(20 * SECOND, 200)).toBe(2);
    expect(breakAt(85 * SECOND, 300)).toBe(1);
  });
});
