import type { Side } from '@mrmarket/market/side';
import type { OwnOrder } from '../strategy.ts';
import { RowKind } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

/**
 * Finds the working orders that are good enough for the rows of a refresh. Each order serves one row; those of hanging
 * rows are spoken for from the start.
 */
export class OrderKeeper {
  private orders: readonly OwnOrder[] = [];
  /** 1 for an order that serves a row. */
  private taken = new Uint8Array(128);

  start(orders: readonly OwnOrder[], rows: WantedRows): void {
    this.orders = orders;
    if (this.taken.length < orders.length) this.taken = new Uint8Array(2 * orders.length);
    this.taken.fill(0);
    for (let row = 0; row < rows.count; row++) {
      if (rows.kind[row] === RowKind.Hanging) this.nearest(rows.side[row] as Side, rows.tick[row], -1, 0);
    }
  }

  /**
   * Takes the nearest order of that side and open quantity within the tolerance.
   * @param tolerance ticks; negative: no order will do
   * @returns its price in ticks, 0 when there is none
   */
  keep(side: Side, tick: number, lots: number, tolerance: number): number {
    return this.nearest(side, tick, lots, tolerance);
  }

  /** @param lots open quantity it must have, -1 for any */
  private nearest(side: Side, tick: number, lots: number, tolerance: number): number {
    let best = -1;
    let bestDistance = tolerance + 0.5;
    for (let i = 0; i < this.orders.length; i++) {
      const order = this.orders[i];
      if (this.taken[i] === 1 || order.side !== side || order.instrument !== 0 || order.cancelling) continue;
      if (lots >= 0 && order.lots - order.filledLots !== lots) continue;
      const distance = Math.abs(order.tick - tick);
      if (distance >= bestDistance) continue;
      best = i;
      bestDistance = distance;
    }
    if (best < 0) return 0;
    this.taken[best] = 1;
    return this.orders[best].tick;
  }
}

/** Whether an own order works at that price. */
export function hasOrderAt(orders: readonly OwnOrder[], side: Side, tick: number): boolean {
  for (const order of orders) {
    if (order.side === side && order.tick === tick && order.instrument === 0 && !order.cancelling)
      return true;
  }
  return false;
}
