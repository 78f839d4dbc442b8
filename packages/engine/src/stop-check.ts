import { parseClientOrderId } from './client-order-id.ts';
import type { EngineState } from './engine-state.ts';
import type { OrderDesk } from './order-desk.ts';
import type { VenueQueries } from './venue-queries.ts';
import type { VenueOrder } from './venue.ts';

/** A stop that could not be verified by then ends all the same and reports what is left, µs. */
const LIMIT_US = 30_000_000;
/** The venue's list is read again after this when it still showed an own order, µs. */
const REPEAT_US = 500_000;

/**
 * Follows a stop to its end (F39): once all own orders look ended, the venue's list of open orders has the last word.
 */
export class StopCheck {
  begun = false;
  done = false;
  dueUs = Infinity;
  private readonly state: EngineState;
  private readonly desk: OrderDesk;
  private readonly queries: VenueQueries;
  private readonly tag: string;
  private readonly instruments: number;
  private readonly onStopped: (nowUs: number) => void;
  private limitUs = Infinity;
  private asking = false;

  constructor(parts: {
    state: EngineState;
    desk: OrderDesk;
    queries: VenueQueries;
    tag: string;
    instruments: number;
    onStopped: (nowUs: number) => void;
  }) {
    this.state = parts.state;
    this.desk = parts.desk;
    this.queries = parts.queries;
    this.tag = parts.tag;
    this.instruments = parts.instruments;
    this.onStopped = parts.onStopped;
  }

  begin(nowUs: number, { keepOrders }: { readonly keepOrders: boolean }): void {
    this.begun = true;
    this.limitUs = nowUs + LIMIT_US;
    this.dueUs = this.limitUs;
    if (keepOrders) this.finish(nowUs);
  }

  ordersChanged(nowUs: number): void {
    if (!this.begun || this.done || this.asking || this.state.orders.working.length > 0) return;
    this.asking = true;
    let waiting = this.instruments;
    let clean = true;
    for (let i = 0; i < this.instruments; i++) {
      const askedAt = this.desk.newsCount;
      this.queries.openOrders(nowUs, i, (atUs, answer) => {
        if (!answer.ok) clean = false;
        else if (this.foundOwn(answer.value, { atUs, askedAt, askedUs: nowUs })) clean = false;
        if (--waiting > 0) return;
        this.asking = false;
        if (clean) this.finish(atUs);
        else this.dueUs = Math.min(this.limitUs, atUs + REPEAT_US);
      });
    }
  }

  onTimer(nowUs: number): void {
    if (nowUs < this.dueUs) return;
    this.dueUs = this.limitUs;
    if (nowUs >= this.limitUs) this.finish(nowUs);
    else this.ordersChanged(nowUs);
  }

  /** Own orders that the venue shows open although they look ended here come back, and are cancelled. */
  private foundOwn(
    open: readonly VenueOrder[],
    asked: { atUs: number; askedAt: number; askedUs: number },
  ): boolean {
    let own = false;
    for (const venueOrder of open) {
      if (parseClientOrderId(venueOrder.clientId)?.tag !== this.tag) continue;
      own = true;
      const order = this.state.orders.get(venueOrder.clientId);
      if (order) this.desk.inquiry.take(order, venueOrder, asked);
    }
    return own;
  }

  private finish(nowUs: number): void {
    if (this.done) return;
    this.done = true;
    this.dueUs = Infinity;
    this.onStopped(nowUs);
  }
}
