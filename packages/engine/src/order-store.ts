import { Side } from '@mrmarket/market/side';
import { Order } from './order.ts';
import type { OrderTerms } from './order.ts';

/** How long an ended order stays in memory for late news, µs. */
const KEEP_ENDED_US = 600_000_000;

/** All orders the engine knows: working ones in order of age, ended ones for ten minutes. */
export class OrderStore {
  /** Orders that are not final, oldest first. */
  readonly working: Order[] = [];
  private readonly byId = new Map<string, Order>();
  private readonly ended: Order[] = [];
  private readonly keepAll: boolean;

  /** @param keepAll while a journal is replayed nothing may be forgotten */
  constructor(keepAll = false) {
    this.keepAll = keepAll;
  }

  get(clientId: string): Order | undefined {
    return this.byId.get(clientId);
  }

  add(terms: OrderTerms): Order {
    const order = new Order(terms);
    this.byId.set(order.clientId, order);
    this.working.push(order);
    return order;
  }

  /** Puts the order where its state says; call after each change of state. */
  settle(order: Order, nowUs: number): void {
    const at = this.working.indexOf(order);
    if (order.final && at >= 0) {
      this.working.splice(at, 1);
      order.endedUs = nowUs;
      this.ended.push(order);
      this.forget(nowUs);
    } else if (!order.final && at < 0) {
      this.working.push(order);
      const ended = this.ended.indexOf(order);
      if (ended >= 0) this.ended.splice(ended, 1);
    }
  }

  /** Lots that may still be bought or sold, worst case: open, in flight, unknown, and filled but not booked. */
  exposedLots(instrument: number, side: Side): number {
    let lots = 0;
    for (const order of this.working) {
      if (order.instrument === instrument && order.side === side) lots += order.openLots;
    }
    return lots + this.unbookedLots(instrument, side);
  }

  /** All orders in memory, in the order they were made. */
  all(): Iterable<Order> {
    return this.byId.values();
  }

  /** Highest working buy or lowest working sell, worst case of unanswered replaces; 0 when there is none. */
  bestTick(instrument: number, side: Side): number {
    let best = 0;
    for (const order of this.working) {
      if (order.instrument !== instrument || order.side !== side) continue;
      best = better(side, best, order.tick);
      if (order.replaceUnanswered) best = better(side, best, order.replaceTick);
    }
    return best;
  }

  private unbookedLots(instrument: number, side: Side): number {
    let lots = 0;
    for (const order of this.working) {
      if (order.instrument === instrument && order.side === side) lots += order.unbookedLots;
    }
    for (const order of this.ended) {
      if (order.instrument === instrument && order.side === side) lots += order.unbookedLots;
    }
    return lots;
  }

  private forget(nowUs: number): void {
    if (this.keepAll) return;
    let first = this.ended[0];
    while (first !== undefined && nowUs - first.endedUs > KEEP_ENDED_US && first.unbookedLots === 0) {
      this.byId.delete(first.clientId);
      this.ended.shift();
      first = this.ended[0];
    }
  }
}

function better(side: Side, a: number, b: number): number {
  if (a === 0) return b;
  return side === Side.Buy ? Math.max(a, b) : Math.min(a, b);
}
