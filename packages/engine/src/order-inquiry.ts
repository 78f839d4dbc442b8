import type { UpdateRecord } from './journal-records.ts';
import { OrderState, Pending } from './order-state.ts';
import type { OrderEvent } from './order-state.ts';
import type { Order } from './order.ts';
import type { VenueFill, VenueOrder } from './venue.ts';
import type { VenueQueries } from './venue-queries.ts';

/** Waits between questions about an order whose fate is unknown, µs. */
export const ASK_AFTER_US = [500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000];
/** FILLED before its fills: they are fetched after this, µs; missing for longer they raise an alert. */
export const FILLS_AFTER_US = 5_000_000;
const FILLS_ALERT_US = 30_000_000;
/** What was booked in place of missing fills is looked for again after this, µs. */
export const SYNTHETIC_AGAIN_US = 60_000_000;
/** An order counts as gone only after it was missing in clean answers for this long, µs. */
const SETTLE_US = 10_000_000;
const CLEAN_ANSWERS = 3;

/** Where answers go; the order desk. */
export interface InquiryDesk {
  /** Counts news; an answer asked for before an order's last news is dropped. */
  readonly newsCount: number;
  fact(order: Order, nowUs: number, fact: Omit<UpdateRecord, 'type' | 'atUs' | 'clientId'>): void;
  fill(nowUs: number, fill: VenueFill): void;
  bookMissing(order: Order, nowUs: number): void;
  repeatCancel(order: Order): void;
  setDue(order: Order, atUs: number): void;
  alert(code: string, detail: string): void;
}

/**
 * Asks the venue about orders whose fate is unknown and about fills that are missing, and says what the answers mean
 * (trading.md 4.3). Silence, a timeout or an error is never an answer.
 */
export class OrderInquiry {
  private readonly desk: InquiryDesk;
  private readonly queries: VenueQueries;

  constructor(desk: InquiryDesk, queries: VenueQueries) {
    this.desk = desk;
    this.queries = queries;
  }

  /** One question: by client id, among the open orders, and among the fills. */
  ask(order: Order, nowUs: number): void {
    const wait = ASK_AFTER_US[Math.min(order.asks, ASK_AFTER_US.length - 1)];
    order.asks++;
    this.desk.setDue(order, nowUs + wait);
    const askedAt = this.desk.newsCount;
    const missing = { order: false, open: false, fills: false };
    let seen = false;
    const found = (atUs: number, answer: VenueOrder): void => {
      if (!seen) this.take(order, answer, { atUs, askedAt, askedUs: nowUs });
      seen = true;
    };
    const conclude = (atUs: number): void => {
      if (missing.order && missing.open && missing.fills) this.foundNowhere(order, atUs, askedAt);
    };
    this.queries.order(nowUs, { instrument: order.instrument, clientId: order.clientId }, (atUs, answer) => {
      if (!answer.ok) return;
      if (answer.value) found(atUs, answer.value);
      else missing.order = true;
      conclude(atUs);
    });
    this.queries.openOrders(nowUs, order.instrument, (atUs, answer) => {
      if (!answer.ok) return;
      const venueOrder = answer.value.find((o) => o.clientId === order.clientId);
      if (venueOrder) found(atUs, venueOrder);
      else missing.open = true;
      conclude(atUs);
    });
    this.queries.fills(
      nowUs,
      { instrument: order.instrument, sinceUs: order.createdUs - SETTLE_US },
      (atUs, answer) => {
        if (!answer.ok) return;
        for (const fill of answer.value) this.desk.fill(atUs, fill);
        if (!answer.value.some((fill) => fill.clientId === order.clientId)) missing.fills = true;
        conclude(atUs);
      },
    );
  }

  /**
   * Takes in how the venue describes an order.
   * @param asked when the question was sent, by `newsCount` and in µs, and when its answer came
   */
  take(order: Order, answer: VenueOrder, asked: { atUs: number; askedAt: number; askedUs: number }): void {
    order.missing = 0;
    if (order.newsAt > asked.askedAt) return;
    const event: OrderEvent = (
      { open: 'live', filled: 'full', canceled: 'cack', expired: 'exp', rejected: 'rej' } as const
    )[answer.status];
    const replaceResolved =
      order.replaceUnanswered &&
      ((answer.tick === order.replaceTick && answer.lots === order.replaceLots) ||
        asked.askedUs - order.replaceUs >= SETTLE_US);
    if (
      event === 'live' &&
      order.state === OrderState.Open &&
      !order.replaceUnanswered &&
      order.pending !== Pending.Cancel &&
      answer.filledLots <= order.filledLots
    )
      return;
    order.venueOrderId = answer.venueOrderId;
    this.desk.fact(order, asked.atUs, {
      event,
      venueUs: answer.venueUs,
      filledLots: answer.filledLots,
      tick: answer.tick,
      lots: answer.lots,
      replaceResolved,
    });
    if (order.pending === Pending.Cancel && order.state === OrderState.Open) {
      // Live although a cancel was sent: that one was lost, or refused as not found too early.
      this.desk.repeatCancel(order);
    }
  }

  private foundNowhere(order: Order, nowUs: number, askedAt: number): void {
    if (order.newsAt > askedAt || order.final) return;
    order.missing++;
    if (order.state === OrderState.Open) {
      this.desk.fact(order, nowUs, { event: 'gone', venueUs: 0 });
      return;
    }
    if (order.missing >= CLEAN_ANSWERS && nowUs - order.unknownSinceUs >= SETTLE_US)
      this.desk.fact(order, nowUs, { event: 'gone', venueUs: 0 });
  }

  /** Reads the fills of an order that owes some; after half a minute the venue's word is booked in their place. */
  fetchFills(order: Order, nowUs: number): void {
    if (order.unbookedLots > 0) {
      if (order.owedSinceUs === 0) order.owedSinceUs = nowUs;
      if (nowUs - order.owedSinceUs >= FILLS_ALERT_US) {
        const lots = `${order.unbookedLots} lots filled whose fills it does not list`;
        this.desk.alert(
          'FILL_MISSING',
          `${order.clientId}: the venue calls ${lots}; booked at the order's price`,
        );
        this.desk.bookMissing(order, nowUs);
        return;
      }
    }
    this.desk.setDue(order, nowUs + (order.unbookedLots > 0 ? FILLS_AFTER_US : SYNTHETIC_AGAIN_US));
    this.queries.fills(
      nowUs,
      { instrument: order.instrument, sinceUs: order.createdUs - SETTLE_US },
      (atUs, answer) => {
        if (answer.ok) for (const fill of answer.value) this.desk.fill(atUs, fill);
      },
    );
  }
}
