import type { Side } from '@mrmarket/market/side';

/** What a wanted order is for. */
export const RowKind = {
  /** A level of the last refresh. */
  Quote: 0,
  /** The rest of a pair, kept through refreshes. */
  Hanging: 1,
  /** Closes a position. */
  Exit: 2,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/** Hanging orders at most; the rest of a pair beyond that is refreshed like any order. */
export const MAX_HANGING = 50;
const CAPACITY = 128;

/**
 * The orders that are wanted at this moment, with what has filled already taken out. It is what the strategy knows of
 * its own quotes: a row goes when its order has filled or is not wanted any more.
 */
export class WantedRows {
  count = 0;
  readonly kind = new Uint8Array(CAPACITY);
  readonly side = new Uint8Array(CAPACITY);
  /** Level of the proposal it was made for; pairs have the same one. */
  readonly level = new Int32Array(CAPACITY);
  readonly tick = new Int32Array(CAPACITY);
  /** Lots not filled yet. */
  readonly lots = new Float64Array(CAPACITY);

  clear(): void {
    this.count = 0;
  }

  add(kind: RowKind, side: Side, level: number, tick: number, lots: number): void {
    const i = this.count++;
    this.kind[i] = kind;
    this.side[i] = side;
    this.level[i] = level;
    this.tick[i] = tick;
    this.lots[i] = lots;
  }

  /** Takes one row out; the others keep their order. */
  remove(row: number): void {
    for (let i = row + 1; i < this.count; i++) this.move(i, i - 1);
    this.count--;
  }

  /** Takes out all rows of a kind, on both sides or on one. */
  removeKind(kind: RowKind, side?: Side): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.kind[i] === kind && (side === undefined || this.side[i] === side)) continue;
      if (kept !== i) this.move(i, kept);
      kept++;
    }
    this.count = kept;
  }

  countOf(kind: RowKind): number {
    let count = 0;
    for (let i = 0; i < this.count; i++) if (this.kind[i] === kind) count++;
    return count;
  }

  /** Row of a kind, side and level, -1 when there is none. */
  find(kind: RowKind, side: Side, level: number): number {
    for (let i = 0; i < this.count; i++) {
      if (this.kind[i] === kind && this.side[i] === side && this.level[i] === level) return i;
    }
    return -1;
  }

  /** Row of a side and price, -1 when there is none; no two rows of a side share one. */
  findAt(side: Side, tick: number): number {
    for (let i = 0; i < this.count; i++) if (this.side[i] === side && this.tick[i] === tick) return i;
    return -1;
  }

  /** Highest wanted bid, 0 when there is none. */
  highestBid(): number {
    let highest = 0;
    for (let i = 0; i < this.count; i++) if (this.side[i] === 0) highest = Math.max(highest, this.tick[i]);
    return highest;
  }

  /** Lowest wanted ask, Infinity when there is none. */
  lowestAsk(): number {
    let lowest = Infinity;
    for (let i = 0; i < this.count; i++) if (this.side[i] === 1) lowest = Math.min(lowest, this.tick[i]);
    return lowest;
  }

  private move(from: number, to: number): void {
    this.kind[to] = this.kind[from];
    this.side[to] = this.side[from];
    this.level[to] = this.level[from];
    this.tick[to] = this.tick[from];
    this.lots[to] = this.lots[from];
  }
}
