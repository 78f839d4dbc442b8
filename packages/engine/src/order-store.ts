import { Side } from '@mrmarket/market/side';
import { Order } from './order.ts';
import type { OrderTerms } from './order.ts';

/** How long an ended order stays in memory for late news, µs. */
const KEEP_ENDED_US = 600_000_000;

export interface OrderLists {
  readonly ended: readonly string[];
  readonly owed: readonly string[];
}

/** All orders the engine knows: working ones by age, ended ones for ten minutes and until their fills are in. */
export class OrderStore {
  /** Orders that are not final, oldest first. */
  readonly working: Order[] = [];
  private readonly byId = new Map<string, Order>();
  private readonly ended: Order[] = [];
  /** Ended orders whose fills have not all arrived; few, so that the risk check need not look at all ended ones. */
  private readonly owed: Order[] = [];

  get(clientId: string): Order | undefined {
    return this.byId.get(clientId);
  }

  add(terms: OrderTerms): Order {
    const order = new Order(terms);
    this.byId.set(order.clientId, order);
    this.working.push(order);
    return order;
  }

  /** Puts the order where its state and its fills say; call after each change of either. */
  settle(order: Order, nowUs: number): void {
    const at = this.working.indexOf(order);
    if (!order.final) {
      if (at >= 0) return;
      remove(this.ended, order);
      remove(this.owed, order);
      this.insert(order);
      return;
    }
    if (order.unbookedLots === 0) remove(this.owed, order);
    else if (!this.owed.includes(order)) this.owed.push(order);
    if (at < 0) return;
    this.working.splice(at, 1);
    order.endedUs = nowUs;
    this.ended.push(order);
    this.forget(nowUs);
  }

  /** Lots that may still be bought or sold, worst case: open, in flight, unknown, and filled but not booked. */
  exposedLots(instrument: number, side: Side): number {
    let lots = 0;
    for (const order of this.working) {
      if (order.instrument === instrument && order.side === side) lots += order.openLots + order.unbookedLots;
    }
    for (const order of this.owed) {
      if (order.instrument === instrument && order.side === side) lots += order.unbookedLots;
    }
    return lots;
  }

  /** The lists of ended orders, so that `restore` finds them in the same order: client ids. */
  lists(): OrderLists {
    return { ended: this.ended.map(idOf), owed: this.owed.map(idOf) };
  }

  /** Takes over orders as `all` of another store gave them; this one is empty. */
  restore(orders: readonly Order[], { ended, owed }: OrderLists): void {
    for (const order of orders) {
      this.byId.set(order.clientId, order);
      if (!order.final) this.insert(order);
    }
    this.ended.push(...this.named(ended));
    this.owed.push(...this.named(owed));
  }

  /** All orders in memory, in the order they were made. */
  all(): MapIterator<Order> {
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

  private named(ids: readonly string[]): Order[] {
    return ids.flatMap((id) => this.byId.get(id) ?? []);
  }

  /** Puts an order that came back at its place by age. */
  private insert(order: Order): void {
    let at = this.working.length;
    while (at > 0 && isOlder(order, this.working[at - 1])) at--;
    this.working.splice(at, 0, order);
  }

  private forget(nowUs: number): void {
    let at = 0;
    while (at < this.ended.length && nowUs - this.ended[at].endedUs > KEEP_ENDED_US) {
      const order = this.ended[at];
      // A real fill must still find what was booked in its place.
      if (order.unbookedLots > 0 || order.syntheticLots > 0) at++;
      else {
        this.byId.delete(order.clientId);
        this.ended.splice(at, 1);
      }
    }
  }
}

function idOf({ clientId }: Order): string {
  return clientId;
}

function isOlder(a: Order, b: Order): boolean {
  return a.createdUs < b.createdUs || (a.createdUs === b.createdUs && a.intent < b.intent);
}

function remove(orders: Order[], order: Order): void {
  const at = orders.indexOf(order);
  if (at >= 0) orders.splice(at, 1);
}

function better(side: Side, a: number, b: number): number {
  if (a === 0) return b;
  return side === Side.Buy ? Math.max(a, b) : Math.min(a, b);
}
