import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { binanceRule } from '@mrmarket/market/sequence-rule';
import type { SequenceRule } from '@mrmarket/market/sequence-rule';
import { Side } from '@mrmarket/market/side';
import type { Exchange } from './exchange.ts';
import type { BookSnapshot, MarketListener, MarketSource } from './market-source.ts';

/** Levels a side in a snapshot that is asked for. */
const SNAPSHOT_LEVELS = 1000;

/**
 * A recording played back: at the exchange in the order of exchange times, at the strategy in the order of arrival.
 * Nothing the strategy's side holds comes from a message that has not arrived yet.
 */
export class RecordedMarket implements MarketSource {
  readonly instrument: Instrument;
  private readonly recording: Recording;
  private readonly rule: SequenceRule;
  /** Messages of each side without the best-bid/ask records, which are no data of their own. */
  private readonly exchangeMessages: Uint32Array;
  private readonly localMessages: Uint32Array;
  private exchangeAt = 0;
  private localAt = 0;
  /** Times the recording lost the exchange's book: a gap, or a crossed book. */
  lostBooks = 0;
  /** Diffs at the exchange that wait for a snapshot. */
  private readonly early: number[] = [];
  /** Id of the last message in the exchange's book; -1 without one. */
  private exchangeId = -1;
  /** A diff has continued the snapshot. */
  private joined = false;

  constructor(recording: Recording) {
    this.recording = recording;
    this.instrument = recording.instrument;
    this.rule = binanceRule(recording.instrument.product);
    const { kind, exchangeOrder, length } = recording;
    this.exchangeMessages = exchangeOrder.filter((m) => kind[m] !== MessageKind.BestBidAsk);
    this.localMessages = Uint32Array.from({ length }, (_, m) => m).filter(
      (m) => kind[m] !== MessageKind.BestBidAsk,
    );
  }

  /** Time of the last message, µs. */
  get endUs(): number {
    return this.recording.localUs[this.recording.length - 1] ?? 0;
  }

  nextExchangeUs(): number {
    const { exchangeAt, exchangeMessages } = this;
    return exchangeAt < exchangeMessages.length
      ? this.recording.exchUs[exchangeMessages[exchangeAt]]
      : Infinity;
  }

  stepExchange(exchange: Exchange): void {
    const { recording } = this;
    const m = this.exchangeMessages[this.exchangeAt++];
    switch (recording.kind[m]) {
      case MessageKind.Trade: {
        const { side, tick, lots } = recording.levels;
        const row = recording.firstLevel[m];
        exchange.externalTrade(tick[row], lots[row], side[row] as Side, recording.exchUs[m]);
        return;
      }
      case MessageKind.Depth:
        this.depth(exchange, m, recording.exchUs[m]);
        return;
      case MessageKind.Snapshot:
        this.begin(exchange, m);
        return;
    }
  }

  nextLocalUs(): number {
    const { localAt, localMessages } = this;
    return localAt < localMessages.length ? this.recording.localUs[localMessages[localAt]] : Infinity;
  }

  stepLocal(listener: MarketListener, index: number): void {
    const { kind, exchUs, localUs, firstId, lastId, previousId, firstLevel, levels } = this.recording;
    const m = this.localMessages[this.localAt++];
    const nowUs = localUs[m];
    const from = firstLevel[m];
    const to = firstLevel[m + 1];
    switch (kind[m]) {
      case MessageKind.Trade:
        listener.onTrade(
          nowUs,
          index,
          lastId[m],
          exchUs[m],
          levels.tick[from],
          levels.lots[from],
          levels.side[from] as Side,
        );
        return;
      case MessageKind.Depth:
        listener.onDepth(nowUs, index, firstId[m], lastId[m], previousId[m], exchUs[m], levels, from, to);
        return;
      case MessageKind.Snapshot:
        listener.onSnapshot(nowUs, index, lastId[m], exchUs[m], levels, from, to);
        return;
    }
  }

  get ended(): boolean {
    return this.localAt === this.localMessages.length;
  }

  skipLocal(untilUs: number): void {
    while (this.nextLocalUs() <= untilUs) this.localAt++;
  }

  snapshot(exchange: Exchange, nowUs: number): BookSnapshot | undefined {
    if (!this.joined) return undefined;
    return { lastId: this.exchangeId, exchUs: nowUs, levels: topLevels(exchange.book, SNAPSHOT_LEVELS) };
  }

  /** Starts the book from a snapshot; one that follows its diffs needs none. */
  private begin(exchange: Exchange, m: number): void {
    if (this.joined) return;
    const { exchUs, lastId, firstLevel, levels } = this.recording;
    const nowUs = exchUs[m];
    this.exchangeId = lastId[m];
    exchange.externalSnapshot(levels, firstLevel[m], firstLevel[m + 1], nowUs);
    for (const diff of this.early.splice(0)) this.depth(exchange, diff, nowUs);
  }

  private depth(exchange: Exchange, m: number, nowUs: number): void {
    const { exchangeId, joined, rule } = this;
    if (exchangeId < 0) {
      // Until a snapshot comes, what the diffs tell is all that is known.
      this.early.push(m);
      this.apply(exchange, m, nowUs);
      return;
    }
    const { firstId, lastId, previousId } = this.recording;
    const id = lastId[m];
    if (joined ? rule.repeats(exchangeId, id) : rule.covered(exchangeId, id)) return;
    const fits = joined
      ? rule.follows(exchangeId, firstId[m], id, previousId[m])
      : rule.joins(exchangeId, firstId[m], id, previousId[m]);
    if (fits) {
      this.exchangeId = id;
      this.joined = true;
      this.apply(exchange, m, nowUs);
      if (!exchange.book.crossed) return;
    }
    // What the book holds can no longer be trusted; it starts again with the next snapshot.
    this.lostBooks++;
    this.exchangeId = -1;
    this.joined = false;
    exchange.externalSnapshot(this.recording.levels, 0, 0, nowUs);
    if (!fits) this.early.push(m);
  }

  private apply(exchange: Exchange, m: number, nowUs: number): void {
    const { firstLevel, levels } = this.recording;
    exchange.externalDepth(levels, firstLevel[m], firstLevel[m + 1], nowUs);
  }
}

/** The best levels of a book as columns, bids first. */
export function topLevels(book: OrderBook, count: number): Levels {
  const rows: [Side, number, number][] = [];
  let tick = book.bestBid;
  for (let i = 0; i < count && tick !== NO_BID; i++, tick = book.nextLevel(Side.Buy, tick))
    rows.push([Side.Buy, tick, book.lotsAt(Side.Buy, tick)]);
  tick = book.bestAsk;
  for (let i = 0; i < count && tick !== NO_ASK; i++, tick = book.nextLevel(Side.Sell, tick))
    rows.push([Side.Sell, tick, book.lotsAt(Side.Sell, tick)]);
  return {
    side: Uint8Array.from(rows, (row) => row[0]),
    tick: Int32Array.from(rows, (row) => row[1]),
    lots: Float64Array.from(rows, (row) => row[2]),
  };
}
