import { describe, expect, it } from 'vitest';
import { depth, liveFeed, snapshot } from './feed-test-messages.ts';
import { Side } from './side.ts';

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
