import type { Applied, EngineState } from './engine-state.ts';
import { EngineError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { EngineRecord, FillRecord, UpdateRecord } from './journal-records.ts';
import { ASK_AFTER_US, FILLS_AFTER_US, OrderInquiry, SYNTHETIC_AGAIN_US } from './order-inquiry.ts';
import type { InquiryDesk } from './order-inquiry.ts';
import { OrderState, Pending, transitionCreated } from './order-state.ts';
import type { Order } from './order.ts';
import { RateBudget } from './rate-budget.ts';
import type { OrderUpdate, Venue, VenueFill, VenueOrder } from './venue.ts';
import type { VenueQueries } from './venue-queries.ts';

/** A submit without any word for this long is unknown, µs. */
const SUBMIT_LIMIT_US = 5_000_000;
/** A submit refused with this code has reached the venue before. */
const DUPLICATE_ID = 'DUPLICATE_ID';
const CANCEL_REPEAT_US = 2_000_000;
const CANCEL_REPEATS = 5;

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
export class OrderDesk implements InquiryDesk {
  /** Asks about orders whose fate is unknown. */
  readonly inquiry: OrderInquiry;
  private readonly state: EngineState;
  private readonly journal: Journal;
  private readonly venue: Venue;
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
    this.inquiry = new OrderInquiry(this, parts.queries);
    this.events = parts.events;
    this.cancelBudget = new RateBudget(parts.cancelsPerSec);
  }

  /** Writes a record and applies it. Durable with the next `commit`. */
  record(record: EngineRecord): Applied {
    const applied = this.state.apply(record);
    if (!this.journalBroken) {
      try {
        this.journal.append(record, applied);
      } catch (error) {
        this.fail(error);
      }
    }
    return applied;
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
    if (order) order.newsAt = ++this.newsCount;
    else this.events.foreign(fill.clientId);
    this.book(nowUs, { type: 'fill', atUs: nowUs, ...fill }, order);
  }

  /**
   * Books what the venue calls filled although its fills never came, at the order's price and the expected fee. The id
   * follows from order and quantity, so that each run would give the same.
   */
  bookMissing(order: Order, nowUs: number): void {
    const { instrument, clientId, side, tick, unbookedLots: lots, filledLots } = order;
    const tradeId = `synthetic:${this.venue.name}:${clientId}:${filledLots}`;
    const fill = { instrument, tradeId, clientId, side, tick, lots, maker: true, venueUs: nowUs };
    this.book(nowUs, { type: 'fill', atUs: nowUs, synthetic: true, ...fill }, order);
  }

  private book(nowUs: number, record: FillRecord, order: Order | undefined): void {
    const before = order?.state;
    const applied = this.record(record);
    this.commit();
    this.raise(applied, record.clientId);
    this.events.filled(record, order, applied);
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
    this.inquiry.ask(order, nowUs);
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
      if (order.unbookedLots > 0 || order.syntheticLots > 0) this.inquiry.fetchFills(order, nowUs);
    } else if (order.pending === Pending.Cancel && order.state === OrderState.Open) {
      if (order.cancelTries < CANCEL_REPEATS) this.repeatCancel(order);
      else {
        this.countCancel(order);
        this.inquiry.ask(order, nowUs);
      }
    } else if (order.cancelWanted && order.state === OrderState.Open) {
      this.cancel(order, nowUs);
    } else if (order.state === OrderState.Unknown || order.replaceUnanswered) this.inquiry.ask(order, nowUs);
    else if (order.unbookedLots > 0) this.inquiry.fetchFills(order, nowUs);
  }

  /** Sends a cancel again, as the budget allows. */
  repeatCancel(order: Order): void {
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

  /** Writes down and applies what is known now. */
  fact(order: Order, nowUs: number, fact: Omit<UpdateRecord, 'type' | 'atUs' | 'clientId'>): void {
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
      else if (order.syntheticLots > 0) this.setDue(order, nowUs + SYNTHETIC_AGAIN_US);
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

  alert(code: string, detail: string): void {
    this.events.alert(code, detail);
  }

  private raise(applied: Applied, clientId: string): void {
    if (applied.alert !== undefined) this.events.alert(applied.alert, clientId);
  }

  /** Something has to be done about the order then. */
  setDue(order: Order, atUs: number): void {
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
