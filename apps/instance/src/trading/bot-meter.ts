import type { BookedFee } from '@mrmarket/engine/account';
import type { Engine } from '@mrmarket/engine/engine';
import type { EngineObserver } from '@mrmarket/engine/engine-observer';
import type { Order } from '@mrmarket/engine/order';
import type { Restriction } from '@mrmarket/engine/trading-mode';
import type { VenueFill } from '@mrmarket/engine/venue';
import { Side } from '@mrmarket/market/side';

export interface MeterEvent {
  readonly level: 'info' | 'warning' | 'alarm';
  readonly code: string;
  readonly text: string;
}

/** Own fills kept for the live tape. */
const FILLS_KEPT = 200;

/**
 * Watches one bot's engine: equity and drawdown, own quotes against the mid, what happened in words. Adds a few
 * operations per market event and keeps nothing that grows. Instrument 0 is the one shown.
 */
export class BotMeter implements EngineObserver {
  /** Quote; NaN before the first mark. */
  equity = NaN;
  maxDrawdown = 0;
  /** Best own resting prices in ticks, 0 = none. */
  ownBid = 0;
  ownAsk = 0;
  /** Time watched and time with both sides resting, µs, and the spread of those times its length (bp·µs). */
  watchedUs = 0;
  twoSidedUs = 0;
  private spreadBpUs = 0;
  /** The same since the last `takeUptime`. */
  private sliceUs = 0;
  private sliceTwoSidedUs = 0;
  /** Counts fills, so that readers can tell what they have seen. */
  fillCount = 0;
  readonly fills: VenueFill[] = [];
  private lastUs = 0;
  private engine: Engine | undefined;
  private readonly onEvent: (event: MeterEvent) => void;
  private readonly onFailed: (detail: string) => void;

  constructor(listeners: { onEvent: (event: MeterEvent) => void; onFailed: (detail: string) => void }) {
    this.onEvent = listeners.onEvent;
    this.onFailed = listeners.onFailed;
  }

  /** A run begins: time from here on counts. */
  attach(engine: Engine, nowUs: number): void {
    this.engine = engine;
    this.lastUs = nowUs;
    this.findOwnQuotes();
  }

  /** The run has ended. */
  detach(): void {
    this.engine = undefined;
    this.ownBid = this.ownAsk = 0;
  }

  onOpened(): void {
    this.onEvent({ level: 'info', code: 'ACCOUNT_OPENED', text: 'account taken over' });
  }

  onMark(nowUs: number, instrument: number, equity: number): void {
    if (instrument !== 0) return;
    this.advance(nowUs);
    this.equity = equity;
    const drawdown = (this.engine?.state.guard.peak ?? equity) - equity;
    if (drawdown > this.maxDrawdown) this.maxDrawdown = drawdown;
  }

  onOrder(nowUs: number, order: Order): void {
    if (order.instrument !== 0) return;
    this.advance(nowUs);
    this.findOwnQuotes();
  }

  onFill(_nowUs: number, fill: VenueFill, _order: Order | undefined, fee: BookedFee): void {
    this.fillCount++;
    this.fills.push(fill);
    if (this.fills.length > 2 * FILLS_KEPT) this.fills.splice(0, FILLS_KEPT);
    if (fee.unpriced) {
      const asset = fill.feeAsset ?? 'an unknown asset';
      this.onEvent({
        level: 'warning',
        code: 'FEE_UNPRICED',
        text: `the fee of trade ${fill.tradeId} in ${asset} has no price`,
      });
    }
  }

  onPulled(_nowUs: number, reason: string): void {
    const wanted = reason === 'stopping' || reason === 'paused';
    this.onEvent({
      level: wanted ? 'info' : 'warning',
      code: 'QUOTES_PULLED',
      text: `quotes pulled: ${reason}`,
    });
  }

  onRestriction(_nowUs: number, key: string, restriction: Restriction | undefined): void {
    if (restriction) this.onEvent({ level: 'alarm', code: restriction.code, text: restriction.detail });
    else this.onEvent({ level: 'info', code: 'RESTRICTION_LIFTED', text: `restriction ${key} lifted` });
  }

  onAlert(_nowUs: number, code: string, detail: string): void {
    this.onEvent({ level: 'warning', code, text: detail });
    if (code === 'STRATEGY_FAILED') this.onFailed(`the strategy failed: ${detail}`);
  }

  onStopped(nowUs: number, left: readonly Order[]): void {
    this.advance(nowUs);
    if (left.length === 0) this.onEvent({ level: 'info', code: 'STOPPED', text: 'all own orders are gone' });
    else {
      const text = `${left.length} own orders could not be verified as gone`;
      this.onEvent({ level: 'alarm', code: 'ORDERS_LEFT', text });
    }
  }

  /** Mean quoted spread in basis points over the time both sides rested in this run; undefined if never. */
  get spreadBp(): number | undefined {
    return this.twoSidedUs === 0 ? undefined : this.spreadBpUs / this.twoSidedUs;
  }

  /** Share of the time since it was last asked with both sides resting, 0..1. */
  takeUptime(nowUs: number): number {
    this.advance(nowUs);
    const share = this.sliceUs === 0 ? 0 : this.sliceTwoSidedUs / this.sliceUs;
    this.sliceUs = this.sliceTwoSidedUs = 0;
    return share;
  }

  private advance(nowUs: number): void {
    const span = nowUs - this.lastUs;
    if (span <= 0 || !this.engine) return;
    this.lastUs = nowUs;
    this.watchedUs += span;
    this.sliceUs += span;
    if (this.ownBid === 0 || this.ownAsk === 0) return;
    this.twoSidedUs += span;
    this.sliceTwoSidedUs += span;
    this.spreadBpUs += (span * 20_000 * (this.ownAsk - this.ownBid)) / (this.engine.marks2[0] || 1);
  }

  private findOwnQuotes(): void {
    let bid = 0;
    let ask = 0;
    for (const order of this.engine?.state.orders.working ?? []) {
      if (order.instrument !== 0 || !order.resting) continue;
      if (order.side === Side.Buy) bid = Math.max(bid, order.tick);
      else ask = ask === 0 ? order.tick : Math.min(ask, order.tick);
    }
    this.ownBid = bid;
    this.ownAsk = ask;
  }
}
