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

/**
 * Pairs the rows of a quote sheet with working orders so that as few messages as possible are needed: a row takes the
 * nearest working order of its side that is good enough by the row's own tolerances, whatever slot it was made for.
 */
export class QuoteDiff {
  readonly rowState: Uint8Array;
  readonly rowOrder: (Order | undefined)[];
  /** Working orders that no row wants. */
  readonly stale: Order[] = [];
  /** When a bound order gets too old for its row, µs; Infinity if never. */
  expiresUs = Infinity;

  constructor(capacity: number) {
    this.rowState = new Uint8Array(capacity);
    this.rowOrder = new Array<Order | undefined>(capacity).fill(undefined);
  }

  /** Starts over for the sheet's current version. */
  match(sheet: QuoteSheet, working: readonly Order[], nowUs: number): void {
    this.expiresUs = Infinity;
    this.stale.length = 0;
    for (const order of working) if (!order.cancelling) this.stale.push(order);
    for (let row = 0; row < sheet.count; row++) {
      const order = this.takeNearest(sheet, row, nowUs);
      this.rowOrder[row] = order;
      this.rowState[row] = order ? RowState.Bound : RowState.Waiting;
      if (order) this.expiresUs = Math.min(this.expiresUs, order.createdUs + (sheet.maxAgeUs[row] as number));
    }
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

  private takeNearest(sheet: QuoteSheet, row: number, nowUs: number): Order | undefined {
    const tick = sheet.tick[row] as number;
    const lots = sheet.lots[row] as number;
    const keepTicks = sheet.keepTicks[row] as number;
    const keepLots = sheet.keepLots[row] as number;
    const maxAgeUs = sheet.maxAgeUs[row] as number;
    let best = -1;
    let bestDistance = Infinity;
    for (let i = 0; i < this.stale.length; i++) {
      const order = this.stale[i] as Order;
      if (
        order.side !== sheet.side[row] ||
        order.instrument !== sheet.instrument[row] ||
        order.flags !== sheet.flags[row]
      )
        continue;
      if (nowUs - order.createdUs >= maxAgeUs) continue;
      const distance = Math.abs((order.replaceUnanswered ? order.replaceTick : order.tick) - tick);
      if (distance > keepTicks || distance >= bestDistance) continue;
      if (Math.abs(order.openLots - lots) > keepLots) continue;
      best = i;
      bestDistance = distance;
    }
    if (best < 0) return undefined;
    const order = this.stale[best];
    this.stale.splice(best, 1);
    return order;
  }
}
