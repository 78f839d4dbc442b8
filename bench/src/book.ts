import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import { Feed } from '@mrmarket/market/feed';
import type { Levels } from '@mrmarket/market/levels';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { MessageKind, type Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import { printBench, type BenchLine } from './bench-line.ts';
import { captureFile } from './captures.ts';
import { measure } from './measure.ts';

const PASSES = 20;

const inputs = [
  { name: 'USD-M BTCUSDT', files: ['usdm_btcusdt_20240808.gz'], lowest: 550_000, highest: 680_000 },
  {
    name: 'spot BTCUSDT',
    files: ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'],
    lowest: 5_500_000,
    highest: 6_800_000,
  },
] as const;

/** Level changes a second of the order book, alone and behind the gate, on recorded columns in memory. */
export async function benchBook(): Promise<BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const { name, files, lowest, highest } of inputs) {
    const recording = await readBinanceCapture(files.map(captureFile));
    const all = depthMessages(recording);
    const depth = withoutOldDiffs(recording, all);
    const changes = depth.reduce((sum, m) => sum + recording.firstLevel[m + 1] - recording.firstLevel[m], 0);
    // As in a long session memory is streamed, not cached: each pass has its own copy.
    const copies = Array.from({ length: PASSES }, () => copyOf(recording));

    const plain = new PlainBook(lowest, highest);
    const book = new OrderBook();
    const feed = new Feed(recording.instrument);
    const { limit, ours, gated } = measure({
      limit: () => {
        for (const { levels, firstLevel } of copies) {
          plain.clear();
          for (const m of depth) plain.apply(levels, firstLevel[m], firstLevel[m + 1]);
        }
      },
      ours: () => {
        for (const { levels, firstLevel } of copies) {
          book.clear();
          for (const m of depth) book.apply(levels, firstLevel[m], firstLevel[m + 1]);
        }
      },
      gated: () => {
        for (const copy of copies) {
          feed.disconnected();
          replay(feed, copy, all);
        }
      },
    });
    if (book.bestBid !== plain.bid || book.bestAsk !== plain.ask) {
      throw new Error(
        `${name}: ends at ${book.bestBid}/${book.bestAsk}, the plain book at ${plain.bid}/${plain.ask}`,
      );
    }
    if (!feed.live || feed.book.bestBid !== book.bestBid || feed.resyncs > 0) {
      throw new Error(`${name}: the feed is no longer live: ${feed.reason}`);
    }

    const perSecond = (seconds: number): number => (changes * PASSES) / seconds;
    const peer = { name: 'typed array over all prices', value: perSecond(limit.median) };
    const { dataHash } = recording;
    const unit = 'level changes/s';
    lines.push(
      { name: `order book, ${name}`, value: perSecond(ours.median), unit, peer, target: '≥ 40 M', dataHash },
      { name: `feed and order book, ${name}`, value: perSecond(gated.median), unit, peer, dataHash },
    );
  }
  return lines;
}

function depthMessages({ length, kind }: Recording): number[] {
  const all = Array.from({ length }, (_, m) => m);
  return all.filter((m) => kind[m] === MessageKind.Snapshot || kind[m] === MessageKind.Depth);
}

/** The snapshot and then the diffs that it does not contain: what the gate lets through. */
function withoutOldDiffs({ kind, lastId }: Recording, messages: readonly number[]): number[] {
  const snapshot = messages.findIndex((m) => kind[m] === MessageKind.Snapshot);
  const id = lastId[messages[snapshot]];
  const newer = messages.filter((m, k) => k !== snapshot && lastId[m] > id);
  return [messages[snapshot], ...newer];
}

function copyOf(recording: Recording): Recording {
  const { side, tick, lots } = recording.levels;
  return { ...recording, levels: { side: side.slice(), tick: tick.slice(), lots: lots.slice() } };
}

function replay(feed: Feed, recording: Recording, messages: readonly number[]): void {
  const { kind, localUs, exchUs, firstId, lastId, previousId, firstLevel, levels } = recording;
  for (const m of messages) {
    const from = firstLevel[m];
    const to = firstLevel[m + 1];
    if (kind[m] === MessageKind.Snapshot) feed.onSnapshot(localUs[m], lastId[m], exchUs[m], levels, from, to);
    else feed.onDepth(localUs[m], firstId[m], lastId[m], previousId[m], exchUs[m], levels, from, to);
  }
}

/** How far typed arrays go: quantities by tick over a range that covers all prices that matter; the rest is dropped. */
class PlainBook {
  bid = NO_BID;
  ask = NO_ASK;
  private readonly lowest: number;
  private readonly bids: Float64Array;
  private readonly asks: Float64Array;

  constructor(lowest: number, highest: number) {
    this.lowest = lowest;
    this.bids = new Float64Array(highest - lowest + 1);
    this.asks = new Float64Array(highest - lowest + 1);
  }

  clear(): void {
    this.bids.fill(0);
    this.asks.fill(0);
    this.bid = NO_BID;
    this.ask = NO_ASK;
  }

  apply({ side, tick: ticks, lots: quantities }: Levels, from: number, to: number): void {
    const { bids, asks, lowest } = this;
    for (let k = from; k < to; k++) {
      const tick = ticks[k];
      const i = tick - lowest;
      if (i < 0 || i >= bids.length) continue;
      const lots = quantities[k];
      if (side[k] === Side.Buy) {
        bids[i] = lots;
        if (lots > 0) {
          if (tick > this.bid) this.bid = tick;
        } else if (tick === this.bid) this.bid = this.below(i);
      } else {
        asks[i] = lots;
        if (lots > 0) {
          if (tick < this.ask) this.ask = tick;
        } else if (tick === this.ask) this.ask = this.above(i);
      }
    }
  }

  private below(i: number): number {
    while (--i >= 0) if (this.bids[i] > 0) return i + this.lowest;
    return NO_BID;
  }

  private above(i: number): number {
    while (++i < this.asks.length) if (this.asks[i] > 0) return i + this.lowest;
    return NO_ASK;
  }
}

if (import.meta.main) printBench('node bench/src/book.ts', await benchBook());
