import { describe, expect, it } from 'vitest';
import { Feed, FeedState } from './feed.ts';
import { depth, liveFeed, SECOND, snapshot, spot, twoSides, usdm } from './feed-test-messages.ts';
import { NO_ASK, NO_BID } from './order-book.ts';
import { Side } from './side.ts';

describe('Feed', () => {
  it('asks for a snapshot with the first diff, and is live once a diff has joined it', () => {
    const feed = new Feed(spot);
    expect([feed.state, feed.live, feed.wantsSnapshotAtUs]).toEqual([FeedState.Off, false, Infinity]);
    depth(feed, 7, [5, 10]);
    expect([feed.state, feed.wantsSnapshotAtUs]).toEqual([FeedState.Syncing, 7]);
    feed.snapshotRequested(7);
    snapshot(feed, 9, 10);
    expect([feed.live, feed.wantsSnapshotAtUs]).toEqual([false, Infinity]);
    depth(feed, 12, [11, 13], [[Side.Buy, 101, 1]]);
    expect([feed.state, feed.live, feed.lastId, feed.book.bestBid]).toEqual([FeedState.Live, true, 13, 101]);
  });

  it('takes a snapshot that nobody asked for, as recordings have them', () => {
    const feed = new Feed(spot);
    snapshot(feed, 0, 10);
    depth(feed, 1, [8, 10]);
    expect(feed.live).toBe(false);
    depth(feed, 2, [11, 11]);
    expect(feed.live).toBe(true);
  });

  it.each([
    // Binance spot: the first diff has U ≤ lastUpdateId + 1 ≤ u.
    ['spot', [90, 99], 'drops a diff that is old', { live: false, covered: 1, oldSnapshots: 0 }],
    [
      'spot',
      [95, 100],
      'drops a diff that ends with the snapshot',
      { live: false, covered: 1, oldSnapshots: 0 },
    ],
    ['spot', [95, 103], 'joins a diff that spans the snapshot', { live: true, covered: 0, oldSnapshots: 0 }],
    ['spot', [101, 103], 'joins a diff that begins after it', { live: true, covered: 0, oldSnapshots: 0 }],
    ['spot', [102, 103], 'finds the snapshot too old', { live: false, covered: 0, oldSnapshots: 1 }],
    // USD-M: U ≤ lastUpdateId ≤ u, or pu = lastUpdateId.
    ['usdm', [90, 99, 80], 'drops a diff that is old', { live: false, covered: 1, oldSnapshots: 0 }],
    [
      'usdm',
      [90, 100, 80],
      'joins a diff that ends with the snapshot',
      { live: true, covered: 0, oldSnapshots: 0 },
    ],
    [
      'usdm',
      [95, 110, 80],
      'joins a diff that spans the snapshot',
      { live: true, covered: 0, oldSnapshots: 0 },
    ],
    ['usdm', [105, 110, 100], 'joins a diff that names it', { live: true, covered: 0, oldSnapshots: 0 }],
    ['usdm', [101, 110, 99], 'finds the snapshot too old', { live: false, covered: 0, oldSnapshots: 1 }],
  ] as const)('F23 %s, snapshot 100, diff %j: %s', (product, ids, _, expected) => {
    for (const diffFirst of [true, false]) {
      const feed = new Feed(product === 'spot' ? spot : usdm);
      if (diffFirst) depth(feed, 0, ids);
      snapshot(feed, 1, 100);
      if (!diffFirst) depth(feed, 2, ids);
      expect({ live: feed.live, covered: feed.covered, oldSnapshots: feed.oldSnapshots }).toEqual(expected);
    }
  });

  it('F23 a snapshot clears levels that it does not have', () => {
    const feed = liveFeed();
    depth(feed, 1, [12, 12], [[Side.Buy, 101, 9]]);
    depth(feed, 2, [14, 14]);
    snapshot(feed, 3, 14);
    depth(feed, 4, [15, 15]);
    expect(feed.live).toBe(true);
    expect(feed.book.lotsAt(Side.Buy, 101)).toBe(0);
    expect(feed.book.bestBid).toBe(100);
  });

  it('F23 asks again for a snapshot older than the first waiting diff, and keeps the diffs', () => {
    const feed = new Feed(spot, { backoffUs: SECOND });
    depth(feed, 0, [20, 25], [[Side.Buy, 101, 1]]);
    feed.snapshotRequested(0);
    snapshot(feed, 10, 18);
    expect([feed.live, feed.oldSnapshots, feed.wantsSnapshotAtUs]).toEqual([false, 1, SECOND + 10]);
    feed.snapshotRequested(SECOND + 10);
    snapshot(feed, SECOND + 20, 19);
    expect([feed.live, feed.lastId, feed.book.bestBid]).toEqual([true, 25, 101]);
  });

  it('F23 further diffs do not put off the next request after an old snapshot', () => {
    const feed = new Feed(spot, { backoffUs: SECOND });
    depth(feed, 0, [20, 25]);
    snapshot(feed, 10, 18);
    for (let k = 1; k <= 5; k++) depth(feed, 10 + k, [25 + k, 25 + k]);
    expect([feed.oldSnapshots, feed.wantsSnapshotAtUs]).toEqual([1, SECOND + 10]);
  });

  it('F21 a gap among the waiting diffs: what is before it is dropped, what is after it waits on', () => {
    const feed = new Feed(spot);
    for (const ids of [
      [11, 12],
      [13, 14],
      [20, 21],
    ] as const) {
      depth(feed, 0, ids, [[Side.Buy, 101, ids[0]]]);
    }
    snapshot(feed, 1, 12);
    expect([feed.live, feed.gaps, feed.book.bestBid]).toEqual([false, 1, NO_BID]);
    snapshot(feed, 2, 13);
    expect([feed.live, feed.gaps, feed.oldSnapshots]).toEqual([false, 1, 1]);
    snapshot(feed, 3, 19);
    expect([feed.live, feed.lastId, feed.book.lotsAt(Side.Buy, 101)]).toEqual([true, 21, 20]);
  });

  it('F22 diffs that came twice while waiting are dropped and counted', () => {
    const feed = new Feed(spot);
    depth(feed, 0, [11, 12], [[Side.Buy, 101, 1]]);
    depth(feed, 0, [11, 12], [[Side.Buy, 101, 7]]);
    depth(feed, 0, [13, 13]);
    snapshot(feed, 1, 10);
    expect([feed.live, feed.lastId, feed.duplicates, feed.book.lotsAt(Side.Buy, 101)]).toEqual([
      true,
      13,
      1,
      1,
    ]);
  });

  it('F21 a gap makes it stale within the message that shows it, and shows no book', () => {
    const feed = liveFeed();
    depth(feed, 5, [13, 14], [[Side.Buy, 101, 1]]);
    expect([feed.live, feed.state, feed.gaps, feed.resyncs]).toEqual([false, FeedState.Stale, 1, 1]);
    expect(feed.reason).toBe('gap: depth message 13 to 14 does not follow 11');
    expect([feed.book.bestBid, feed.book.bestAsk]).toEqual([NO_BID, NO_ASK]);
    feed.snapshotRequested(feed.wantsSnapshotAtUs);
    expect(feed.state).toBe(FeedState.Syncing);
    // The message that showed the gap was kept and joins the new snapshot.
    snapshot(feed, SECOND, 12);
    expect([feed.live, feed.lastId, feed.book.bestBid]).toEqual([true, 14, 101]);
  });

  it('F22 drops and counts what comes twice or late', () => {
    const feed = liveFeed();
    depth(feed, 1, [12, 15], [[Side.Buy, 101, 1]]);
    depth(feed, 2, [12, 15], [[Side.Buy, 101, 7]]);
    depth(feed, 3, [11, 11], [[Side.Buy, 100, 9]]);
    expect([feed.live, feed.duplicates, feed.lastId]).toEqual([true, 2, 15]);
    expect(feed.book.lotsAt(Side.Buy, 101)).toBe(1);
    expect(feed.book.lotsAt(Side.Buy, 100)).toBe(5);
  });

  it('F22 trades that come twice are dropped and counted', () => {
    const feed = liveFeed();
    expect(feed.onTrade(1, 500, 1, 101, 3, Side.Buy)).toBe(true);
    expect(feed.onTrade(2, 500, 1, 101, 3, Side.Buy)).toBe(false);
    expect([feed.tape.count, feed.tape.duplicates]).toEqual([1, 1]);
  });

  it.each([
    ['above', 103],
    ['at', 102],
  ])('F27 a bid %s the ask after a message: not live within it', (_, tick) => {
    const feed = liveFeed();
    depth(feed, 1, [12, 12], [[Side.Buy, tick, 1]]);
    expect([feed.live, feed.crossings]).toEqual([false, 1]);
    expect(feed.reason).toBe(`crossed: bid ${tick} at or above ask 102 after 12`);
    expect(feed.book.bestBid).toBe(NO_BID);
  });

  it('F27 sides that overlap only inside a message are no fault', () => {
    const feed = liveFeed();
    depth(
      feed,
      1,
      [12, 12],
      [
        [Side.Buy, 102, 1],
        [Side.Sell, 102, 0],
        [Side.Sell, 103, 4],
      ],
    );
    expect([feed.live, feed.book.bestBid, feed.book.bestAsk]).toEqual([true, 102, 103]);
  });

  it('F27 a crossed snapshot is of no use, whatever the next diff would make of it', () => {
    const feed = new Feed(spot);
    snapshot(feed, 1, 10, [
      [Side.Buy, 103, 5],
      [Side.Sell, 102, 5],
    ]);
    depth(feed, 2, [11, 11], [[Side.Buy, 103, 0]]);
    expect([feed.live, feed.crossings, feed.book.bestBid]).toEqual([false, 1, NO_BID]);
    expect(feed.wantsSnapshotAtUs).toBeGreaterThan(1);
  });

  it('F24 depth that stops is a stale book, even while trades and best-bid/ask records go on', () => {
    const feed = liveFeed();
    for (let s = 1; s <= 3; s++) {
      feed.onTrade(s * SECOND, s, s * SECOND, 101, 1, Side.Buy);
      feed.checkSilence(s * SECOND);
    }
    expect(feed.live).toBe(true);
    feed.onBestBidAsk(3 * SECOND, 11, 100, 5, 102, 5);
    feed.checkSilence(3 * SECOND + 1000);
    expect([feed.live, feed.silences]).toEqual([false, 1]);
    expect(feed.reason).toBe('silent: no depth message for 3001 ms');
  });

  it('F24 duplicates are no sign of life', () => {
    const feed = liveFeed({ silenceUs: SECOND });
    depth(feed, SECOND - 1, [11, 11]);
    feed.checkSilence(SECOND + 1);
    expect(feed.live).toBe(false);
  });

  it('drops a snapshot that comes while it is live', () => {
    const feed = liveFeed();
    snapshot(feed, 1, 50, [[Side.Buy, 90, 1]]);
    expect([feed.live, feed.unusedSnapshots, feed.lastId, feed.book.bestBid]).toEqual([true, 1, 11, 100]);
  });

  it('starts over after a disconnect', () => {
    const feed = liveFeed();
    feed.disconnected();
    expect([feed.live, feed.state, feed.reason]).toEqual([false, FeedState.Off, 'disconnected']);
    depth(feed, SECOND, [40, 41]);
    expect([feed.state, feed.wantsSnapshotAtUs]).toEqual([FeedState.Syncing, SECOND]);
  });

  it('asks again when no answer comes', () => {
    const feed = new Feed(spot, { answerUs: 2 * SECOND });
    depth(feed, 0, [5, 10]);
    feed.snapshotRequested(0);
    expect(feed.wantsSnapshotAtUs).toBe(2 * SECOND);
  });

  it('gives up a buffer that grows too long, and starts a new one', () => {
    const feed = new Feed(spot, { maxBufferedLevels: 4 });
    depth(feed, 0, [1, 2], twoSides);
    depth(feed, 1, [3, 4], twoSides);
    depth(feed, 2, [5, 6], twoSides);
    expect([feed.overflows, feed.resyncs, feed.live]).toEqual([1, 1, false]);
    depth(feed, 3, [7, 8], [[Side.Buy, 101, 2]]);
    snapshot(feed, 4, 7);
    expect([feed.live, feed.lastId, feed.book.bestBid]).toEqual([true, 8, 101]);
  });

  it('hides own orders in every book it will ever show', () => {
    const feed = liveFeed();
    feed.book.hideOwn(Side.Buy, 100, 2);
    depth(feed, 1, [13, 14]);
    snapshot(feed, 2, 14);
    depth(feed, 3, [15, 15]);
    expect([feed.live, feed.book.lotsAt(Side.Buy, 100)]).toEqual([true, 3]);
  });
});
