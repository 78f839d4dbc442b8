import type { Instrument } from '@mrmarket/market/instrument';
import { Account } from './account.ts';
import type { BookedFee, FeeRates } from './account.ts';
import type {
  EngineRecord,
  FeeRecord,
  FillRecord,
  OpeningRecord,
  FlowRecord,
  UpdateRecord,
} from './journal-records.ts';
import { restoreOrder } from './checkpoint.ts';
import type { CheckpointRecord } from './checkpoint.ts';
import { LossGuard } from './loss-guard.ts';
import type { Order } from './order.ts';
import { OrderStore } from './order-store.ts';
import { OrderState, Pending, transition, transitionCreated } from './order-state.ts';
import type { OrderAlert, TransitionFacts } from './order-state.ts';
import type { RiskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';
import type { Restriction } from './trading-mode.ts';

/** Intents that a journal may have lost with its end; far more than one commit holds. */
const LOST_INTENTS = 1_000_000;

/** What applying a record brought to light. */
export interface Applied {
  order?: Order | undefined;
  alert?: OrderAlert | 'ORDER_OVERFILL' | 'FILL_CONFLICT' | 'FEE_UNPRICED' | 'FEE_UNUSUAL' | undefined;
  /** For a fill: false when it was booked before. */
  booked?: boolean;
  /** Change of the realized result by a fill, gross of its fee, quote units. */
  realized?: bigint;
  fee?: BookedFee;
  /** The circuit breaker opened by this fill's result. */
  circuit?: boolean;
}

/**
 * Everything that must survive: orders, fills, money, restrictions. It changes by `apply` alone, once per journal
 * record, so that a replay of the journal gives the same state as the run that wrote it.
 */
export class EngineState {
  readonly orders: OrderStore;
  readonly account: Account;
  readonly guard: LossGuard;
  readonly restrictions = new Map<string, Restriction>();
  /** Fills by instrument and trade id. */
  readonly fills = new Map<string, FillRecord>();
  /** What was booked for fills whose fee the venue has not named yet, by the same key, quote units. */
  readonly expectedFees = new Map<string, bigint>();
  /** Messages and fills since the journal began. */
  readonly counts = { orders: 0, cancels: 0, replaces: 0, fills: 0 };
  /** Starts of the engine with this journal. */
  sessions = 0;
  /** The next intent's number. */
  nextIntent = 1;
  /** What the account was taken over with; undefined before. */
  opening: OpeningRecord | undefined;
  /** Venue time of the newest fill, µs. */
  lastFillUs = 0;
  /** Local time of the newest record, µs. */
  lastUs = 0;
  /** Mids when they were last written down, half ticks. */
  lastMarks2: readonly number[] = [];
  identity: Readonly<Record<string, string>> | undefined;
  tag = '';

  private readonly keepFills: number;

  /** @param keepFills how many of the newest fills stay in memory, at least, to tell a repeated one */
  constructor(
    instruments: readonly Instrument[],
    rates: FeeRates,
    limits: RiskLimits,
    { keepFills = Infinity }: { readonly keepFills?: number } = {},
  ) {
    this.keepFills = keepFills;
    this.orders = new OrderStore();
    this.account = new Account(instruments, rates);
    this.guard = new LossGuard(limits);
  }

  get opened(): boolean {
    return this.opening !== undefined;
  }

  /** The strictest restriction in force. */
  get mode(): TradingMode {
    let mode: TradingMode = TradingMode.Active;
    for (const restriction of this.restrictions.values())
      if (restriction.mode > mode) mode = restriction.mode;
    return mode;
  }

  apply(record: EngineRecord): Applied {
    if ('atUs' in record) this.lastUs = Math.max(this.lastUs, record.atUs);
    switch (record.type) {
      case 'session':
        this.sessions++;
        this.identity = record.identity;
        this.tag = record.tag;
        if (record.fees) this.account.rates = record.fees;
        if (record.recovered) this.nextIntent += LOST_INTENTS;
        return {};
      case 'opening':
        this.opening = record;
        this.account.flowQuote(BigInt(record.quoteUnits));
        record.baseUnits.forEach((units, i) => {
          this.account.flowBase(i, BigInt(units), record.marks2[i] ?? 0);
        });
        return {};
      case 'submit':
        this.nextIntent = Math.max(this.nextIntent, record.intent + 1);
        this.counts.orders++;
        this.lastUs = Math.max(this.lastUs, record.createdUs);
        return { order: this.orders.add(record) };
      case 'cancel':
        this.counts.cancels++;
        return this.change(record.clientId, record.atUs, (order) => {
          order.cancelWanted = true;
          return transition(order, 'creq', facts(order));
        });
      case 'replace':
        this.counts.replaces++;
        return this.change(record.clientId, record.atUs, (order) => {
          const free = order.pending === Pending.None;
          const alert = transition(order, 'rreq', facts(order));
          if (!free || order.pending !== Pending.Replace) return alert;
          order.replaceTick = record.tick;
          order.replaceLots = record.lots;
          order.replaceUs = record.atUs;
          return alert;
        });
      case 'update':
        return this.change(record.clientId, record.atUs, (order) => update(order, record));
      case 'fill':
        return this.fill(record);
      case 'fee':
        return this.fee(record);
      case 'restrict':
        if (record.restriction) {
          // JSON has no Infinity: an open end is written as null.
          const untilUs = (record.restriction.untilUs as number | null) ?? Infinity;
          this.restrictions.set(record.key, { ...record.restriction, untilUs });
        } else this.restrictions.delete(record.key);
        return {};
      case 'loss':
        this.guard.restore(record.state);
        if (record.marks2) this.lastMarks2 = record.marks2;
        return {};
      case 'flow':
        this.flow(record);
        return {};
      case 'checkpoint':
        this.restore(record);
        return {};
    }
  }

  /**
   * Takes in a journal. An intent in it counts as sent: whether it was cannot be known, so an order without any word
   * of the venue ends up UNKNOWN and is asked for.
   */
  replay(records: Iterable<EngineRecord>): number {
    let count = 0;
    for (const record of records) {
      const { order } = this.apply(record);
      if (record.type === 'submit' && order) transitionCreated(order, 'send');
      count++;
    }
    for (const order of this.orders.working) {
      if (order.state === OrderState.Submitted) transition(order, 'amb', facts(order));
    }
    return count;
  }

  private restore(record: CheckpointRecord): void {
    // Written by this very state, or else the first record of a replay.
    if (this.orders.all().next().done !== true || this.opened) return;
    this.orders.restore(record.orders.map(restoreOrder), record.lists);
    this.account.restore(record.account);
    this.guard.restore(record.guard);
    for (const { key, restriction } of record.restrictions)
      this.apply({ type: 'restrict', atUs: record.atUs, key, restriction });
    for (const fill of record.fills) this.fills.set(fillKey(fill.instrument, fill.tradeId), fill);
    for (const [key, units] of record.expectedFees) this.expectedFees.set(key, BigInt(units));
    Object.assign(this.counts, record.counts);
    this.sessions = record.sessions;
    this.nextIntent = record.nextIntent;
    this.opening = record.opening;
    this.lastFillUs = record.lastFillUs;
    this.lastMarks2 = record.lastMarks2;
    this.identity = record.identity;
    this.tag = record.tag;
  }

  /** Forgets the oldest fills, except those that something is still to be booked for. */
  private forgetFills(): void {
    if (this.fills.size < 2 * this.keepFills) return;
    for (const [key, fill] of this.fills) {
      if (this.fills.size <= this.keepFills) return;
      if (!fill.synthetic && !this.expectedFees.has(key)) this.fills.delete(key);
    }
  }

  private change(clientId: string, atUs: number, act: (order: Order) => OrderAlert | undefined): Applied {
    const order = this.orders.get(clientId);
    if (!order) return {};
    const alert = act(order);
    this.orders.settle(order, atUs);
    return { order, alert };
  }

  private flow(record: FlowRecord): void {
    const { account, guard } = this;
    const before = account.flows;
    account.flowQuote(BigInt(record.quoteUnits));
    account.flowBase(record.instrument, BigInt(record.baseUnits), record.mark2);
    guard.flow(Number(account.flows - before) / 10 ** account.quoteDecimals);
  }

  private fill(record: FillRecord): Applied {
    const key = fillKey(record.instrument, record.tradeId);
    const known = this.fills.get(key);
    const order = this.orders.get(record.clientId);
    if (known) {
      const same =
        known.side === record.side &&
        known.tick === record.tick &&
        known.lots === record.lots &&
        known.clientId === record.clientId;
      return { order, booked: false, alert: same ? undefined : 'FILL_CONFLICT' };
    }
    if (order && order.syntheticLots > 0 && !record.synthetic) this.takeBackSynthetic(order);
    this.fills.set(key, record);
    this.counts.fills++;
    if (!record.synthetic) this.lastFillUs = Math.max(this.lastFillUs, record.venueUs);
    const { realized, fee } = this.account.fill(record);
    if (fee.expected) this.expectedFees.set(key, fee.value);
    let alert = feeAlert(fee);
    if (order) {
      order.bookedLots += record.lots;
      if (record.synthetic) order.syntheticLots += record.lots;
      const known = facts(order);
      alert = transition(order, known.complete ? 'full' : 'fill', known) ?? alert;
      if (order.bookedLots > order.quantity) alert = 'ORDER_OVERFILL';
      this.orders.settle(order, record.atUs);
    }
    this.forgetFills();
    const result = Number(realized) / 10 ** this.account.quoteDecimals;
    const circuit = realized !== 0n && this.guard.realized(result) !== undefined;
    return { order, booked: true, alert, realized, fee, circuit };
  }

  /** A real fill has come for an order that was booked on the venue's word: that booking goes. */
  private takeBackSynthetic(order: Order): void {
    for (const [key, fill] of this.fills) {
      if (!fill.synthetic || fill.clientId !== order.clientId) continue;
      this.account.takeBack(fill, this.expectedFees.get(key) ?? 0n);
      this.fills.delete(key);
      this.expectedFees.delete(key);
      this.counts.fills--;
    }
    order.bookedLots -= order.syntheticLots;
    order.syntheticLots = 0;
  }

  private fee(record: FeeRecord): Applied {
    const key = fillKey(record.instrument, record.tradeId);
    const fill = this.fills.get(key);
    const expected = this.expectedFees.get(key);
    if (!fill || expected === undefined) return { booked: false };
    const { fee, feeAsset, feePrice } = record;
    const corrected: FillRecord = { ...fill, fee, feeAsset, feePrice };
    this.fills.set(key, corrected);
    this.expectedFees.delete(key);
    const booked = this.account.correctFee(corrected, expected);
    return { booked: true, fee: booked, alert: feeAlert(booked) };
  }
}

export function fillKey(instrument: number, tradeId: string): string {
  return `${instrument}:${tradeId}`;
}

function feeAlert(fee: BookedFee): Applied['alert'] {
  return fee.unpriced ? 'FEE_UNPRICED' : fee.unusual ? 'FEE_UNUSUAL' : undefined;
}

function facts(order: Order, replaceResolved = false): TransitionFacts {
  return {
    hasFill: order.bookedLots > 0,
    complete: order.filledLots > 0 && order.filledLots >= order.quantity,
    replaceResolved,
  };
}

/** Takes in what a message says of quantities and terms, then moves the order by the table. */
function update(order: Order, record: UpdateRecord): OrderAlert | undefined {
  const { event, filledLots, code } = record;
  const resolved = record.replaceResolved ?? false;
  if (filledLots !== undefined) order.namedLots = Math.max(order.namedLots, filledLots);
  else if (event === 'full') order.calledFilled = true;
  updateTerms(order, record);
  if (event === 'rack' || event === 'rrej' || resolved) order.replaceUnanswered = false;
  // Codes of refused cancels and replaces say nothing about the end.
  if (code !== undefined && (event === 'rej' || event === 'cack' || event === 'exp')) order.reason = code;
  return transition(order, event, facts(order, resolved));
}

/** The newest message by venue time has the terms; an answer to a replace is newer than all before the replace. */
function updateTerms(order: Order, record: UpdateRecord): void {
  const { event, tick, lots, venueUs, atUs } = record;
  const answered = event === 'rack' && order.replaceUnanswered;
  if (answered) {
    order.tick = tick ?? order.replaceTick;
    order.lots = lots ?? order.replaceLots;
    // Without a time of its own it is taken as of its arrival: older news that comes later must not undo it.
    order.termsUs = Math.max(order.termsUs, venueUs === 0 ? atUs : venueUs);
  } else if (tick !== undefined && lots !== undefined) {
    if (venueUs <= order.termsUs && record.replaceResolved !== true) return;
    order.tick = tick;
    order.lots = lots;
    order.termsUs = Math.max(order.termsUs, venueUs);
  }
}
