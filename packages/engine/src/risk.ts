import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { QuoteFlag } from '@mrmarket/strategy/quote-sheet';
import type { EngineState } from './engine-state.ts';
import type { Order } from './order.ts';
import type { RiskCode } from './risk-code.ts';
import type { RiskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';

/** What the check is asked about. One object is reused for all questions. */
export interface Intent {
  instrument: number;
  side: Side;
  tick: number;
  lots: number;
  flags: number;
  /** The order this intent would amend; its own exposure is not counted twice. */
  replaces: Order | undefined;
}

/** What the check looks at beside the state, kept by the engine. */
export interface RiskContext {
  readonly reconciled: boolean;
  readonly venueUp: boolean;
  readonly strategyPaused: boolean;
  /** Exchange times lie ahead of our clock by more than allowed. */
  readonly clockSkewed: boolean;
  /** The book of an instrument is LIVE. */
  bookLive(instrument: number): boolean;
  /** Best prices shown by others, ticks. */
  bestBid(instrument: number): number;
  bestAsk(instrument: number): number;
}

/**
 * The check before each order (trading.md 6): the first limit that the intent would break, worst case counted.
 * Cancels do not come here; they always pass.
 */
export class Risk {
  private readonly state: EngineState;
  private readonly limits: RiskLimits;
  private readonly context: RiskContext;

  constructor(state: EngineState, limits: RiskLimits, context: RiskContext) {
    this.state = state;
    this.limits = limits;
    this.context = context;
  }

  check(intent: Intent): RiskCode {
    return (
      this.checkState(intent) ??
      this.checkShape(intent) ??
      this.checkPrice(intent) ??
      this.checkSize(intent) ??
      'ALLOW'
    );
  }

  private checkState(intent: Intent): RiskCode | undefined {
    const { context, state } = this;
    if (!context.reconciled) return 'RISK_NOT_RECONCILED';
    for (const [key, restriction] of state.restrictions) {
      if (restriction.mode !== TradingMode.Halted) continue;
      if (key.startsWith('instrument:') && key !== `instrument:${intent.instrument}`) continue;
      if (key.startsWith('instrument:')) return 'RISK_INSTRUMENT_HALTED';
      if (restriction.code === 'RISK_CONSECUTIVE_LOSSES') return 'RISK_CIRCUIT_OPEN';
      if (restriction.code === 'RISK_FILLS_PER_MINUTE') return 'RISK_FILLS_PER_MINUTE';
      if (restriction.code === 'RISK_DRAWDOWN' || restriction.code === 'RISK_DAILY_LOSS')
        return 'RISK_KILL_SWITCH';
      return 'RISK_HALTED';
    }
    if (context.strategyPaused) return 'RISK_STRATEGY_PAUSED';
    if (!context.venueUp) return 'RISK_VENUE_DOWN';
    if (context.clockSkewed) return 'RISK_CLOCK_SKEW';
    if (!context.bookLive(intent.instrument)) return 'RISK_BOOK_NOT_LIVE';
    if (state.mode === TradingMode.Reducing && !this.reduces(intent)) return 'RISK_REDUCING_ONLY';
    return undefined;
  }

  private checkShape(intent: Intent): RiskCode | undefined {
    const instrument = this.instrument(intent);
    const { tick, lots } = intent;
    if (!Number.isInteger(tick) || tick <= 0) return 'RISK_PRICE_OFF_TICK';
    if (!Number.isSafeInteger(lots)) return 'RISK_QTY_OFF_STEP';
    if (lots < instrument.minLots) return 'RISK_QTY_MIN';
    if (lots > instrument.maxLots) return 'RISK_QTY_MAX';
    const notional = BigInt(tick) * BigInt(lots) * instrument.quoteUnitsPerTickLot;
    if (notional < instrument.minNotionalUnits && (intent.flags & QuoteFlag.ReduceOnly) === 0)
      return 'RISK_NOTIONAL_MIN';
    const { maxOrderNotional } = this.limits;
    if (maxOrderNotional > 0 && this.notional(intent) > maxOrderNotional) return 'RISK_NOTIONAL_MAX';
    return undefined;
  }

  private checkPrice(intent: Intent): RiskCode | undefined {
    const { context, limits, state } = this;
    const { instrument, side, tick, flags } = intent;
    const bid = context.bestBid(instrument);
    const ask = context.bestAsk(instrument);
    if (limits.fatFingerBp > 0) {
      const mid = (bid + ask) / 2;
      if (Math.abs(tick - mid) > (mid * limits.fatFingerBp) / 10_000) return 'RISK_FAT_FINGER_PRICE';
    }
    if ((flags & QuoteFlag.PostOnly) !== 0 && (side === Side.Buy ? tick >= ask : tick <= bid))
      return 'RISK_WOULD_TAKE';
    const other = state.orders.bestTick(instrument, side === Side.Buy ? Side.Sell : Side.Buy);
    if (other > 0 && (side === Side.Buy ? tick >= other : tick <= other)) return 'RISK_SELF_TRADE';
    return undefined;
  }

  private checkSize(intent: Intent): RiskCode | undefined {
    const { limits, state } = this;
    const { account, orders } = state;
    const { side, flags } = intent;
    const index = intent.instrument;
    const instrument = this.instrument(intent);
    if (intent.replaces === undefined && orders.working.length >= limits.maxOpenOrders)
      return 'RISK_MAX_OPEN_ORDERS';
    if ((flags & QuoteFlag.ReduceOnly) !== 0) {
      return this.reduces(intent) ? undefined : 'RISK_REDUCE_ONLY_NO_POSITION';
    }
    const own = intent.replaces === undefined ? 0 : intent.replaces.openLots;
    const held = account.inventoryNumber[index];
    const exposed = Math.max(0, orders.exposedLots(index, side) - own) + intent.lots;
    const worst = side === Side.Buy ? held + exposed * instrument.lot : held - exposed * instrument.lot;
    const grows = Math.abs(worst) > Math.abs(held) || worst * held < 0;
    if (limits.maxPosition > 0 && grows && Math.abs(worst) > limits.maxPosition * (1 + 1e-12))
      return 'RISK_MAX_POSITION';
    if (instrument.product === 'spot') {
      if (side === Side.Sell) {
        // The venue sells whole lots only.
        return exposed > account.netLots(index) ? 'RISK_INSUFFICIENT_BALANCE' : undefined;
      }
      const committed = this.committedQuote(index, intent.replaces) + this.notional(intent);
      return committed > account.cashNumber * (1 + 1e-12) ? 'RISK_INSUFFICIENT_BALANCE' : undefined;
    }
    const mid = ((this.context.bestBid(index) + this.context.bestAsk(index)) / 2) * instrument.tick;
    const equity = account.cashNumber + held * mid;
    if (grows && Math.abs(worst) * mid > equity * limits.leverage) return 'RISK_LEVERAGE';
    return undefined;
  }

  /** Quote bound by working buys in all instruments. */
  private committedQuote(index: number, except: Order | undefined): number {
    let sum = 0;
    for (const order of this.state.orders.working) {
      if (order.side !== Side.Buy || order === except) continue;
      const { tick, lot, product } = this.state.account.instruments[order.instrument];
      if (product !== 'spot' && order.instrument !== index) continue;
      const price = Math.max(order.tick, order.replaceUnanswered ? order.replaceTick : 0);
      sum += price * tick * (order.openLots + order.unbookedLots) * lot;
    }
    return sum;
  }

  /** The intent, with all that works on its side, can only bring the position nearer to zero. */
  private reduces(intent: Intent): boolean {
    const held = this.state.account.netLots(intent.instrument);
    const own = intent.replaces === undefined ? 0 : intent.replaces.openLots;
    const exposed = this.state.orders.exposedLots(intent.instrument, intent.side) - own + intent.lots;
    return intent.side === Side.Sell ? held > 0 && exposed <= held : held < 0 && exposed <= -held;
  }

  private notional(intent: Intent): number {
    const { tick, lot } = this.instrument(intent);
    return intent.tick * tick * intent.lots * lot;
  }

  private instrument(intent: Intent): Instrument {
    return this.state.account.instruments[intent.instrument];
  }
}
