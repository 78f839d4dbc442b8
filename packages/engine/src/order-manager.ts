import { Side } from '@mrmarket/market/side';
import { QuoteFlag } from '@mrmarket/strategy/quote-sheet';
import type { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import { clientOrderId } from './client-order-id.ts';
import type { EngineState } from './engine-state.ts';
import type { OrderDesk } from './order-desk.ts';
import { OrderState, Pending, transitionCreated } from './order-state.ts';
import type { Order } from './order.ts';
import { QuoteDiff, RowState } from './quote-diff.ts';
import { RateBudget } from './rate-budget.ts';
import { clearsWithCancel, RISK_CODES } from './risk-code.ts';
import type { RiskCode } from './risk-code.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { Intent, Risk } from './risk.ts';
import type { Venue } from './venue.ts';

/**
 * Makes the working orders what the quote sheet wants, with as few messages as possible and never more resting than
 * risk allows. Within one pass everything is journalled in one commit and then sent.
 *
 * Where a whole side must be renewed, one order stays until a new one rests, so that a side is not emptied at once.
 */
export class OrderManager {
  /** Intents that risk refused, by reason. */
  readonly denied: Record<RiskCode, number>;
  private readonly state: EngineState;
  private readonly sheet: QuoteSheet;
  private readonly diff: QuoteDiff;
  private readonly risk: Risk;
  private readonly desk: OrderDesk;
  private readonly venue: Venue;
  private readonly tag: string;
  private readonly submitBudget: RateBudget;
  private readonly intent: Intent = {
    instrument: 0,
    side: Side.Buy,
    tick: 0,
    lots: 0,
    flags: 0,
    replaces: undefined,
  };
  private version = -1;
  /** An order came back after its end: it must be compared too. */
  private returned = false;
  /** Stale orders that stay until a new order of their side rests. */
  private readonly held = new Set<Order>();
  /** A held order stands in the way of a new one: nothing is held back until the next version. */
  private holdNothing = false;
  private readonly submits: Order[] = [];
  private readonly replaces: Order[] = [];
  private wakeUs = Infinity;

  constructor(parts: {
    state: EngineState;
    sheet: QuoteSheet;
    risk: Risk;
    desk: OrderDesk;
    venue: Venue;
    limits: RiskLimits;
    tag: string;
  }) {
    this.state = parts.state;
    this.sheet = parts.sheet;
    this.risk = parts.risk;
    this.desk = parts.desk;
    this.venue = parts.venue;
    this.tag = parts.tag;
    this.diff = new QuoteDiff(parts.sheet.capacity);
    this.submitBudget = new RateBudget(parts.limits.submitsPerSec);
    this.denied = Object.fromEntries(RISK_CODES.map((code) => [code, 0])) as Record<RiskCode, number>;
  }

  /** When a pass is due though nothing happened (budget free again, an order got too old), µs. */
  get dueUs(): number {
    return Math.min(this.wakeUs, this.diff.expiresUs);
  }

  /** An own order ended; its row is spent. */
  orderEnded(order: Order): void {
    this.held.delete(order);
    this.diff.release(this.sheet, order);
  }

  /** An own order is working; if it had ended before, no row stands for it and it is nobody's. */
  orderOpened(order: Order): void {
    const { diff } = this;
    if (!diff.rowOrder.includes(order) && !diff.stale.includes(order)) this.returned = true;
  }

  /** One pass: compares, journals, sends. */
  sync(nowUs: number): void {
    const { sheet, diff } = this;
    if (sheet.version !== this.version || nowUs >= diff.expiresUs || this.returned) {
      this.version = sheet.version;
      this.returned = false;
      this.held.clear();
      this.holdNothing = false;
      diff.match(sheet, this.state.orders.working, nowUs);
    }
    this.wakeUs = Infinity;
    const instruments = this.state.account.instruments.length;
    for (let instrument = 0; instrument < instruments; instrument++) {
      this.planSide(instrument, Side.Buy, nowUs);
      this.planSide(instrument, Side.Sell, nowUs);
    }
    this.send(nowUs);
  }

  /** Wants every own order gone; no order is held back. */
  cancelAll(nowUs: number): void {
    for (const order of [...this.state.orders.working]) {
      if (!order.cancelling) this.desk.cancel(order, nowUs);
    }
  }

  private planSide(instrument: number, side: Side, nowUs: number): void {
    const { sheet, diff } = this;
    let rows = 0;
    let waiting = 0;
    let unsettled = 0;
    let resting = false;
    for (let row = 0; row < sheet.count; row++) {
      if (sheet.instrument[row] !== instrument || sheet.side[row] !== side) continue;
      rows++;
      const order = diff.rowOrder[row];
      if (diff.rowState[row] === RowState.Waiting) waiting++;
      else if (order?.resting) resting = true;
      else if (order) unsettled++;
    }
    if (this.venue.features.replace) this.amend(instrument, side, nowUs);
    if (!sheet.waitCancel) this.place(instrument, side, { room: Infinity, nowUs });
    // Where a new order waits for an old one to go, one that stays must leave room for it.
    const comes = unsettled > 0 || waiting > (sheet.waitCancel ? 1 : 0);
    this.cancelStale(instrument, side, { mayHold: comes && !resting && !this.holdNothing, nowUs });
    if (sheet.waitCancel)
      this.place(instrument, side, { room: rows - this.liveOrders(instrument, side), nowUs });
  }

  /** Amends stale orders into waiting rows, one message where cancel and submit would be two. */
  private amend(instrument: number, side: Side, nowUs: number): void {
    const { sheet, diff } = this;
    for (let row = 0; row < sheet.count; row++) {
      if (
        diff.rowState[row] !== RowState.Waiting ||
        sheet.instrument[row] !== instrument ||
        sheet.side[row] !== side
      )
        continue;
      const flags = sheet.flags[row];
      const maxAgeUs = sheet.maxAgeUs[row];
      const at = diff.stale.findIndex(
        (order) =>
          order.instrument === instrument &&
          order.side === side &&
          order.flags === flags &&
          // Amending does not make an order younger.
          nowUs - order.createdUs < maxAgeUs &&
          order.state === OrderState.Open &&
          order.pending === Pending.None &&
          !order.replaceUnanswered &&
          order.unbookedLots === 0,
      );
      if (at < 0) return;
      const order = diff.stale[at];
      if (this.ask(row, order) !== 'ALLOW' || !this.submitBudget.take(nowUs)) return;
      diff.stale.splice(at, 1);
      this.held.delete(order);
      const tick = sheet.tick[row];
      // The venue counts the whole quantity, what is filled included: a fill on its way shrinks the rest by itself.
      const lots = order.filledLots + sheet.lots[row];
      this.desk.record({ type: 'replace', atUs: nowUs, clientId: order.clientId, tick, lots });
      this.replaces.push(order);
      diff.bind(row, order, maxAgeUs);
    }
  }

  private place(instrument: number, side: Side, { room, nowUs }: { room: number; nowUs: number }): void {
    const { sheet, diff } = this;
    for (let row = 0; row < sheet.count && room > 0; row++) {
      if (
        diff.rowState[row] !== RowState.Waiting ||
        sheet.instrument[row] !== instrument ||
        sheet.side[row] !== side
      )
        continue;
      const code = this.ask(row, undefined);
      if (code !== 'ALLOW') {
        if (!this.waits(code, nowUs)) {
          diff.rowState[row] = RowState.Spent;
          this.denied[code]++;
        }
        continue;
      }
      if (!this.submitBudget.take(nowUs)) {
        this.denied.RISK_SUBMIT_RATE++;
        this.wakeUs = Math.min(this.wakeUs, this.submitBudget.nextUs(nowUs));
        return;
      }
      this.create(row, nowUs);
      room--;
    }
  }

  private create(row: number, nowUs: number): void {
    const { sheet, state } = this;
    const intent = state.nextIntent;
    const { order } = this.desk.record({
      type: 'submit',
      intent,
      clientId: clientOrderId({ tag: this.tag, strategy: 0, intent, attempt: 0 }),
      instrument: sheet.instrument[row],
      side: sheet.side[row] as Side,
      slot: sheet.slot[row],
      tick: sheet.tick[row],
      lots: sheet.lots[row],
      flags: sheet.flags[row],
      createdUs: nowUs,
    });
    this.submits.push(order as Order);
    this.diff.bind(row, order as Order, sheet.maxAgeUs[row]);
  }

  /** A refusal that may clear: something of ours is on its way out, or can be sent out. */
  private waits(code: RiskCode, nowUs: number): boolean {
    if (!clearsWithCancel(code)) return false;
    if (this.held.size > 0) {
      // The side may have been looked through already: another pass lets the held ones go.
      if (!this.holdNothing) this.wakeUs = nowUs;
      this.holdNothing = true;
      return true;
    }
    return this.diff.stale.length > 0 || this.state.orders.working.some((order) => order.cancelling);
  }

  private cancelStale(
    instrument: number,
    side: Side,
    { mayHold, nowUs }: { mayHold: boolean; nowUs: number },
  ): void {
    const { stale } = this.diff;
    const keep = mayHold ? this.heldBack(instrument, side) : undefined;
    for (let i = stale.length - 1; i >= 0; i--) {
      const order = stale[i];
      if (order.instrument !== instrument || order.side !== side || order === keep) continue;
      if (order.pending === Pending.Cancel) {
        stale.splice(i, 1);
        continue;
      }
      this.desk.cancel(order, nowUs);
      stale.splice(i, 1);
      this.held.delete(order);
    }
  }

  /** The stale order that stays for now: the one farthest from the market, where two or more would have to go. */
  private heldBack(instrument: number, side: Side): Order | undefined {
    let count = 0;
    let outermost: Order | undefined;
    for (const order of this.diff.stale) {
      if (order.instrument !== instrument || order.side !== side) continue;
      if (this.held.has(order)) return order;
      count++;
      if (!outermost || (side === Side.Buy ? order.tick < outermost.tick : order.tick > outermost.tick))
        outermost = order;
    }
    if (count < 2 || !outermost) return undefined;
    this.held.add(outermost);
    return outermost;
  }

  private ask(row: number, replaces: Order | undefined): RiskCode {
    const { intent, sheet } = this;
    intent.instrument = sheet.instrument[row];
    intent.side = sheet.side[row] as Side;
    intent.tick = sheet.tick[row];
    intent.lots = sheet.lots[row];
    intent.flags = sheet.flags[row];
    intent.replaces = replaces;
    return this.risk.check(intent);
  }

  private liveOrders(instrument: number, side: Side): number {
    let count = 0;
    for (const order of this.state.orders.working)
      if (order.instrument === instrument && order.side === side) count++;
    return count;
  }

  /** Journals the pass in one commit, then sends it. */
  private send(nowUs: number): void {
    if (this.submits.length === 0 && this.replaces.length === 0) {
      this.desk.flush(nowUs);
      return;
    }
    const written = this.desk.commit();
    this.desk.flush(nowUs);
    for (const order of this.submits) {
      if (!written) {
        transitionCreated(order, 'withdraw');
        this.state.orders.settle(order, nowUs);
        this.orderEnded(order);
        continue;
      }
      transitionCreated(order, 'send');
      this.desk.submitted(order, nowUs);
      this.venue.submit({
        instrument: order.instrument,
        clientId: order.clientId,
        side: order.side,
        tick: order.tick,
        lots: order.lots,
        postOnly: (order.flags & QuoteFlag.PostOnly) !== 0,
        reduceOnly: (order.flags & QuoteFlag.ReduceOnly) !== 0,
        timeInForce: (order.flags & QuoteFlag.Ioc) !== 0 ? 'IOC' : 'GTC',
      });
    }
    this.submits.length = 0;
    for (const order of this.replaces) {
      // Unwritten and unsent: the order keeps its old terms and is asked for like one with a lost reply.
      if (!written) continue;
      this.desk.replaced(order, nowUs);
      this.venue.replace({
        instrument: order.instrument,
        clientId: order.clientId,
        tick: order.replaceTick,
        lots: order.replaceLots,
      });
    }
    this.replaces.length = 0;
  }
}
