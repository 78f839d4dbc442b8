import type { Side } from '@mrmarket/market/side';
import type { OwnOrder } from '@mrmarket/strategy/strategy';
import { isFinal, OrderState, Pending } from './order-state.ts';
import type { OrderLifecycle } from './order-state.ts';

/** What an order is made of; what was journalled before it was sent. */
export interface OrderTerms {
  readonly intent: number;
  readonly clientId: string;
  readonly instrument: number;
  readonly side: Side;
  readonly slot: number;
  readonly tick: number;
  readonly lots: number;
  /** `QuoteFlag`s. */
  readonly flags: number;
  readonly createdUs: number;
}

/** An own order: its terms, its life cycle (changed only by `transition`) and what is known of its fills. */
export class Order implements OwnOrder, OrderLifecycle {
  readonly intent: number;
  readonly clientId: string;
  readonly instrument: number;
  readonly side: Side;
  readonly slot: number;
  readonly flags: number;
  readonly createdUs: number;
  tick: number;
  lots: number;

  state: OrderState = OrderState.Created;
  pending: Pending = Pending.None;
  replaceUnanswered = false;
  everLive = false;
  inferredEnd = false;

  /** Terms of a replace that is not answered; 0 when none. */
  replaceTick = 0;
  replaceLots = 0;
  replaceUs = 0;
  /** Venue time of the message that gave the current terms. */
  termsUs = 0;
  /** Sum of booked fills, lots. */
  bookedLots = 0;
  /** The part of them that the venue's word stands for, because their fills never came. */
  syntheticLots = 0;
  /** Largest cumulative quantity the venue named, lots. */
  namedLots = 0;
  /** The venue called it filled without a number. */
  calledFilled = false;
  /** Why it ended or was refused. */
  reason = '';
  venueOrderId = '';

  /** Engine event number of the last news; an answer asked before it is dropped. */
  newsAt = 0;
  /** A cancel is wanted, whether or not it could be sent; still so if the order comes back after its end. */
  cancelWanted = false;
  cancelTries = 0;
  cancelSentUs = 0;
  submittedUs = 0;
  unknownSinceUs = 0;
  /** Clean answers in a row that lacked the order. */
  missing = 0;
  asks = 0;
  /** Since when the venue calls lots filled whose fills have not arrived, µs; 0 when none are. */
  owedSinceUs = 0;
  /** Next time something must be done about it (ask, repeat a cancel …), µs. */
  dueUs = Infinity;
  endedUs = 0;

  constructor(terms: OrderTerms) {
    this.intent = terms.intent;
    this.clientId = terms.clientId;
    this.instrument = terms.instrument;
    this.side = terms.side;
    this.slot = terms.slot;
    this.tick = terms.tick;
    this.lots = terms.lots;
    this.flags = terms.flags;
    this.createdUs = terms.createdUs;
  }

  /** The venue's word on the filled quantity, lots. "Filled" without a number means all of it. */
  get wordLots(): number {
    return this.calledFilled ? Math.max(this.namedLots, this.quantity) : this.namedLots;
  }

  /** Fills decide, or the venue's word where it is ahead of them. */
  get filledLots(): number {
    return Math.max(this.bookedLots, this.wordLots);
  }

  /** The quantity that counts: while a replace is unanswered the larger of old and new. */
  get quantity(): number {
    return this.replaceUnanswered ? Math.max(this.lots, this.replaceLots) : this.lots;
  }

  /** Lots that may still fill, worst case. */
  get openLots(): number {
    return Math.max(0, this.quantity - this.filledLots);
  }

  /** Lots the venue calls filled whose fills have not arrived. */
  get unbookedLots(): number {
    return Math.max(0, this.wordLots - this.bookedLots);
  }

  get final(): boolean {
    return isFinal(this.state);
  }

  get resting(): boolean {
    return this.state === OrderState.Open && !this.cancelling;
  }

  get cancelling(): boolean {
    return this.cancelWanted || this.pending === Pending.Cancel;
  }
}
