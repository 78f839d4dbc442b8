import { parseDecimal } from '@mrmarket/market/decimal';
import { parseClientOrderId } from './client-order-id.ts';
import type { EngineState } from './engine-state.ts';
import type { OrderDesk } from './order-desk.ts';
import { OrderState } from './order-state.ts';
import type { VenueQueries } from './venue-queries.ts';
import type { Answer, VenueAccount, VenueOrder } from './venue.ts';

/** Own open orders are compared this often, µs; balances each third and fills each sixth time. */
const PASS_US = 10_000_000;
const BALANCES_EACH = 3;
const FILLS_EACH = 6;
/** A pass that failed or found a difference is repeated after this, µs. */
const REPEAT_US = 1_000_000;
/** Fills are read again from this long before the newest known one, µs. */
const OVERLAP_US = 60_000_000;
/** Differences must be seen this often in a row, with nothing happening in between. */
const CONFIRMATIONS = 3;

export interface ReconcilerEvents {
  /** The venue answered everything once: quoting may begin. */
  reconciledWith(nowUs: number, account: VenueAccount): void;
  /** Somebody else trades in our name, or with our instruments. */
  accountShared(nowUs: number, detail: string): void;
  /** What the venue holds is not what the fills add up to. */
  positionExternal(nowUs: number, detail: string): void;
}

interface Pass {
  readonly startedUs: number;
  readonly newsAt: number;
  readonly everything: boolean;
  waiting: number;
  failed: boolean;
  account: VenueAccount | undefined;
}

/**
 * Compares the engine's record with the venue's, at start and in a loop: read, apply as events, check. Start and
 * recovery are this one path.
 */
export class Reconciler {
  /** When the next pass is due, µs. */
  dueUs = Infinity;
  private readonly state: EngineState;
  private readonly desk: OrderDesk;
  private readonly queries: VenueQueries;
  private readonly events: ReconcilerEvents;
  private readonly tag: string;
  /** The journal lost its end: unknown orders with our tag are ours. */
  private readonly adopt: boolean;
  private passes = 0;
  private running: Pass | undefined;
  private complete = false;
  private differences = 0;

  constructor(parts: {
    state: EngineState;
    desk: OrderDesk;
    queries: VenueQueries;
    events: ReconcilerEvents;
    tag: string;
    adopt: boolean;
  }) {
    this.state = parts.state;
    this.desk = parts.desk;
    this.queries = parts.queries;
    this.events = parts.events;
    this.tag = parts.tag;
    this.adopt = parts.adopt;
  }

  /** Compares everything, at the start and when the connection is back. */
  start(nowUs: number): void {
    this.desk.askAll(nowUs);
    this.complete = false;
    if (this.running) {
      // Its answers may be from before the connection was lost.
      this.running.failed = true;
      return;
    }
    this.dueUs = nowUs;
    this.onTimer(nowUs);
  }

  onTimer(nowUs: number): void {
    if (nowUs < this.dueUs || this.running) return;
    this.dueUs = Infinity;
    const first = !this.complete;
    const again = this.differences > 0;
    const pass: Pass = {
      startedUs: nowUs,
      newsAt: this.desk.newsCount,
      everything: first,
      waiting: 0,
      failed: false,
      account: undefined,
    };
    this.running = pass;
    const { instruments } = this.state.account;
    for (let i = 0; i < instruments.length; i++) {
      pass.waiting++;
      this.queries.openOrders(nowUs, i, (atUs, answer) => {
        this.gotOpenOrders(atUs, i, answer, pass);
      });
      if (first || again || this.passes % FILLS_EACH === 0) {
        pass.waiting++;
        const knownUs = Math.max(this.state.opening?.atUs ?? nowUs, this.state.lastFillUs);
        const sinceUs = Math.max(0, knownUs - OVERLAP_US);
        this.queries.fills(nowUs, { instrument: i, sinceUs }, (atUs, answer) => {
          if (answer.ok) for (const fill of answer.value) this.desk.fill(atUs, fill);
          this.answered(atUs, answer.ok, pass);
        });
      }
    }
    if (first || again || this.passes % BALANCES_EACH === 0) {
      pass.waiting++;
      this.queries.balances(nowUs, (atUs, answer) => {
        if (answer.ok) pass.account = answer.value;
        this.answered(atUs, answer.ok, pass);
      });
    }
    this.passes++;
  }

  private gotOpenOrders(
    nowUs: number,
    instrument: number,
    answer: Answer<readonly VenueOrder[]>,
    pass: Pass,
  ): void {
    if (answer.ok) {
      const listed = new Set<string>();
      for (const venueOrder of answer.value) {
        listed.add(venueOrder.clientId);
        const known = this.state.orders.get(venueOrder.clientId);
        const cancelled = known?.state === OrderState.Open && known.cancelling;
        // One that is being cancelled may well still be open.
        if (cancelled) continue;
        if (known)
          this.desk.inquiry.take(known, venueOrder, {
            atUs: nowUs,
            askedAt: pass.newsAt,
            askedUs: pass.startedUs,
          });
        else this.stranger(nowUs, venueOrder);
      }
      for (const order of [...this.state.orders.working]) {
        if (order.instrument !== instrument || order.state !== OrderState.Open || listed.has(order.clientId))
          continue;
        if (order.newsAt <= pass.newsAt) this.desk.startAsking(order, nowUs);
      }
    }
    this.answered(nowUs, answer.ok, pass);
  }

  /** An open order that we do not know. */
  private stranger(nowUs: number, venueOrder: VenueOrder): void {
    const id = parseClientOrderId(venueOrder.clientId);
    // Another shape of id is somebody's manual order: shown at the venue, never touched.
    if (!id) return;
    if (id.tag === this.tag && this.adopt) {
      this.desk.adopt(venueOrder, id.intent, nowUs);
      return;
    }
    this.events.accountShared(nowUs, `order ${venueOrder.clientId} is open and not ours`);
  }

  private answered(nowUs: number, ok: boolean, pass: Pass): void {
    pass.waiting--;
    if (!ok) pass.failed = true;
    if (pass.waiting > 0) return;
    this.running = undefined;
    this.dueUs = nowUs + PASS_US;
    if (pass.failed) {
      this.dueUs = nowUs + REPEAT_US;
      return;
    }
    const { account } = pass;
    if (account && this.state.opened) this.compare(nowUs, account, pass);
    if (pass.everything && account) {
      this.complete = true;
      this.events.reconciledWith(nowUs, account);
    }
  }

  private compare(nowUs: number, account: VenueAccount, pass: Pass): void {
    const quiet = this.desk.newsCount === pass.newsAt;
    const difference = this.difference(account);
    if (difference === undefined) {
      this.differences = 0;
      return;
    }
    // With messages on their way both sides may be right; only a difference that stays is one.
    if (quiet) this.differences++;
    if (this.differences >= CONFIRMATIONS) this.events.positionExternal(nowUs, difference);
    this.dueUs = nowUs + REPEAT_US;
  }

  private difference(account: VenueAccount): string | undefined {
    const books = this.state.account;
    for (let i = 0; i < books.instruments.length; i++) {
      const instrument = books.instruments[i];
      const inventory = books.positions[i]?.inventory ?? 0n;
      const theirs =
        instrument.product === 'spot'
          ? total(account, instrument.base, instrument.baseDecimals)
          : BigInt(account.positions.find((p) => p.instrument === i)?.lots ?? 0) * instrument.baseUnitsPerLot;
      const gap = theirs - inventory;
      if (gap >= instrument.baseUnitsPerLot || -gap >= instrument.baseUnitsPerLot) {
        return `${instrument.symbol}: the venue holds ${gap} base units more than the fills add up to`;
      }
    }
    return undefined;
  }
}

/** Free and locked of an asset in units. */
export function total(account: VenueAccount, asset: string, decimals: number): bigint {
  let sum = 0n;
  for (const balance of account.balances) {
    if (balance.asset === asset)
      sum += parseDecimal(balance.free, decimals) + parseDecimal(balance.locked, decimals);
  }
  return sum;
}
