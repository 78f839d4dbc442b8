import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';
import { columns, spot, usdm, type Row } from './feed-test-messages.ts';
import { NO_ASK, NO_BID, OrderBook } from './order-book.ts';
import { Side } from './side.ts';

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
