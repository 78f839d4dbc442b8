import type { Applied, EngineState } from './engine-state.ts';
import { EngineError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { EngineRecord, UpdateRecord } from './journal-records.ts';
import { OrderState, Pending, transitionCreated } from './order-state.ts';
import type { OrderEvent } from './order-state.ts';
import type { Order } from './order.ts';
import { RateBudget } from './rate-budget.ts';
import type { OrderUpdate, Venue, VenueFill, VenueOrder } from './venue.ts';
import type { VenueQueries } from './venue-queries.ts';

/** Waits between questions about an order whose fate is unknown, µs. */
const ASK_AFTER_US = [500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000];
/** An order counts as gone only after it was missing in clean answers for this long, µs. */
const SETTLE_US = 10_000_000;
const CLEAN_ANSWERS = 3;
/** A submit without any word for this long is unknown, µs. */
const SUBMIT_LIMIT_US = 5_000_000;
/** A submit refused with this code has reached the venue before. */
const DUPLICATE_ID = 'DUPLICATE_ID';
const CANCEL_REPEAT_US = 2_000_000;
const CANCEL_REPEATS = 5;
/** FILLED before its fills: they are fetched after this, µs; missing for longer they raise an alert. */
const FILLS_AFTER_US = 5_000_000;
const FILLS_ALERT_US = 30_000_000;

/** What the desk tells its owner. */
export interface DeskEvents {
  /** An own order changed; `ended` and `opened` name the steps a strategy cares for. */
  orderChanged(order: Order, step: 'opened' | 'ended' | 'changed'): void;
  filled(fill: VenueFill, order: Order | undefined, applied: Applied): void;
  alert(code: string, detail: string): void;
  /** News of an order or fill in our id shape that the journal does not know. */
  foreign(clientId: string): void;
  journalFailed(error: EngineError): void;
}

/**
 * Keeps each order's record straight: writes facts into the journal and the state, repeats cancels that got no
 * answer, and asks about orders whose fate is unknown. Never sends an order twice.
 */
export class OrderDesk {
  private readonly state: EngineState;
  private readonly journal: Journal;
  private readonly venue: Venue;
  private readonly queries: VenueQueries;
  private readonly events: DeskEvents;
  /** Counts news; an answer asked for before an order's last news is dropped. */
  newsCount = 0;
  private journalBroken = false;
  /** Cancels that were written down and wait for `flush`, or for room in the budget. */
  private readonly unsentCancels: Order[] = [];
  private readonly cancelBudget: RateBudget;
  /** When something is due, µs. */
  dueUs = Infinity;

  constructor(parts: {
    state: EngineState;
    journal: Journal;
    venue: Venue;
    queries: VenueQueries;
    events: DeskEvents;
    /** Messages a second that are reserved for cancels. */
    cancelsPerSec: number;
  }) {
    this.state = parts.state;
    this.journal = parts.journal;
    this.venue = parts.venue;
    this.queries = parts.queries;
    this.events = parts.events;
    this.cancelBudget = new RateBudget(parts.cancelsPerSec);
  }

  /** Writes a record and applies it. Durable with the next `commit`. */
  record(record: EngineRecord): Applied {
    if (!this.journalBroken) {
      try {
        this.journal.append(record);
      } catch (error) {
        this.fail(error);
      }
    }
    return this.state.apply(record);
  }

  /** @returns false when the journal could not be written: nothing new may be sent */
  commit(): boolean {
    if (this.journalBroken) return false;
    try {
      this.journal.commit();
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** Marks an order as sent just now. */
  submitted(order: Order, nowUs: number): void {
    order.submittedUs = nowUs;
    this.setDue(order, nowUs + SUBMIT_LIMIT_US);
  }

  /** Marks a replace as sent just now: without any word it is asked about. */
  replaced(order: Order, nowUs: number): void {
    this.setDue(order, nowUs + SUBMIT_LIMIT_US);
  }

  /** Wants a cancel: it goes out with the next `flush` if the order is live, otherwise once it is. */
  cancel(order: Order, nowUs: number): void {
    order.cancelWanted = true;
    if (order.state !== OrderState.Open || order.pending === Pending.Cancel) return;
    this.record({ type: 'cancel', atUs: nowUs, clientId: order.clientId });
    this.unsentCancels.push(order);
  }

  /**
   * Sends the cancels of this event, after one commit for all, as far as their budget goes; the rest follows as it
   * fills up. The owner calls it at the end of each event.
   */
  flush(nowUs: number): void {
    const { unsentCancels } = this;
    if (unsentCancels.length === 0) return;
    // A cancel goes out even when it could not be written: it only ever lowers the risk.
    this.commit();
    let done = 0;
    for (const order of unsentCancels) {
      if (order.pending === Pending.Cancel) {
        if (!this.cancelBudget.take(nowUs)) break;
        this.sendCancel(order, nowUs);
      }
      done++;
    }
    unsentCancels.splice(0, done);
    if (unsentCancels.length > 0) this.dueUs = Math.min(this.dueUs, this.cancelBudget.nextUs(nowUs));
  }

  /** Takes in a message about an order. */
  update(nowUs: number, update: OrderUpdate): void {
    const order = this.state.orders.get(update.clientId);
    if (!order) {
      this.events.foreign(update.clientId);
      return;
    }
    if (update.venueOrderId !== undefined) order.venueOrderId = update.venueOrderId;
    const { news } = update;
    if (news === 'camb') {
      if (order.pending === Pending.Cancel) this.setDue(order, nowUs + CANCEL_REPEAT_US);
      return;
    }
    if (news === 'ramb') {
      if (order.replaceUnanswered) this.startAsking(order, nowUs);
      return;
    }
    order.newsAt = ++this.newsCount;
    if (news === 'rej' && update.code === DUPLICATE_ID) {
      // It was sent before: what became of that one is what counts.
      if (order.state === OrderState.Submitted) this.fact(order, nowUs, { event: 'amb', venueUs: 0 });
      if (!order.final) this.startAsking(order, nowUs);
      return;
    }
    if (news === 'cmiss') {
      // The venue does not have it among its open orders: its last state decides, and only its own word tells that.
      if (!order.final) this.startAsking(order, nowUs);
      return;
    }
    this.fact(order, nowUs, {
      event: news,
      venueUs: update.venueUs,
      filledLots: update.filledLots,
      tick: update.tick,
      lots: update.lots,
      code: update.code,
    });
  }

  /** Books a fill, whatever the state of its order. */
  fill(nowUs: number, fill: VenueFill): void {
    const order = this.state.orders.get(fill.clientId);
    const known = this.state.fills.get(`${fill.instrument}:${fill.tradeId}`);
    if (known) {
      this.repeatedFill(nowUs, fill);
      return;
    }
    // What an account had filled before it was taken over is in its opening balances.
    if (!order && fill.venueUs < (this.state.opening?.atUs ?? Infinity)) return;
    const before = order?.state;
    if (order) order.newsAt = ++this.newsCount;
    else this.events.foreign(fill.clientId);
    const applied = this.record({ type: 'fill', atUs: nowUs, ...fill });
    this.commit();
    this.raise(applied, fill.clientId);
    this.events.filled(fill, order, applied);
    if (order) this.changed(order, before as OrderState, nowUs);
  }

  /** Does what is due: repeats cancels, asks about unknown orders, fetches fills that are missing. */
  onTimer(nowUs: number): void {
    if (nowUs < this.dueUs) return;
    for (const order of [...this.state.orders.all()]) if (order.dueUs <= nowUs) this.act(order, nowUs);
    this.findDue();
  }

  /** Asks about an order now, and goes on until its fate is known. */
  startAsking(order: Order, nowUs: number): void {
    order.asks = 0;
    this.ask(order, nowUs);
  }

  /** Forgets timers of the last life: every order that is not final is asked for. */
  askAll(nowUs: number): void {
    for (const order of [...this.state.orders.working]) {
      if (order.state === OrderState.Unknown && order.unknownSinceUs === 0) order.unknownSinceUs = nowUs;
      this.startAsking(order, nowUs);
    }
    for (const order of this.state.orders.all()) {
      if (order.final && order.unbookedLots > 0) this.setDue(order, nowUs);
    }
  }

  /** Takes over an open order of ours that the journal lost, to be cancelled. */
  adopt(venueOrder: VenueOrder, intent: number, nowUs: number): void {
    const { clientId, instrument, side, tick, lots } = venueOrder;
    const { order } = this.record({
      type: 'submit',
      intent,
      clientId,
      instrument,
      side,
      slot: -1,
      tick,
      lots,
      flags: 0,
      createdUs: nowUs,
    });
    if (!order) return;
    transitionCreated(order, 'send');
    this.events.alert(
      'ORDER_ADOPTED',
      `${clientId}: open at the venue, missing in a journal that lost its end`,
    );
    this.fact(order, nowUs, {
      event: 'live',
      venueUs: venueOrder.venueUs,
      filledLots: venueOrder.filledLots,
    });
    this.cancel(order, nowUs);
  }

  private act(order: Order, nowUs: number): void {
    order.dueUs = Infinity;
    if (order.state === OrderState.Submitted && nowUs - order.submittedUs >= SUBMIT_LIMIT_US) {
      this.fact(order, nowUs, { event: 'amb', venueUs: 0 });
    } else if (order.final) {
      if (order.unbookedLots > 0) this.fetchFills(order, nowUs);
    } else if (order.pending === Pending.Cancel && order.state === OrderState.Open) {
      if (order.cancelTries < CANCEL_REPEATS) this.repeatCancel(order);
      else {
        this.countCancel(order);
        this.ask(order, nowUs);
      }
    } else if (order.cancelWanted && order.state === OrderState.Open) {
      this.cancel(order, nowUs);
    } else if (order.state === OrderState.Unknown || order.replaceUnanswered) this.ask(order, nowUs);
    else if (order.unbookedLots > 0) this.fetchFills(order, nowUs);
  }

  private repeatCancel(order: Order): void {
    if (!this.unsentCancels.includes(order)) this.unsentCancels.push(order);
  }

  /** Counts a cancel, or a question in its place. */
  private countCancel(order: Order): void {
    if (order.cancelTries === CANCEL_REPEATS)
      this.events.alert('CANCEL_UNANSWERED', `${order.clientId}: no answer to ${order.cancelTries} cancels`);
    order.cancelTries++;
  }

  private sendCancel(order: Order, nowUs: number): void {
    this.countCancel(order);
    this.venue.cancel({ instrument: order.instrument, clientId: order.clientId });
    this.setDue(order, nowUs + CANCEL_REPEAT_US * order.cancelTries);
  }

  /** One question: by client id, among the open orders, and among the fills. */
  private ask(order: Order, nowUs: number): void {
    const wait = ASK_AFTER_US[Math.min(order.asks, ASK_AFTER_US.length - 1)];
    order.asks++;
    this.setDue(order, nowUs + wait);
    const askedAt = this.newsCount;
    const missing = { order: false, open: false, fills: false };
    let seen = false;
    const found = (atUs: number, answer: VenueOrder): void => {
      if (!seen) this.found(order, answer, { atUs, askedAt, askedUs: nowUs });
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
        for (const fill of answer.value) this.fill(atUs, fill);
        if (!answer.value.some((fill) => fill.clientId === order.clientId)) missing.fills = true;
        conclude(atUs);
      },
    );
  }

  /**
   * Takes in how the venue describes an order.
   * @param asked when the question was sent, by `newsCount` and in µs, and when its answer came
   */
  found(order: Order, answer: VenueOrder, asked: { atUs: number; askedAt: number; askedUs: number }): void {
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
    this.fact(order, asked.atUs, {
      event,
      venueUs: answer.venueUs,
      filledLots: answer.filledLots,
      tick: answer.tick,
      lots: answer.lots,
      replaceResolved,
    });
    if (order.pending === Pending.Cancel && order.state === OrderState.Open) {
      // Live although a cancel was sent: that one was lost, or refused as not found too early.
      this.repeatCancel(order);
    }
  }

  private foundNowhere(order: Order, nowUs: number, askedAt: number): void {
    if (order.newsAt > askedAt || order.final) return;
    order.missing++;
    if (order.state === OrderState.Open) {
      this.fact(order, nowUs, { event: 'gone', venueUs: 0 });
      return;
    }
    if (order.missing >= CLEAN_ANSWERS && nowUs - order.unknownSinceUs >= SETTLE_US)
      this.fact(order, nowUs, { event: 'gone', venueUs: 0 });
  }

  private fetchFills(order: Order, nowUs: number): void {
    if (order.owedSinceUs === 0) order.owedSinceUs = nowUs;
    const waitedUs = nowUs - order.owedSinceUs;
    if (waitedUs >= FILLS_ALERT_US && waitedUs < FILLS_ALERT_US + FILLS_AFTER_US) {
      this.events.alert(
        'FILL_MISSING',
        `${order.clientId}: the venue calls ${order.unbookedLots} lots filled whose fills it does not list`,
      );
    }
    this.setDue(order, nowUs + FILLS_AFTER_US);
    this.queries.fills(
      nowUs,
      { instrument: order.instrument, sinceUs: order.createdUs - SETTLE_US },
      (atUs, answer) => {
        if (answer.ok) for (const fill of answer.value) this.fill(atUs, fill);
      },
    );
  }

  private fact(order: Order, nowUs: number, fact: Omit<UpdateRecord, 'type' | 'atUs' | 'clientId'>): void {
    const before = order.state;
    const record: UpdateRecord = { type: 'update', atUs: nowUs, clientId: order.clientId, ...fact };
    this.raise(this.record(record), order.clientId);
    this.changed(order, before, nowUs);
  }

  private changed(order: Order, before: OrderState, nowUs: number): void {
    if (order.unbookedLots === 0) order.owedSinceUs = 0;
    else if (order.owedSinceUs === 0) order.owedSinceUs = nowUs;
    if (order.state === OrderState.Unknown) {
      if (before !== OrderState.Unknown) {
        order.unknownSinceUs = nowUs;
        order.missing = 0;
        order.asks = 0;
        this.setDue(order, nowUs + ASK_AFTER_US[0]);
      }
    } else if (order.final) {
      order.dueUs = Infinity;
      if (order.unbookedLots > 0) this.setDue(order, nowUs + FILLS_AFTER_US);
    } else if (order.state === OrderState.Open) {
      if (order.pending === Pending.None && !order.replaceUnanswered) {
        order.dueUs = Infinity;
        if (order.unbookedLots > 0) this.setDue(order, nowUs + FILLS_AFTER_US);
      }
      if (order.cancelWanted && order.pending !== Pending.Cancel) {
        if (order.cancelTries === 0) this.cancel(order, nowUs);
        // Refused before: again, but not at once.
        else this.setDue(order, nowUs + CANCEL_REPEAT_US * Math.min(order.cancelTries, CANCEL_REPEATS));
      }
    }
    const step =
      order.final && before !== order.state
        ? 'ended'
        : order.state === OrderState.Open && before !== OrderState.Open
          ? 'opened'
          : 'changed';
    this.events.orderChanged(order, step);
  }

  private repeatedFill(nowUs: number, fill: VenueFill): void {
    const { feeAsset, fee } = fill;
    const known = this.state.fills.get(`${fill.instrument}:${fill.tradeId}`);
    if (known?.fee === undefined && fee !== undefined && feeAsset !== undefined) {
      this.record({
        type: 'fee',
        atUs: nowUs,
        instrument: fill.instrument,
        tradeId: fill.tradeId,
        feeAsset,
        fee,
      });
      this.commit();
    }
    // Same key, other numbers: applying it changes nothing but tells.
    this.raise(this.state.apply({ type: 'fill', atUs: nowUs, ...fill }), fill.clientId);
  }

  private raise(applied: Applied, clientId: string): void {
    if (applied.alert !== undefined) this.events.alert(applied.alert, clientId);
  }

  private setDue(order: Order, atUs: number): void {
    order.dueUs = atUs;
    this.dueUs = Math.min(this.dueUs, atUs);
  }

  private findDue(): void {
    this.dueUs = Infinity;
    for (const order of this.state.orders.all()) this.dueUs = Math.min(this.dueUs, order.dueUs);
  }

  private fail(error: unknown): void {
    if (this.journalBroken) return;
    this.journalBroken = true;
    this.events.journalFailed(
      error instanceof EngineError
        ? error
        : new EngineError('JOURNAL_WRITE_FAILED', 'the journal could not be written', { cause: error }),
    );
  }
}
