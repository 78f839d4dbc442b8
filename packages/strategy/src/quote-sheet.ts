import type { Side } from '@mrmarket/market/side';

/** Flags of a row, or-ed together. */
export const QuoteFlag = { PostOnly: 1, ReduceOnly: 2, Ioc: 4 } as const;

/** One order the strategy wants to have resting. */
export interface QuoteRow {
  /** Index into the view's instruments. */
  readonly instrument: number;
  readonly side: Side;
  /** The strategy's own number for this order (its level); unique per instrument and side. */
  readonly slot: number;
  /** Price in ticks. */
  readonly tick: number;
  /** Quantity that should rest, in lots. */
  readonly lots: number;
  /** `QuoteFlag`s. */
  readonly flags: number;
  /** A working order this many ticks away is good enough. */
  readonly keepTicks: number;
  /** A working order whose open quantity differs by up to this many lots is good enough. */
  readonly keepLots: number;
  /** An order older than this is renewed, microseconds; Infinity = never. */
  readonly maxAgeUs: number;
}

/**
 * What a strategy wants to have resting, as preallocated columns.
 *
 * The sheet stays as it is until the strategy clears and rewrites it. Each rewrite is one version, and a row is
 * **one** intent per version: once its order was filled, cancelled, refused or denied the row is spent, and only a
 * new version asks again. So a strategy that rewrites on each event re-quotes at once, and one that rewrites
 * every ten seconds waits.
 */
export class QuoteSheet {
  /** Rows in use. */
  count = 0;
  /** Grows with each rewrite. */
  version = 0;
  /** Wait until an old order is gone before the one that takes its place is sent. */
  waitCancel = false;
  readonly capacity: number;
  readonly instrument: Uint8Array;
  readonly side: Uint8Array;
  readonly slot: Int32Array;
  readonly tick: Int32Array;
  readonly lots: Float64Array;
  readonly flags: Uint8Array;
  readonly keepTicks: Float64Array;
  readonly keepLots: Float64Array;
  readonly maxAgeUs: Float64Array;

  constructor(capacity = 128) {
    this.capacity = capacity;
    this.instrument = new Uint8Array(capacity);
    this.side = new Uint8Array(capacity);
    this.slot = new Int32Array(capacity);
    this.tick = new Int32Array(capacity);
    this.lots = new Float64Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.keepTicks = new Float64Array(capacity);
    this.keepLots = new Float64Array(capacity);
    this.maxAgeUs = new Float64Array(capacity);
  }

  /** Starts a new version with nothing wanted. */
  clear(): void {
    this.count = 0;
    this.version++;
  }

  /**
   * Adds a row to the current version.
   * @throws RangeError when the sheet is full, or a price or quantity is not a positive integer.
   */
  add(row: QuoteRow): void {
    const i = this.count;
    if (i === this.capacity) throw new RangeError(`quote sheet holds at most ${this.capacity} rows`);
    if (!Number.isSafeInteger(row.lots) || row.lots <= 0)
      throw new RangeError(`lots must be a positive integer, got ${row.lots}`);
    if (row.tick !== (row.tick | 0) || row.tick <= 0)
      throw new RangeError(`tick must be a positive integer, got ${row.tick}`);
    this.instrument[i] = row.instrument;
    this.side[i] = row.side;
    this.slot[i] = row.slot;
    this.tick[i] = row.tick;
    this.lots[i] = row.lots;
    this.flags[i] = row.flags;
    this.keepTicks[i] = row.keepTicks;
    this.keepLots[i] = row.keepLots;
    this.maxAgeUs[i] = row.maxAgeUs;
    this.count = i + 1;
  }
}
