import { DepthBuffer } from './depth-buffer.ts';
import type { Instrument } from './instrument.ts';
import type { Levels } from './levels.ts';
import { OrderBook } from './order-book.ts';
import { ResyncPacer, type RandomSource } from './resync-pacer.ts';
import { binanceRule, type SequenceRule } from './sequence-rule.ts';
import { Side } from './side.ts';
import { TopCheck } from './top-check.ts';
import { TradeTape } from './trade-tape.ts';

/** Only a book that is Live may be looked at. */
export const FeedState = {
  /** Nothing has come yet, or the connection is gone. */
  Off: 0,
  /** Diffs are collected until a snapshot that they continue is there. */
  Syncing: 1,
  Live: 2,
  /** The book proved wrong or silent; the wait for the next snapshot request is running. */
  Stale: 3,
} as const;
export type FeedState = (typeof FeedState)[keyof typeof FeedState];

export interface FeedOptions {
  /** How the venue numbers its messages; default Binance's for the product. */
  readonly rule?: SequenceRule;
  /** Draws the jitter of resyncs; without it there is none. */
  readonly random?: RandomSource;
  /** A book without an applied depth message for this long is stale, µs; default 3 s, Infinity = never. */
  readonly silenceUs?: number;
  /** A snapshot that was asked for and has not come after this long is asked for again, µs; default 5 s. */
  readonly answerUs?: number;
  /** Wait before the first resync, doubled for each further one, µs; default 250 ms, at most 30 s. */
  readonly backoffUs?: number;
  readonly backoffMaxUs?: number;
  /** A book that was live this long starts again with the shortest wait, µs; default 60 s. */
  readonly settledUs?: number;
  /** Snapshot requests in any 60 s; default 10. */
  readonly maxSnapshotsPerMinute?: number;
  /** Level changes kept while waiting for a snapshot; default 2^17. */
  readonly maxBufferedLevels?: number;
  /** So many tops in a row that differ from the best-bid/ask stream make the book stale; default 3. */
  readonly maxTopDifferences?: number;
  /** Ticks in the book's dense window; default 2^17. */
  readonly bookWindow?: number;
  /** Trades kept on the tape; default 1024. */
  readonly tapeSize?: number;
}

/**
 * The gate between a venue's messages and everything that reads a book: it joins diffs to a snapshot, checks the
 * sequence, and leaves LIVE within the message that shows a fault (trading.md 5). It does no input or output: the
 * owner asks for a snapshot once `wantsSnapshotAtUs` has come, and says so with `snapshotRequested`.
 *
 * All times are µs of the owner's clock.
 */
export class Feed {
  readonly instrument: Instrument;
  /** Empty whenever the feed is not live. */
  readonly book: OrderBook;
  readonly tape: TradeTape;
  state: FeedState = FeedState.Off;
  /** Why the book was last not live. */
  reason = 'no data yet';
  /** When a snapshot should be asked for; Infinity = not at all. */
  wantsSnapshotAtUs = Infinity;
  /** Id of the last depth message or snapshot in the book; -1 without one. */
  lastId = -1;
  /** Venue's time of that message. */
  exchUs = 0;
  /** When the last depth message was applied. */
  depthUs = -Infinity;

  /** Depth messages applied. */
  applied = 0;
  /** Times a book was given up. */
  resyncs = 0;
  gaps = 0;
  crossings = 0;
  silences = 0;
  /** Times the top differed from the best-bid/ask stream for too long. */
  topFaults = 0;
  overflows = 0;
  /** Depth messages dropped because the book already had them. */
  duplicates = 0;
  /** Depth messages dropped because the snapshot already had them. */
  covered = 0;
  /** Snapshots that were older than the first waiting diff. */
  oldSnapshots = 0;
  /** Snapshots that came while the book was live. */
  unusedSnapshots = 0;

  readonly topCheck = new TopCheck();
  private readonly rule: SequenceRule;
  private readonly buffer: DepthBuffer;
  private readonly pacer: ResyncPacer;
  private readonly silenceUs: number;
  private readonly answerUs: number;
  private readonly settledUs: number;
  private readonly maxTopDifferences: number;
  private liveSinceUs = 0;

  constructor(instrument: Instrument, options: FeedOptions = {}) {
    this.instrument = instrument;
    this.book = new OrderBook(options.bookWindow);
    this.tape = new TradeTape(options.tapeSize);
    this.rule = options.rule ?? binanceRule(instrument.product);
    this.buffer = new DepthBuffer(options.maxBufferedLevels ?? 2 ** 17);
    this.pacer = new ResyncPacer({
      backoffUs: options.backoffUs ?? 250_000,
      backoffMaxUs: options.backoffMaxUs ?? 30_000_000,
      maxPerMinute: options.maxSnapshotsPerMinute ?? 10,
      random: options.random,
    });
    this.silenceUs = options.silenceUs ?? 3_000_000;
    this.answerUs = options.answerUs ?? 5_000_000;
    this.settledUs = options.settledUs ?? 60_000_000;
    this.maxTopDifferences = options.maxTopDifferences ?? 3;
  }

  /** Whether the book may be looked at. */
  get live(): boolean {
    return this.state === FeedState.Live;
  }

  /** A full book of the venue. It replaces what was there; a live book needs none and drops it. */
  onSnapshot(nowUs: number, lastId: number, exchUs: number, levels: Levels, from: number, to: number): void {
    if (this.state === FeedState.Live) {
      this.unusedSnapshots++;
      return;
    }
    this.state = FeedState.Syncing;
    this.wantsSnapshotAtUs = Infinity;
    this.book.clear();
    this.book.apply(levels, from, to);
    this.lastId = lastId;
    this.exchUs = exchUs;
    if (this.book.crossed) {
      this.crossings++;
      this.leave(nowUs, `snapshot ${lastId} is crossed`);
      return;
    }
    this.join(nowUs);
  }

  /** A change of the book. `previousId` is `pu` where the venue sends it. */
  onDepth(
    nowUs: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    if (this.state === FeedState.Live) {
      if (this.rule.repeats(this.lastId, lastId)) {
        this.duplicates++;
        return;
      }
      if (this.rule.follows(this.lastId, firstId, lastId, previousId)) {
        this.apply(nowUs, lastId, exchUs, levels, from, to);
        return;
      }
      this.gaps++;
      this.leave(nowUs, `gap: depth message ${firstId} to ${lastId} does not follow ${this.lastId}`);
    }
    if (this.state === FeedState.Off) {
      this.state = FeedState.Syncing;
      this.wantsSnapshotAtUs = this.pacer.soon(nowUs);
    }
    if (!this.buffer.push(firstId, lastId, previousId, exchUs, levels, from, to)) {
      this.overflows++;
      this.leave(nowUs, 'too many depth messages while waiting for a snapshot');
    } else if (this.lastId >= 0) this.join(nowUs);
  }

  /** A public trade; false when it was a duplicate and dropped. `aggressor` is the taker's side. */
  onTrade(
    nowUs: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): boolean {
    return this.tape.add(tradeId, exchUs, nowUs, tick, lots, aggressor);
  }

  /** A record of the venue's best-bid/ask stream, for the cross check by update id. Optional. */
  onBestBidAsk(
    nowUs: number,
    id: number,
    bidTick: number,
    bidLots: number,
    askTick: number,
    askLots: number,
  ): void {
    this.topCheck.onRecord(id, bidTick, bidLots, askTick, askLots);
    this.judgeTop(nowUs);
  }

  /** To be called now and then: a live book whose depth stream is silent goes stale. Pongs are not data. */
  checkSilence(nowUs: number): void {
    if (this.state !== FeedState.Live || nowUs - this.depthUs <= this.silenceUs) return;
    this.silences++;
    this.leave(nowUs, `silent: no depth message for ${Math.floor((nowUs - this.depthUs) / 1000)} ms`);
  }

  /** The owner has asked for a snapshot. */
  snapshotRequested(nowUs: number): void {
    if (this.state === FeedState.Live) return;
    this.state = FeedState.Syncing;
    this.pacer.requested(nowUs);
    this.wantsSnapshotAtUs = this.pacer.soon(nowUs + this.answerUs);
  }

  /** The market-data connection is gone: nothing is live, and the next diff starts over. */
  disconnected(): void {
    this.forget();
    this.state = FeedState.Off;
    this.reason = 'disconnected';
    this.wantsSnapshotAtUs = Infinity;
  }

  private apply(
    nowUs: number,
    lastId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): boolean {
    const { book, topCheck } = this;
    book.apply(levels, from, to);
    this.lastId = lastId;
    this.exchUs = exchUs;
    this.depthUs = nowUs;
    this.applied++;
    if (book.crossed) {
      this.crossings++;
      this.leave(
        nowUs,
        `crossed: bid ${book.publicBestBid()} at or above ask ${book.publicBestAsk()} after ${lastId}`,
      );
      return false;
    }
    if (topCheck.active) {
      const bid = book.publicBestBid();
      const ask = book.publicBestAsk();
      topCheck.onTop(lastId, bid, book.publicLotsAt(Side.Buy, bid), ask, book.publicLotsAt(Side.Sell, ask));
      this.judgeTop(nowUs);
    }
    return true;
  }

  private judgeTop(nowUs: number): void {
    if (this.topCheck.inARow < this.maxTopDifferences || this.state !== FeedState.Live) return;
    this.topFaults++;
    this.leave(nowUs, `top differs from the best-bid/ask stream ${this.maxTopDifferences} times in a row`);
  }

  /** Continues the snapshot in the book with what waits; live as soon as one diff has joined it. */
  private join(nowUs: number): void {
    const { buffer, rule } = this;
    let m = 0;
    while (m < buffer.count && rule.covered(this.lastId, buffer.lastId[m])) m++;
    this.covered += m;
    buffer.drop(m);
    if (buffer.count === 0) return;
    if (!rule.joins(this.lastId, buffer.firstId[0], buffer.lastId[0], buffer.previousId[0])) {
      this.oldSnapshots++;
      this.askAgain(nowUs, `snapshot ${this.lastId} is older than depth message ${buffer.firstId[0]}`);
      return;
    }
    for (m = 0; m < buffer.count; m++) {
      const lastId = buffer.lastId[m];
      if (m > 0) {
        if (rule.repeats(this.lastId, lastId)) {
          this.duplicates++;
          continue;
        }
        if (!rule.follows(this.lastId, buffer.firstId[m], lastId, buffer.previousId[m])) {
          this.gaps++;
          buffer.drop(m);
          this.askAgain(nowUs, `gap before depth message ${buffer.firstId[0]} while waiting for a snapshot`);
          return;
        }
      }
      const { levels, firstLevel } = buffer;
      if (!this.apply(nowUs, lastId, buffer.exchUs[m], levels, firstLevel[m], firstLevel[m + 1])) return;
    }
    buffer.clear();
    this.state = FeedState.Live;
    this.liveSinceUs = nowUs;
    this.wantsSnapshotAtUs = Infinity;
  }

  /** The snapshot is of no use; the waiting diffs are kept. */
  private askAgain(nowUs: number, reason: string): void {
    this.reason = reason;
    this.book.clear();
    this.lastId = -1;
    this.state = FeedState.Stale;
    this.wantsSnapshotAtUs = this.pacer.later(nowUs);
  }

  /** The book is of no use. */
  private leave(nowUs: number, reason: string): void {
    if (this.state === FeedState.Live && nowUs - this.liveSinceUs >= this.settledUs) this.pacer.settled();
    this.forget();
    this.resyncs++;
    this.reason = reason;
    this.state = FeedState.Stale;
    this.wantsSnapshotAtUs = this.pacer.later(nowUs);
  }

  private forget(): void {
    this.book.clear();
    this.buffer.clear();
    this.topCheck.restart();
    this.lastId = -1;
  }
}
