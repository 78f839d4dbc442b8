import type { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { isTooNear } from './min-spread.ts';
import { RowKind } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

/**
 * The range of prices in which nothing has to be done, so that an event between refreshes is two comparisons and not a
 * walk over all rows.
 */
export class WatchRange {
  private low = -Infinity;
  private high = Infinity;
  /** Twice the mid (half ticks) at which the stop loss acts; NaN is off. */
  private stopLow2 = NaN;
  private stopHigh2 = NaN;

  get hasStop(): boolean {
    return !(Number.isNaN(this.stopLow2) && Number.isNaN(this.stopHigh2));
  }

  /** @param tick mid of the stop loss in ticks, NaN when there is none */
  stopAt(tick: number, netLots: number): void {
    this.stopLow2 = netLots > 0 ? 2 * tick : NaN;
    this.stopHigh2 = netLots < 0 ? 2 * tick : NaN;
  }

  /** Whether the stop loss has to act. */
  stops(book: OrderBook): boolean {
    const mid2 = book.mid2();
    return mid2 <= this.stopLow2 || mid2 >= this.stopHigh2;
  }

  /**
   * Works out the range from the rows: no quote is nearer than the minimum spread, no hanging order farther than its
   * limit.
   * @returns false when every price is inside
   */
  set(rows: WantedRows, minSpread: number, hangingMax: number): boolean {
    this.low = -Infinity;
    this.high = Infinity;
    for (let row = 0; row < rows.count; row++) {
      const tick = rows.tick[row];
      if (rows.kind[row] === RowKind.Hanging) {
        this.low = Math.max(this.low, tick / (1 + hangingMax));
        this.high = Math.min(this.high, tick / (1 - hangingMax));
      } else if (rows.kind[row] === RowKind.Quote && minSpread > -Infinity) {
        if (rows.side[row] === Side.Buy) this.low = Math.max(this.low, tick / (1 - minSpread));
        else this.high = Math.min(this.high, tick / (1 + minSpread));
      }
    }
    return this.low > -Infinity || this.high < Infinity;
  }

  /** Whether all rows may stay at this reference price. */
  holds(ref: number): boolean {
    return ref >= this.low && ref <= this.high;
  }
}

/** Takes out the quotes nearer to the reference price than the minimum spread; hanging orders and exits stay. */
export function dropTooNear(rows: WantedRows, ref: number, minSpread: number): void {
  for (let row = rows.count - 1; row >= 0; row--) {
    if (rows.kind[row] !== RowKind.Quote) continue;
    if (isTooNear(rows.side[row] as Side, rows.tick[row], ref, minSpread)) rows.remove(row);
  }
}
