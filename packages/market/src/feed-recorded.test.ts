import { dataFile, describeWithData } from '@mrmarket/testkit/data-folder';
import { beforeAll, expect, it } from 'vitest';
import { readBinanceCapture } from './binance-capture.ts';
import { Feed } from './feed.ts';
import { NO_ASK, NO_BID, OrderBook } from './order-book.ts';
import { MessageKind, type Recording } from './recording.ts';
import { Side } from './side.ts';

/** Row of the best-bid/ask record with the largest id ≤ a depth message's last id, by message. */
function bestByUpdateId(recording: Recording): Map<number, number> {
  const { length, kind, lastId } = recording;
  const records: number[] = [];
  const depths: number[] = [];
  for (let m = 0; m < length; m++) {
    if (kind[m] === MessageKind.BestBidAsk) records.push(m);
    else if (kind[m] === MessageKind.Depth) depths.push(m);
  }
  records.sort((a, b) => lastId[a] - lastId[b]);
  const rows = new Map<number, number>();
  let next = 0;
  for (const m of depths) {
    while (next < records.length && lastId[records[next]] <= lastId[m]) next++;
    if (next > 0) rows.set(m, recording.firstLevel[records[next - 1]]);
  }
  return rows;
}

function sameTop(book: OrderBook, { levels }: Recording, row: number): boolean {
  return (
    book.bestBid === levels.tick[row] &&
    book.bestAsk === levels.tick[row + 1] &&
    book.lotsAt(Side.Buy, book.bestBid) === levels.lots[row] &&
    book.lotsAt(Side.Sell, book.bestAsk) === levels.lots[row + 1]
  );
}

function send(feed: Feed, recording: Recording, m: number, nowUs = recording.localUs[m]): void {
  const { kind, exchUs, firstId, lastId, previousId, firstLevel, levels } = recording;
  const from = firstLevel[m];
  const to = firstLevel[m + 1];
  if (kind[m] === MessageKind.Depth) {
    feed.onDepth(nowUs, firstId[m], lastId[m], previousId[m], exchUs[m], levels, from, to);
  } else if (kind[m] === MessageKind.Snapshot) {
    feed.onSnapshot(nowUs, lastId[m], exchUs[m], levels, from, to);
  } else if (kind[m] === MessageKind.Trade) {
    feed.onTrade(
      nowUs,
      lastId[m],
      exchUs[m],
      levels.tick[from],
      levels.lots[from],
      levels.side[from] as Side,
    );
  } else {
    const { tick, lots } = levels;
    feed.onBestBidAsk(nowUs, lastId[m], tick[from], lots[from], tick[from + 1], lots[from + 1]);
  }
}

/** A plain replay. Compares the top after each applied depth message; returns what differed. */
function replay(recording: Recording): { feed: Feed; different: number[]; crossed: number } {
  const feed = new Feed(recording.instrument);
  const best = bestByUpdateId(recording);
  const different: number[] = [];
  let crossed = 0;
  for (let m = 0; m < recording.length; m++) {
    send(feed, recording, m);
    if (!feed.live || recording.kind[m] !== MessageKind.Depth) continue;
    if (feed.book.crossed) crossed++;
    const row = best.get(m);
    if (row === undefined || !sameTop(feed.book, recording, row)) different.push(recording.lastId[m]);
  }
  return { feed, different, crossed };
}

/** States of a book that takes every message as it comes: no snapshot rule at all. */
function crossedWithoutRules(recording: Recording): { crossed: number; states: number; book: OrderBook } {
  const book = new OrderBook();
  let crossed = 0;
  let states = 0;
  for (let m = 0; m < recording.length; m++) {
    const kind = recording.kind[m];
    if (kind !== MessageKind.Depth && kind !== MessageKind.Snapshot) continue;
    book.apply(recording.levels, recording.firstLevel[m], recording.firstLevel[m + 1]);
    states++;
    if (book.crossed) crossed++;
  }
  return { crossed, states, book };
}

interface FaultyRun {
  readonly feed: Feed;
  /** Live states that were compared with the true top. */
  readonly compared: number;
  /** Times the feed went live. */
  readonly syncs: number;
  /** Most depth messages from a fault until the book was live again. */
  readonly longestOutage: number;
}

/**
 * Replays with faults. `order` turns the indexes of depth messages into what arrives; the venue answers snapshot
 * requests from a book of its own that has every message. Each live state must have the true top.
 */
function replayWithFaults(
  recording: Recording,
  order: (depths: readonly number[]) => readonly number[],
): FaultyRun {
  const { kind, levels, firstLevel, lastId, localUs } = recording;
  const best = bestByUpdateId(recording);
  const truth = new OrderBook();
  const all = Array.from({ length: recording.length }, (_, m) => m);
  const snapshot = all.find((m) => kind[m] === MessageKind.Snapshot) as number;
  const depths = all.filter((m) => kind[m] === MessageKind.Depth && lastId[m] >= lastId[snapshot]);
  truth.apply(levels, firstLevel[snapshot], firstLevel[snapshot + 1]);
  let truthId = lastId[snapshot];
  let truthNext = 0;
  const truthUpTo = (nowUs: number): void => {
    for (; truthNext < depths.length && localUs[depths[truthNext]] <= nowUs; truthNext++) {
      const m = depths[truthNext];
      truth.apply(levels, firstLevel[m], firstLevel[m + 1]);
      truthId = lastId[m];
    }
  };

  const feed = new Feed(recording.instrument, {
    backoffUs: 1000,
    backoffMaxUs: 1000,
    maxSnapshotsPerMinute: 1000,
  });
  let nowUs = 0;
  let compared = 0;
  let syncs = 0;
  let outage = 0;
  let longestOutage = 0;
  let wasLive = false;
  for (const m of order(depths)) {
    // A message that is late comes with those that overtook it.
    nowUs = Math.max(nowUs, localUs[m]);
    send(feed, recording, m, nowUs);
    if (feed.wantsSnapshotAtUs <= nowUs) {
      feed.snapshotRequested(nowUs);
      truthUpTo(nowUs);
      const rows = snapshotRows(truth);
      feed.onSnapshot(nowUs, truthId, nowUs, rows, 0, rows.tick.length);
    }
    outage = feed.live ? 0 : outage + 1;
    longestOutage = Math.max(longestOutage, outage);
    if (feed.live && !wasLive) syncs++;
    wasLive = feed.live;
    if (!feed.live || feed.lastId !== lastId[m]) continue;
    const row = best.get(m);
    if (row === undefined) continue;
    compared++;
    expect(sameTop(feed.book, recording, row), `top after update ${lastId[m]}`).toBe(true);
  }
  return { feed, compared, syncs, longestOutage };
}

function snapshotRows(book: OrderBook): { side: Uint8Array; tick: Int32Array; lots: Float64Array } {
  const side: number[] = [];
  const tick: number[] = [];
  const take = (one: Side, t: number): void => {
    side.push(one);
    tick.push(t);
  };
  for (let t = book.bestBid; t !== NO_BID; t = book.nextLevel(Side.Buy, t)) take(Side.Buy, t);
  for (let t = book.bestAsk; t !== NO_ASK; t = book.nextLevel(Side.Sell, t)) take(Side.Sell, t);
  return {
    side: Uint8Array.from(side),
    tick: Int32Array.from(tick),
    lots: Float64Array.from(tick, (t, i) => book.lotsAt(side[i] as Side, t)),
  };
}

const spotBtc08 = 'spot_btcusdt_20240808.gz';
const spotBtc09 = 'spot_btcusdt_20240809.gz';
const spotEth08 = 'spot_ethusdt_20240808.gz';
const spotEth09 = 'spot_ethusdt_20240809.gz';
const usdmBtc08 = 'usdm_btcusdt_20240808.gz';

function read(...files: string[]): Promise<Recording> {
  return readBinanceCapture(files.map(dataFile));
}

describeWithData(
  'Feed on recorded Binance streams',
  [spotBtc08, spotBtc09, spotEth08, spotEth09, usdmBtc08],
  () => {
    let btc08: Recording;
    let btc: Recording;
    let eth: Recording;
    let usdm: Recording;
    beforeAll(async () => {
      [btc08, btc, eth, usdm] = await Promise.all([
        read(spotBtc08),
        read(spotBtc08, spotBtc09),
        read(spotEth08, spotEth09),
        read(usdmBtc08),
      ]);
    });

    it.each([
      ['spot BTC 08', () => btc08, 3449, [], 2],
      ['USD-M BTC 08', () => usdm, 6547, [], 4],
      ['spot ETH 08 + 09', () => eth, 6468, [], 2],
      // Two messages end inside a burst for which the best-bid/ask stream skips ids.
      ['spot BTC 08 + 09', () => btc, 6493, [50093478174, 50093480542], 2],
    ] as const)(
      'F23 F27 %s: every top equals the best-bid/ask record by id, and none is crossed',
      (_, of, applied, exceptions, covered) => {
        const { feed, different, crossed } = replay(of());
        expect(feed.applied).toBe(applied);
        expect(different).toEqual(exceptions);
        expect(crossed).toBe(0);
        expect({
          live: feed.live,
          covered: feed.covered,
          gaps: feed.gaps,
          crossings: feed.crossings,
        }).toEqual({
          live: true,
          covered,
          gaps: 0,
          crossings: 0,
        });
        expect(feed.topCheck.different).toBe(exceptions.length);
        expect(feed.topCheck.compared).toBeGreaterThan(applied * 0.99);
      },
    );

    it('F23 without the snapshot rule spot BTC crosses: the rule is what keeps the book right', () => {
      const one = crossedWithoutRules(btc08);
      expect([one.crossed, one.states]).toEqual([2573, 3452]);
      expect([one.book.bestBid, one.book.bestAsk]).toEqual([6182099, 6168600]);
      const both = crossedWithoutRules(btc);
      expect([both.crossed, both.states]).toEqual([5617, 6496]);
    });

    it.each([
      ['spot BTC', () => btc08],
      ['USD-M BTC', () => usdm],
    ] as const)(
      'F21 %s, every 200th diff lost: stale within one message, then live again with the true book',
      (_, of) => {
        const recording = of();
        const lost = new Set<number>();
        const { feed, compared, syncs, longestOutage } = replayWithFaults(recording, (depths) =>
          depths.filter((m, k) => {
            if (k % 200 === 100) lost.add(m);
            return !lost.has(m);
          }),
        );
        expect(lost.size).toBeGreaterThan(15);
        expect(feed.gaps).toBe(lost.size);
        expect(feed.resyncs).toBe(lost.size);
        expect(syncs).toBe(lost.size + 1);
        expect(longestOutage).toBeLessThanOrEqual(5);
        expect(feed.live).toBe(true);
        expect(compared).toBeGreaterThan(3000);
      },
    );

    it.each([
      ['spot BTC', () => btc08],
      ['USD-M BTC', () => usdm],
    ] as const)(
      'F22 %s, every 10th diff twice and every 15th again much later: dropped and counted, always live',
      (_, of) => {
        let repeated = 0;
        const { feed, compared, syncs } = replayWithFaults(of(), (depths) =>
          depths.flatMap((m, k) => {
            const again = [...(k % 10 === 5 ? [m] : []), ...(k % 15 === 14 ? [depths[k - 9]] : [])];
            repeated += again.length;
            return [m, ...again];
          }),
        );
        expect(feed.duplicates).toBe(repeated);
        expect([feed.gaps, syncs]).toEqual([0, 1]);
        expect(compared).toBeGreaterThan(3000);
      },
    );

    it('F22 neighbours that change places: the gap is seen, the late one is dropped', () => {
      let swaps = 0;
      const { feed, compared, syncs } = replayWithFaults(btc08, (depths) => {
        const order = [...depths];
        for (let k = 50; k + 1 < order.length; k += 100) {
          [order[k], order[k + 1]] = [order[k + 1], order[k]];
          swaps++;
        }
        return order;
      });
      expect([feed.gaps, syncs]).toEqual([swaps, swaps + 1]);
      expect(feed.live).toBe(true);
      expect(compared).toBeGreaterThan(3000);
    });

    it('F24 the depth stream stops while trades and best-bid/ask records go on: stale after the limit', () => {
      const feed = new Feed(btc08.instrument);
      const stop = btc08.localUs[0] + 100_000_000;
      let staleUs = 0;
      for (let m = 0; m < btc08.length && staleUs === 0; m++) {
        const nowUs = btc08.localUs[m];
        if (btc08.kind[m] !== MessageKind.Depth || nowUs < stop) send(feed, btc08, m);
        feed.checkSilence(nowUs);
        if (nowUs > stop && !feed.live) staleUs = nowUs;
      }
      expect(feed.silences).toBe(1);
      expect(staleUs - feed.depthUs).toBeGreaterThan(3_000_000);
      expect(staleUs - feed.depthUs).toBeLessThan(3_100_000);
      expect(feed.reason).toMatch(/^silent/);
    });

    it('F27 a crossing made by one wrong level is never shown', () => {
      const feed = new Feed(btc08.instrument);
      let shown = 0;
      let wrong = 0;
      for (let m = 0; m < btc08.length; m++) {
        const from = btc08.firstLevel[m];
        if (btc08.kind[m] !== MessageKind.Depth || !feed.live || m % 500 !== 0) send(feed, btc08, m);
        else {
          // The same message with one more bid, a thousand ticks over the best ask.
          wrong++;
          const rows = btc08.firstLevel[m + 1] - from;
          const { side, tick, lots } = btc08.levels;
          const levels = {
            side: Uint8Array.of(...side.subarray(from, from + rows), Side.Buy),
            tick: Int32Array.of(...tick.subarray(from, from + rows), feed.book.bestAsk + 1000),
            lots: Float64Array.of(...lots.subarray(from, from + rows), 1),
          };
          const { firstId, lastId, previousId, exchUs, localUs } = btc08;
          feed.onDepth(localUs[m], firstId[m], lastId[m], previousId[m], exchUs[m], levels, 0, rows + 1);
          expect(feed.live).toBe(false);
        }
        if (feed.live && feed.book.bestBid >= feed.book.bestAsk) shown++;
      }
      expect(wrong).toBeGreaterThan(0);
      expect(feed.crossings).toBe(wrong);
      expect(shown).toBe(0);
    });

    it('F28 a recorder 1.27 s behind the venue: latencies are negative as read, and positive once moved', async () => {
      const asRead = await readBinanceCapture([dataFile(spotBtc08)], { clockOffsetNs: 0n });
      const least = (recording: Recording): number => {
        let least = Infinity;
        for (let m = 0; m < recording.length; m++) {
          if (recording.kind[m] !== MessageKind.Depth) continue;
          least = Math.min(least, recording.localUs[m] - recording.exchUs[m]);
        }
        return least;
      };
      expect(least(asRead)).toBe(-1_274_761);
      expect(least(btc08)).toBeGreaterThanOrEqual(1000);
      // The gate goes by ids and its owner's clock: both readings give the same book.
      const [early, moved] = [replay(asRead), replay(btc08)];
      expect([early.feed.applied, early.different, early.feed.live]).toEqual([3449, [], true]);
      expect(moved.feed.lastId).toBe(early.feed.lastId);
    });
  },
);
