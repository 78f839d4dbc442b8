import { closeSync, openSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type {
  Answer,
  OrderUpdate,
  VenueAccount,
  VenueFill,
  VenueListener,
  VenueOrder,
} from '@mrmarket/engine/venue';
import { CaptureWriter } from '@mrmarket/market/capture-writer';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import { BacktestError } from './errors.ts';

/** Text is written out in pieces of this many characters. */
const PIECE = 65_536;

/**
 * Stands between a venue and an engine and writes the market data as it arrives into a capture file, so that the run
 * can be replayed, compressed where the name ends on `.gz`. Everything passes on unchanged.
 */
export class FeedRecorder implements VenueListener {
  private readonly path: string;
  private readonly fd: number;
  private readonly writer: CaptureWriter;
  private text = '';
  private target: VenueListener | undefined;

  /** @throws BacktestError `RECORDING_WRITE_FAILED` */
  constructor(path: string, instrument: Instrument) {
    this.path = path;
    this.fd = this.attempt(() => openSync(path, 'w'));
    this.writer = new CaptureWriter(instrument, (line) => {
      this.text += line;
      if (this.text.length > PIECE) this.flush();
    });
  }

  /** Where everything passes on to. */
  passTo(listener: VenueListener): void {
    this.target = listener;
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  onSnapshot(
    nowUs: number,
    instrument: number,
    lastId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    if (instrument === 0) this.writer.snapshot(nowUs, lastId, exchUs, levels, from, to);
    this.listener.onSnapshot(nowUs, instrument, lastId, exchUs, levels, from, to);
  }

  onDepth(
    nowUs: number,
    instrument: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    if (instrument === 0) this.writer.depth(nowUs, firstId, lastId, previousId, exchUs, levels, from, to);
    this.listener.onDepth(nowUs, instrument, firstId, lastId, previousId, exchUs, levels, from, to);
  }

  onTrade(
    nowUs: number,
    instrument: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): void {
    if (instrument === 0) this.writer.trade(nowUs, tradeId, exchUs, tick, lots, aggressor);
    this.listener.onTrade(nowUs, instrument, tradeId, exchUs, tick, lots, aggressor);
  }

  onOrderUpdate(nowUs: number, update: OrderUpdate): void {
    this.listener.onOrderUpdate(nowUs, update);
  }

  onFill(nowUs: number, fill: VenueFill): void {
    this.listener.onFill(nowUs, fill);
  }

  onOrderAnswer(nowUs: number, queryId: number, answer: Answer<VenueOrder | undefined>): void {
    this.listener.onOrderAnswer(nowUs, queryId, answer);
  }

  onOpenOrders(nowUs: number, queryId: number, answer: Answer<readonly VenueOrder[]>): void {
    this.listener.onOpenOrders(nowUs, queryId, answer);
  }

  onFills(nowUs: number, queryId: number, answer: Answer<readonly VenueFill[]>): void {
    this.listener.onFills(nowUs, queryId, answer);
  }

  onBalances(nowUs: number, queryId: number, answer: Answer<VenueAccount>): void {
    this.listener.onBalances(nowUs, queryId, answer);
  }

  onConnection(nowUs: number, up: boolean): void {
    this.listener.onConnection(nowUs, up);
  }

  private get listener(): VenueListener {
    if (!this.target) throw new Error('the feed recorder has nobody to pass messages to');
    return this.target;
  }

  private flush(): void {
    const { text } = this;
    this.text = '';
    // A gzip file may be many streams one behind the other.
    const bytes = this.path.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
    this.attempt(() => {
      writeFileSync(this.fd, bytes);
    });
  }

  private attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw new BacktestError(
        'RECORDING_WRITE_FAILED',
        `cannot write the recording ${this.path}: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  }
}
