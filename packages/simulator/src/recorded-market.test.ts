import { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { RecordedMarket, topLevels } from './recorded-market.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot, usdm } from './testing/instruments.ts';
import { makeRecording, START_US } from './testing/make-recording.ts';
import type { Message } from './testing/make-recording.ts';
import { VenueLog } from './testing/venue-log.ts';

const book = {
  snapshot: 10,
  bids: [
    [100, 5],
    [99, 5],
  ],
  asks: [[102, 5]],
} as const;

/** Plays the exchange's side to the end. */
function atExchange(messages: readonly Message[], instrument = spot) {
  const { exchange } = new TestExchange(instrument);
  const market = new RecordedMarket(makeRecording(instrument, messages));
  while (market.nextExchangeUs() !== Infinity) market.stepExchange(exchange);
  return { market, exchange };
}

const best = ({ book: { bestBid, bestAsk } }: Exchange): readonly number[] => [bestBid, bestAsk];

describe('RecordedMarket at the exchange', () => {
  it('goes by exchange time, whatever arrived first', () => {
    const { exchange } = atExchange([
      { exchUs: 0, ...book },
      { exchUs: 30, localUs: 100, depth: 12, bids: [[100, 0]] },
      { exchUs: 20, localUs: 200, depth: 11, bids: [[101, 7]] },
    ]);
    expect(best(exchange)).toEqual([101, 102]);
    expect(exchange.lotsAt(Side.Buy, 100)).toBe(0);
  });

  it('joins a diff that spans the snapshot and came before it, and drops older ones', () => {
    const { exchange, market } = atExchange([
      { exchUs: 0, depth: 9, after: 8, bids: [[101, 9]] },
      { exchUs: 10, depth: 12, after: 9, bids: [[100, 8]] },
      { exchUs: 20, ...book },
      { exchUs: 30, depth: 13, bids: [[98, 1]] },
    ]);
    expect(best(exchange)).toEqual([100, 102]);
    expect([exchange.lotsAt(Side.Buy, 100), exchange.lotsAt(Side.Buy, 98)]).toEqual([8, 1]);
    expect(market.lostBooks).toBe(0);
  });

  it('shows what diffs tell while no snapshot has come', () => {
    const { exchange, market } = atExchange([{ exchUs: 0, depth: 9, bids: [[101, 9]], asks: [[103, 1]] }]);
    expect(best(exchange)).toEqual([101, 103]);
    expect(market.snapshot(exchange, START_US)).toBeUndefined();
  });

  it('F21 gives up a book with a gap, and starts again with the next snapshot', () => {
    const messages: Message[] = [
      { exchUs: 0, ...book },
      { exchUs: 10, depth: 11, bids: [[98, 1]] },
      { exchUs: 20, depth: 14, after: 12, bids: [[97, 1]] },
    ];
    const lost = atExchange(messages);
    expect(lost.market.lostBooks).toBe(1);
    expect(lost.exchange.lotsAt(Side.Buy, 100)).toBe(0);
    expect(lost.market.snapshot(lost.exchange, START_US)).toBeUndefined();
    const found = atExchange([...messages, { exchUs: 30, ...book, snapshot: 13 }]);
    expect(best(found.exchange)).toEqual([100, 102]);
    expect(found.exchange.lotsAt(Side.Buy, 97)).toBe(1);
    expect(found.market.snapshot(found.exchange, START_US)?.lastId).toBe(14);
  });

  it('F27 gives up a book that crosses', () => {
    const { market, exchange } = atExchange([
      { exchUs: 0, ...book },
      { exchUs: 10, depth: 11, bids: [[102, 1]] },
    ]);
    expect(market.lostBooks).toBe(1);
    expect(exchange.lotsAt(Side.Sell, 102)).toBe(0);
  });

  it('F22 drops diffs that come again, and snapshots that a book does not need', () => {
    const { market, exchange } = atExchange([
      { exchUs: 0, ...book },
      { exchUs: 10, depth: 11, bids: [[100, 7]] },
      { exchUs: 20, depth: 11, bids: [[100, 9]] },
      { exchUs: 30, ...book },
      { exchUs: 40, depth: 12, asks: [[103, 1]] },
    ]);
    expect([exchange.lotsAt(Side.Buy, 100), exchange.lotsAt(Side.Sell, 103)]).toEqual([7, 1]);
    expect(market.lostBooks).toBe(0);
  });

  it('chains USD-M diffs by their predecessor, and drops one that comes again', () => {
    const { market, exchange } = atExchange(
      [
        { exchUs: 0, ...book },
        { exchUs: 10, depth: 20, after: 7, bids: [[98, 1]] },
        { exchUs: 15, depth: 20, after: 7, bids: [[98, 2]] },
        { exchUs: 20, depth: 30, after: 20, bids: [[97, 1]] },
      ],
      usdm,
    );
    expect(market.lostBooks).toBe(0);
    expect([exchange.lotsAt(Side.Buy, 98), exchange.lotsAt(Side.Buy, 97)]).toEqual([1, 1]);
  });

  it('lets trades fill', () => {
    const test = new TestExchange(spot);
    const market = new RecordedMarket(
      makeRecording(spot, [
        { exchUs: 0, ...book },
        { exchUs: 10, depth: 11 },
        { exchUs: 20, sold: [99, 1], id: 1 },
      ]),
    );
    market.stepExchange(test.exchange);
    market.stepExchange(test.exchange);
    test.buy(test.client(), 'a', [100, 2]);
    market.stepExchange(test.exchange);
    expect(test.log.take()).toEqual(['0:a maker 2@100']);
  });
});

describe('RecordedMarket at the strategy', () => {
  it('delivers each message as it was recorded, best-bid/ask records left out', () => {
    const market = new RecordedMarket(
      makeRecording(spot, [
        { exchUs: 0, localUs: 5, ...book },
        { exchUs: 20, localUs: 25, best: 11, bid: [100, 5], ask: [102, 5] },
        { exchUs: 30, localUs: 35, depth: 12, after: 10, bids: [[100, 1]] },
        { exchUs: 10, localUs: 45, sold: [100, 4], id: 77 },
      ]),
    );
    const log = new VenueLog();
    while (market.nextLocalUs() !== Infinity) market.stepLocal(log, 3);
    expect(log.lines).toEqual([
      '5 3 snapshot 10 b100x5 b99x5 a102x5',
      '35 3 depth 12',
      '45 3 sold 4@100 id 77',
    ]);
  });

  it('passes over what had arrived by a time', () => {
    const market = new RecordedMarket(
      makeRecording(spot, [
        { exchUs: 0, localUs: 5, ...book },
        { exchUs: 10, localUs: 15, depth: 11 },
        { exchUs: 20, localUs: 25, depth: 12 },
      ]),
    );
    market.skipLocal(START_US + 15);
    expect(market.nextLocalUs()).toBe(START_US + 25);
  });

  it('has ended when both sides have, and knows when that is', () => {
    const { market } = atExchange([{ exchUs: 0, localUs: 5, ...book }]);
    expect([market.ended, market.endUs]).toEqual([false, START_US + 5]);
    market.stepLocal(new VenueLog(), 0);
    expect(market.ended).toBe(true);
  });
});

describe('topLevels', () => {
  it('takes so many levels a side, best first', () => {
    const full = new OrderBook();
    for (const tick of [97, 98, 99]) full.set(Side.Buy, tick, tick);
    for (const tick of [101, 102, 103]) full.set(Side.Sell, tick, tick);
    const { side, tick, lots } = topLevels(full, 2);
    expect([...tick]).toEqual([99, 98, 101, 102]);
    expect([...lots]).toEqual([99, 98, 101, 102]);
    expect([...side]).toEqual([Side.Buy, Side.Buy, Side.Sell, Side.Sell]);
  });
});
