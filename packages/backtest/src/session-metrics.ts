import type { BookedFee } from '@mrmarket/engine/account';
import type { Engine } from '@mrmarket/engine/engine';
import type { EngineObserver } from '@mrmarket/engine/engine-observer';
import type { Order } from '@mrmarket/engine/order';
import type { Restriction } from '@mrmarket/engine/trading-mode';
import type { VenueFill } from '@mrmarket/engine/venue';
import { Side } from '@mrmarket/market/side';
import { SampleSeries } from './sample-series.ts';

/** A line for people: what happened and when. */
export interface SessionEvent {
  readonly atUs: number;
  readonly level: 'info' | 'warning' | 'alarm';
  readonly text: string;
}

/** A fill as charts and screens show it; price and quantity as numbers. */
export interface FillMark {
  readonly atUs: number;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  readonly maker: boolean;
}

/** Events kept for screens and reports; older ones are dropped. */
const EVENTS_KEPT = 1000;

/**
 * Watches an engine and keeps what trading.md 8 asks for: equity, drawdown, inventory, own quotes against the mid.
 * Instrument 0 is the one shown. Adds a few operations per market event and allocates only per order or fill.
 */
export class SessionMetrics implements EngineObserver {
  readonly series = new SampleSeries();
  readonly fills: FillMark[] = [];
  readonly events: SessionEvent[] = [];
  /** Quote. */
  equity = 0;
  peak = -Infinity;
  maxDrawdown = 0;
  startEquity = NaN;
  startedUs = 0;
  lastUs = 0;
  /** Time with a resting order on both sides, and the spread of those times its length (bp·µs). */
  twoSidedUs = 0;
  spreadBpUs = 0;
  /** Best own resting prices in ticks, 0 = none. */
  ownBid = 0;
  ownAsk = 0;
  private engine: Engine | undefined;
  private tick = 0;

  /** Called once, before the engine starts. */
  attach(engine: Engine): void {
    this.engine = engine;
    this.tick = engine.view.instruments[0]?.tick ?? 0;
  }

  onOpened(nowUs: number): void {
    this.note(nowUs, 'info', 'account taken over');
  }

  onMark(nowUs: number, instrument: number, equity: number): void {
    if (instrument !== 0) return;
    if (Number.isNaN(this.startEquity)) {
      this.startEquity = equity;
      this.startedUs = this.lastUs = nowUs;
    }
    this.advance(nowUs);
    this.equity = equity;
    if (equity > this.peak) this.peak = equity;
    const drawdown = this.peak - equity;
    if (drawdown > this.maxDrawdown) this.maxDrawdown = drawdown;
    if (this.series.wants(nowUs)) this.sample(nowUs);
  }

  onOrder(nowUs: number, order: Order, step: 'opened' | 'ended' | 'changed'): void {
    if (order.instrument !== 0) return;
    this.advance(nowUs);
    this.findOwnQuotes();
    if (step === 'ended' && order.reason !== '')
      this.note(nowUs, 'info', `order ${order.clientId} ended: ${order.reason}`);
  }

  onFill(nowUs: number, fill: VenueFill, _order: Order | undefined, fee: BookedFee): void {
    const instrument = this.engine?.view.instruments[fill.instrument];
    if (!instrument) return;
    const price = fill.tick * instrument.tick;
    const quantity = fill.lots * instrument.lot;
    this.fills.push({ atUs: nowUs, side: fill.side, price, quantity, maker: fill.maker });
    if (fee.unpriced)
      this.note(
        nowUs,
        'warning',
        `fee of trade ${fill.tradeId} in ${fill.feeAsset ?? 'an unknown asset'} has no price`,
      );
  }

  onPulled(nowUs: number, reason: string): void {
    const wanted = reason === 'stopping' || reason === 'paused';
    this.note(nowUs, wanted ? 'info' : 'warning', `quotes pulled: ${reason}`);
  }

  onRestriction(nowUs: number, key: string, restriction: Restriction | undefined): void {
    if (restriction) this.note(nowUs, 'alarm', `${restriction.code}: ${restriction.detail}`);
    else this.note(nowUs, 'info', `${key} restriction lifted`);
  }

  onAlert(nowUs: number, code: string, detail: string): void {
    this.note(nowUs, 'warning', `${code}: ${detail}`);
  }

  onStopped(nowUs: number, left: readonly Order[]): void {
    this.advance(nowUs);
    const rest =
      left.length === 0
        ? 'all own orders are gone'
        : `${left.length} own orders could not be verified as gone`;
    this.note(nowUs, left.length === 0 ? 'info' : 'alarm', `stopped: ${rest}`);
  }

  /** Mean quoted spread in basis points over the time both sides rested; 0 if never. */
  get quotedSpreadBp(): number {
    return this.twoSidedUs === 0 ? 0 : this.spreadBpUs / this.twoSidedUs;
  }

  /** Share of the session's time with resting orders on both sides, 0..1. */
  get twoSidedShare(): number {
    const span = this.lastUs - this.startedUs;
    return span <= 0 ? 0 : this.twoSidedUs / span;
  }

  /** Takes the last point, so that charts end where the session ends. */
  close(): void {
    if (!Number.isNaN(this.startEquity)) this.sample(this.lastUs);
  }

  private advance(nowUs: number): void {
    const span = nowUs - this.lastUs;
    if (span <= 0 || Number.isNaN(this.startEquity)) return;
    if (this.ownBid > 0 && this.ownAsk > 0) {
      this.twoSidedUs += span;
      this.spreadBpUs += (span * 20_000 * (this.ownAsk - this.ownBid)) / (this.engine?.marks2[0] ?? 1);
    }
    this.lastUs = nowUs;
  }

  private sample(nowUs: number): void {
    const { engine } = this;
    if (!engine) return;
    this.series.add({
      atUs: nowUs,
      equity: this.equity,
      drawdown: this.peak - this.equity,
      inventory: engine.state.account.inventoryNumber[0],
      mid: (engine.marks2[0] / 2) * this.tick,
      bid: this.ownBid > 0 ? this.ownBid * this.tick : NaN,
      ask: this.ownAsk > 0 ? this.ownAsk * this.tick : NaN,
    });
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

  private note(atUs: number, level: SessionEvent['level'], text: string): void {
    if (this.events.length === EVENTS_KEPT) this.events.shift();
    this.events.push({ atUs, level, text });
  }
}
