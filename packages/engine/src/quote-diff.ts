import type { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import type { Order } from './order.ts';

/** What became of a row of the sheet in its current version. */
export const RowState = {
  /** Nothing was sent for it yet. */
  Waiting: 0,
  /** An order stands for it. */
  Bound: 1,
  /** Its order ended, or it was refused: only a new version asks again. */
  Spent: 2,
} as const;
export type RowState = (typeof RowState)[keyof typeof RowState];

const FREE = -1;

/**
 * Pairs the rows of a quote sheet with working orders so that as few messages as possible are needed. A row takes the
 * nearest working order of its side that is good enough by the row's own tolerances, whatever slot it was made for;
 * rows that got none this way make others move over where that makes one more pair (Kuhn's augmenting paths, so the
 * number of pairs is the largest possible). Allocates nothing per match.
 */
export class QuoteDiff {
  readonly rowState: Uint8Array;
  readonly rowOrder: (Order | undefined)[];
  /** Working orders that no row wants, oldest first. */
  readonly stale: Order[] = [];
  /** When a bound order gets too old for its row, µs; Infinity if never. */
  expiresUs = Infinity;
  private version = -1;
  /** Orders that may stand for a row, and which row each stands for. */
  private readonly candidates: Order[] = [];
  private takenBy = new Int32Array(64);
  /** Candidates that the search for one more pair has looked at. */
  private seen = new Uint8Array(64);

  constructor(capacity: number) {
    this.rowState = new Uint8Array(capacity);
    this.rowOrder = new Array<Order | undefined>(capacity).fill(undefined);
  }

  /** Pairs afresh. Within one version of the sheet, spent rows stay spent. */
  match(sheet: QuoteSheet, working: readonly Order[], nowUs: number): void {
    const sameVersion = sheet.version === this.version;
    this.version = sheet.version;
    this.collect(working);
    let pairs = 0;
    for (let row = 0; row < sheet.count; row++) {
      this.rowOrder[row] = undefined;
      if (sameVersion && this.rowState[row] === RowState.Spent) continue;
      const nearest = this.nearest(sheet, row, nowUs);
      this.rowState[row] = nearest === FREE ? RowState.Waiting : RowState.Bound;
      if (nearest === FREE) continue;
      this.takenBy[nearest] = row;
      pairs++;
    }
    // Only a row that has an order can move over to another.
    for (let row = 0; row < sheet.count && pairs > 0; row++) {
      if (this.rowState[row] !== RowState.Waiting) continue;
      this.seen.fill(0, 0, this.candidates.length);
      if (this.moveOver(sheet, row, nowUs)) this.rowState[row] = RowState.Bound;
    }
    this.conclude(sheet);
  }

  bind(row: number, order: Order, maxAgeUs: number): void {
    this.rowState[row] = RowState.Bound;
    this.rowOrder[row] = order;
    this.expiresUs = Math.min(this.expiresUs, order.createdUs + maxAgeUs);
  }

  /** An order ended: its row, if it has one, is spent. */
  release(sheet: QuoteSheet, order: Order): void {
    for (let row = 0; row < sheet.count; row++) {
      if (this.rowOrder[row] === order) {
        this.rowOrder[row] = undefined;
        this.rowState[row] = RowState.Spent;
      }
    }
    const at = this.stale.indexOf(order);
    if (at >= 0) this.stale.splice(at, 1);
  }

  private collect(working: readonly Order[]): void {
    const { candidates } = this;
    candidates.length = 0;
    for (const order of working) if (!order.cancelling) candidates.push(order);
    if (candidates.length > this.takenBy.length) {
      this.takenBy = new Int32Array(2 * candidates.length);
      this.seen = new Uint8Array(2 * candidates.length);
    }
    this.takenBy.fill(FREE, 0, candidates.length);
  }

  /** The free candidate nearest in price that is good enough for the row, the oldest of equals. */
  private nearest(sheet: QuoteSheet, row: number, nowUs: number): number {
    let best = FREE;
    let bestDistance = Infinity;
    for (let i = 0; i < this.candidates.length; i++) {
      if (this.takenBy[i] !== FREE) continue;
      const order = this.candidates[i];
      if (!isGoodEnough(sheet, row, order, nowUs)) continue;
      const distance = Math.abs(wantedTick(order) - sheet.tick[row]);
      if (distance >= bestDistance) continue;
      best = i;
      bestDistance = distance;
    }
    return best;
  }

  /** Finds the row an order by letting rows that have one take another. */
  private moveOver(sheet: QuoteSheet, row: number, nowUs: number): boolean {
    for (let i = 0; i < this.candidates.length; i++) {
      if (this.seen[i] === 1 || !isGoodEnough(sheet, row, this.candidates[i], nowUs)) continue;
      this.seen[i] = 1;
      const holder = this.takenBy[i];
      if (holder !== FREE && !this.moveOver(sheet, holder, nowUs)) continue;
      this.takenBy[i] = row;
      return true;
    }
    return false;
  }

  private conclude(sheet: QuoteSheet): void {
    this.expiresUs = Infinity;
    this.stale.length = 0;
    for (let i = 0; i < this.candidates.length; i++) {
      const row = this.takenBy[i];
      if (row === FREE) this.stale.push(this.candidates[i]);
      else this.bind(row, this.candidates[i], sheet.maxAgeUs[row]);
    }
  }
}

/** The price the order has, or will have when its replace is answered. */
function wantedTick(order: Order): number {
  return order.replaceUnanswered ? order.replaceTick : order.tick;
}

function isGoodEnough(sheet: QuoteSheet, row: number, order: Order, nowUs: number): boolean {
  return (
    order.side === sheet.side[row] &&
    order.instrument === sheet.instrument[row] &&
    order.flags === sheet.flags[row] &&
    nowUs - order.createdUs < sheet.maxAgeUs[row] &&
    Math.abs(wantedTick(order) - sheet.tick[row]) <= sheet.keepTicks[row] &&
    Math.abs(order.openLots - sheet.lots[row]) <= sheet.keepLots[row]
  );
}
