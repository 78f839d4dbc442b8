import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed, FeedState, type FeedOptions } from './feed.ts';
import { knownInstrument } from './known-instruments.ts';
import type { Levels } from './levels.ts';
import { NO_ASK, NO_BID, OrderBook } from './order-book.ts';
import { Side } from './side.ts';

const spot = knownInstrument('binance', 'spot', 'BTCUSDT');
const usdm = knownInstrument('binance', 'usdm', 'BTCUSDT');
const SECOND = 1_000_000;

type Row = readonly [side: Side, tick: number, lots: number];

function columns(rows: readonly Row[]): Levels {
  return {
    side: Uint8Array.from(rows, ([side]) => side),
    tick: Int32Array.from(rows, ([, tick]) => tick),
    lots: Float64Array.from(rows, ([, , lots]) => lots),
  };
}

const twoSides: Row[] = [
  [Side.Buy, 100, 5],
  [Side.Sell, 102, 5],
];

function snapshot(feed: Feed, nowUs: number, lastId: number, rows: readonly Row[] = twoSides): void {
  feed.onSnapshot(nowUs, lastId, nowUs, columns(rows), 0, rows.length);
}

/** A depth message; on USD-M it names `previousId`, on spot it begins right after it. */
function depth(
  feed: Feed,
  nowUs: number,
  ids: readonly [first: number, last: number, previous?: number],
  rows: readonly Row[] = [],
): void {
  const [first, last, previous = first - 1] = ids;
  feed.onDepth(nowUs, first, last, previous, nowUs, columns(rows), 0, rows.length);
}

function liveFeed(options: FeedOptions = {}): Feed {
  const feed = new Feed(spot, options);
  depth(feed, 0, [5, 10]);
  feed.snapshotRequested(0);
  snapshot(feed, 0, 10);
  depth(feed, 0, [11, 11]);
  expect(feed.live).toBe(true);
  return feed;
}

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

describe('Feed, cross check with the best-bid/ask stream', () => {
  it('is matched by update id, whichever comes first', () => {
    const feed = liveFeed();
    // Early: records up to 14 are there before the depth message that ends with 13.
    feed.onBestBidAsk(1, 11, 100, 5, 102, 5);
    feed.onBestBidAsk(1, 13, 101, 1, 102, 5);
    feed.onBestBidAsk(1, 14, 101, 2, 102, 5);
    depth(feed, 2, [12, 13], [[Side.Buy, 101, 1]]);
    // Late: only a record with id ≥ 15 shows that none ≤ 15 is missing.
    depth(feed, 3, [14, 15], [[Side.Buy, 101, 2]]);
    expect(feed.topCheck.compared).toBe(1);
    feed.onBestBidAsk(4, 16, 101, 3, 102, 5);
    expect([feed.topCheck.compared, feed.topCheck.different]).toEqual([2, 0]);
  });

  it('forgives single differences, as in bursts that skip ids, and leaves at the third in a row', () => {
    const feed = liveFeed({ maxTopDifferences: 3 });
    for (let id = 12; id <= 15; id++) {
      feed.onBestBidAsk(1, id, 100, id === 14 ? 5 : 99, 102, 5);
      depth(feed, 1, [id, id]);
    }
    expect([feed.live, feed.topCheck.different, feed.topCheck.inARow]).toEqual([true, 3, 1]);
    for (let id = 16; id <= 17; id++) {
      feed.onBestBidAsk(1, id, 100, 99, 102, 5);
      depth(feed, 1, [id, id]);
    }
    expect([feed.live, feed.topFaults]).toEqual([false, 1]);
    expect(feed.reason).toBe('top differs from the best-bid/ask stream 3 times in a row');
  });

  it('does not judge a top from before the first record', () => {
    const feed = liveFeed();
    feed.onBestBidAsk(1, 15, 100, 99, 102, 5);
    depth(feed, 1, [12, 12]);
    expect(feed.topCheck.compared).toBe(0);
    depth(feed, 1, [13, 15]);
    expect([feed.topCheck.compared, feed.topCheck.different]).toEqual([1, 1]);
  });

  it('starts anew with each book', () => {
    const feed = liveFeed({ maxTopDifferences: 2 });
    feed.onBestBidAsk(1, 12, 100, 99, 102, 5);
    depth(feed, 1, [12, 12]);
    // Waits for a record that comes only after this book is gone.
    depth(feed, 1, [13, 13]);
    depth(feed, 2, [20, 20]);
    snapshot(feed, 2, 20);
    depth(feed, 2, [21, 21]);
    feed.onBestBidAsk(3, 20, 100, 5, 102, 5);
    feed.onBestBidAsk(3, 21, 100, 99, 102, 5);
    expect([feed.live, feed.topCheck.inARow, feed.topCheck.compared]).toEqual([true, 1, 2]);
  });

  it('compares the public top, own orders included', () => {
    const feed = liveFeed();
    feed.book.hideOwn(Side.Buy, 100, 5);
    feed.onBestBidAsk(1, 12, 100, 5, 102, 5);
    depth(feed, 1, [12, 12]);
    expect([feed.topCheck.compared, feed.topCheck.different]).toEqual([1, 0]);
  });
});

describe('Feed under any mixture of faults', () => {
  const message = fc.record({
    rows: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 })), {
      maxLength: 5,
    }),
    ids: fc.integer({ min: 1, max: 4 }),
    fate: fc.oneof(
      { weight: 12, arbitrary: fc.constant('arrives' as const) },
      { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'twice' as const, 'late' as const) },
    ),
    snapshotIn: fc.integer({ min: 0, max: 4 }),
  });

  /** Plays a true market through a faulty line; whenever the feed is live its book must be the true one at that id. */
  function play(
    product: 'spot' | 'usdm',
    messages: readonly (typeof message extends fc.Arbitrary<infer T> ? T : never)[],
  ): number {
    const feed = new Feed(product === 'spot' ? spot : usdm, {
      backoffUs: 1,
      backoffMaxUs: 3,
      maxSnapshotsPerMinute: 1e4,
      bookWindow: 64,
    });
    const truth = new OrderBook(64);
    const truthAt = new Map<number, string>();
    let id = 1000;
    let now = 0;
    let late: (() => void) | undefined;
    let answer: { dueUs: number; id: number; rows: Row[] } | undefined;
    let liveChecks = 0;
    const check = (): void => {
      if (!feed.live) return;
      liveChecks++;
      expect(levelsOf(feed.book)).toBe(truthAt.get(feed.lastId));
    };
    for (const { rows, ids, fate, snapshotIn } of messages) {
      now++;
      const previous = id;
      id += ids;
      const first = product === 'spot' ? previous + 1 : id - ids + 1;
      const last = id;
      // Bids below 1000, asks above: the true book never crosses.
      const changes = rows.map(([buy, away, lots]): Row =>
        buy ? [Side.Buy, 999 - away, lots] : [Side.Sell, 1001 + away, lots],
      );
      const levels = columns(changes);
      truth.apply(levels, 0, changes.length);
      truthAt.set(last, levelsOf(truth));
      const deliver = (): void => {
        feed.onDepth(now, first, last, previous, now, levels, 0, changes.length);
        check();
      };
      if (fate === 'late') late = deliver;
      else if (fate !== 'lost') deliver();
      if (fate === 'twice') deliver();
      if (fate === 'arrives' && late) {
        late();
        late = undefined;
      }
      if (feed.wantsSnapshotAtUs <= now && !answer) {
        feed.snapshotRequested(now);
        answer = { dueUs: now + snapshotIn, id, rows: rowsOf(truth) };
      }
      if (answer && answer.dueUs <= now) {
        feed.onSnapshot(now, answer.id, now, columns(answer.rows), 0, answer.rows.length);
        answer = undefined;
        check();
      }
    }
    return liveChecks;
  }

  it.each(['spot', 'usdm'] as const)('F21 F22 F23 a live %s book is always the true one', (product) => {
    let liveChecks = 0;
    fc.assert(
      fc.property(fc.array(message, { minLength: 5, maxLength: 80 }), (messages) => {
        liveChecks += play(product, messages);
      }),
      { numRuns: 2000 },
    );
    // The property would hold for a feed that is never live, too.
    expect(liveChecks).toBeGreaterThan(10_000);
  });
});

function rowsOf(book: OrderBook): Row[] {
  const rows: Row[] = [];
  for (let t = book.bestBid; t !== NO_BID; t = book.nextLevel(Side.Buy, t))
    rows.push([Side.Buy, t, book.lotsAt(Side.Buy, t)]);
  for (let t = book.bestAsk; t !== NO_ASK; t = book.nextLevel(Side.Sell, t))
    rows.push([Side.Sell, t, book.lotsAt(Side.Sell, t)]);
  return rows;
}

function levelsOf(book: OrderBook): string {
  return rowsOf(book).join(' ');
}
