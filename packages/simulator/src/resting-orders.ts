import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { ExchangeOrder } from './exchange-order.ts';

/** Client orders of one side, first in first out per price level. */
export class RestingOrders {
  readonly side: Side;
  /** Best price of a client order, or `NO_BID`, `NO_ASK`. */
  best: number;
  count = 0;
  private readonly none: number;
  private readonly levels = new Map<number, ExchangeOrder[]>();

  constructor(side: Side) {
    this.side = side;
    this.none = side === Side.Buy ? NO_BID : NO_ASK;
    this.best = this.none;
  }

  at(tick: number): readonly ExchangeOrder[] | undefined {
    return this.levels.get(tick);
  }

  /** Quantity of client orders at a price, lots. */
  lotsAt(tick: number): number {
    let lots = 0;
    for (const order of this.levels.get(tick) ?? []) lots += order.openLots;
    return lots;
  }

  /** Quantity that one client has resting on this side, lots. */
  lotsOf(client: number): number {
    let lots = 0;
    for (const level of this.levels.values()) {
      for (const order of level) if (order.client === client) lots += order.openLots;
    }
    return lots;
  }

  /** Orders that one client has resting on this side, best price first. */
  of(client: number): ExchangeOrder[] {
    const orders: ExchangeOrder[] = [];
    for (const tick of this.ticks()) {
      for (const order of this.levels.get(tick) ?? []) if (order.client === client) orders.push(order);
    }
    return orders;
  }

  /** Prices with client orders, best first. */
  ticks(): number[] {
    const ticks = [...this.levels.keys()];
    return this.side === Side.Buy ? ticks.sort((a, b) => b - a) : ticks.sort((a, b) => a - b);
  }

  /** The next price with client orders that is worse than this one, or `NO_BID`, `NO_ASK`. */
  next(than: number): number {
    let next = this.none;
    for (const tick of this.levels.keys()) {
      if (this.better(than, tick) && this.better(tick, next)) next = tick;
    }
    return next;
  }

  add(order: ExchangeOrder): void {
    const level = this.levels.get(order.tick);
    if (level) level.push(order);
    else this.levels.set(order.tick, [order]);
    this.count++;
    if (this.better(order.tick, this.best)) this.best = order.tick;
  }

  remove(order: ExchangeOrder): void {
    const level = this.levels.get(order.tick);
    const index = level?.indexOf(order) ?? -1;
    if (!level || index < 0) return;
    level.splice(index, 1);
    this.count--;
    if (level.length > 0) return;
    this.levels.delete(order.tick);
    if (order.tick === this.best) this.best = this.next(order.tick);
  }

  private better(tick: number, than: number): boolean {
    return this.side === Side.Buy ? tick > than : tick < than;
  }
}
