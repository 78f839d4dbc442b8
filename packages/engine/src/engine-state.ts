import type { Instrument } from '@mrmarket/market/instrument';
import { Account } from './account.ts';
import type { BookedFee, FeeRates } from './account.ts';
import type { EngineRecord, FeeRecord, FillRecord, UpdateRecord } from './journal-records.ts';
import { LossGuard } from './loss-guard.ts';
import type { Order } from './order.ts';
import { OrderStore } from './order-store.ts';
import { OrderState, Pending, transition, transitionCreated } from './order-state.ts';
import type { OrderAlert } from './order-state.ts';
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
  /** Change of the realized result by a fill, quote units. */
  realized?: bigint;
  fee?: BookedFee;
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
  /** Messages and fills since the journal began. */
  readonly counts = { orders: 0, cancels: 0, replaces: 0, fills: 0 };
  /** The next intent's number. */
  nextIntent = 1;
  opened = false;
  /** Venue time of the newest fill, µs. */
  lastFillUs = 0;
  /** Local time of the newest record, µs. */
  lastUs = 0;
  identity: Readonly<Record<string, string>> | undefined;
  tag = '';

  constructor(instruments: readonly Instrument[], rates: FeeRates, limits: RiskLimits) {
    this.orders = new OrderStore();
    this.account = new Account(instruments, rates);
    this.guard = new LossGuard(limits);
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
        this.identity = record.identity;
        this.tag = record.tag;
        if (record.recovered) this.nextIntent += LOST_INTENTS;
        return {};
      case 'opening':
        this.opened = true;
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
          return transition(order, 'creq', facts(order, false));
        });
      case 'replace':
        this.counts.replaces++;
        return this.change(record.clientId, record.atUs, (order) => {
          const alert = transition(order, 'rreq', facts(order, false));
          if (order.pending !== Pending.Replace) return alert;
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
        return {};
      case 'flow':
        this.account.flowQuote(BigInt(record.quoteUnits));
        if (record.baseUnits !== '0')
          this.account.flowBase(record.instrument, BigInt(record.baseUnits), record.mark2);
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
      if (order.state === OrderState.Submitted) transition(order, 'amb', facts(order, false));
    }
    return count;
  }

  private change(clientId: string, atUs: number, act: (order: Order) => OrderAlert | undefined): Applied {
    const order = this.orders.get(clientId);
    if (!order) return {};
    const alert = act(order);
    if (order.pending !== Pending.Cancel && order.final) order.cancelWanted = false;
    this.orders.settle(order, atUs);
    return { order, alert };
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
    this.fills.set(key, record);
    this.counts.fills++;
    this.lastFillUs = Math.max(this.lastFillUs, record.venueUs);
    const before = this.account.realized;
    const fee = this.account.fill(record);
    const realized = this.account.realized - before;
    let alert: Applied['alert'] = fee.unpriced ? 'FEE_UNPRICED' : fee.unusual ? 'FEE_UNUSUAL' : undefined;
    if (order) {
      const quantity = order.quantity;
      order.bookedLots += record.lots;
      const complete = order.filledLots >= quantity;
      const odd = transition(order, complete ? 'full' : 'fill', {
        hasFill: true,
        complete,
        replaceResolved: false,
      });
      alert = odd ?? alert;
      if (order.bookedLots > quantity) alert = 'ORDER_OVERFILL';
      this.orders.settle(order, record.atUs);
    }
    return { order, booked: true, alert, realized, fee };
  }

  private fee(record: FeeRecord): Applied {
    const key = fillKey(record.instrument, record.tradeId);
    const fill = this.fills.get(key);
    if (!fill || fill.fee !== undefined) return { booked: false };
    const corrected: FillRecord = { ...fill, fee: record.fee, feeAsset: record.feeAsset };
    this.fills.set(key, corrected);
    return { booked: true, fee: this.account.correctFee(corrected) };
  }
}

export function fillKey(instrument: number, tradeId: string): string {
  return `${instrument}:${tradeId}`;
}

function facts(order: Order, replaceResolved: boolean) {
  return {
    hasFill: order.bookedLots > 0,
    complete: order.filledLots > 0 && order.filledLots >= order.quantity,
    replaceResolved,
  };
}

function update(order: Order, record: UpdateRecord): OrderAlert | undefined {
  if (record.filledLots !== undefined) order.wordLots = Math.max(order.wordLots, record.filledLots);
  if (record.event === 'full') order.wordLots = Math.max(order.wordLots, record.filledLots ?? order.quantity);
  const { event, tick, lots, venueUs } = record;
  const resolved = record.replaceResolved ?? false;
  if (event === 'rack' && order.replaceUnanswered) {
    order.tick = tick ?? order.replaceTick;
    order.lots = lots ?? order.replaceLots;
    order.termsUs = venueUs;
    order.replaceUnanswered = false;
  } else if (tick !== undefined && lots !== undefined && venueUs >= order.termsUs) {
    order.tick = tick;
    order.lots = lots;
    order.termsUs = venueUs;
  }
  if (record.code !== undefined) order.reason = record.code;
  if (resolved || event === 'rrej') order.replaceUnanswered = false;
  return transition(order, event, facts(order, resolved));
}
