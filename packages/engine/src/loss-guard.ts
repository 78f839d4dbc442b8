import type { RiskCode } from './risk-code.ts';
import type { RiskLimits } from './risk-limits.ts';

const DAY_US = 86_400_000_000;

/** What survives a restart. */
export interface LossGuardState {
  readonly peak: number;
  readonly dayStart: number;
  readonly day: number;
  readonly losses: number;
  readonly halts: number;
}

/**
 * The kill switch and the circuit breaker: looks at equity on each mark and at the result of each reduction, and says
 * which limit is broken. Equity is a number in quote; the exact books are the account's.
 */
export class LossGuard {
  private readonly limits: RiskLimits;
  /** Running peak of equity, moved by flows. */
  peak = -Infinity;
  /** Equity at the start of the UTC day, moved by flows. */
  dayStart = 0;
  day = -1;
  losses = 0;
  /** Times trading was halted for a while, by whatever; whoever halts counts them here. */
  halts = 0;

  constructor(limits: RiskLimits) {
    this.limits = limits;
  }

  /** Looks at equity on a mark. @returns the broken limit, or undefined */
  mark(nowUs: number, equity: number): RiskCode | undefined {
    const day = Math.floor(nowUs / DAY_US);
    if (day !== this.day) {
      this.day = day;
      this.dayStart = equity;
    }
    if (equity > this.peak) this.peak = equity;
    const { maxDrawdownQuote, maxDrawdownRatio, maxDailyLossQuote } = this.limits;
    const drawdown = this.peak - equity;
    if (maxDrawdownQuote > 0 && drawdown > maxDrawdownQuote) return 'RISK_DRAWDOWN';
    if (maxDrawdownRatio > 0 && drawdown > maxDrawdownRatio * Math.max(0, this.peak)) return 'RISK_DRAWDOWN';
    if (maxDailyLossQuote > 0 && this.dayStart - equity > maxDailyLossQuote) return 'RISK_DAILY_LOSS';
    return undefined;
  }

  /** A reduction of the position realized a result, quote. @returns the circuit breaker's code when it opens */
  realized(result: number): RiskCode | undefined {
    const { maxConsecutiveLosses, ignoreDustQuote } = this.limits;
    if (result > 0) this.losses = 0;
    else if (result < -ignoreDustQuote) this.losses++;
    if (maxConsecutiveLosses === 0 || this.losses < maxConsecutiveLosses) return undefined;
    this.losses = 0;
    return 'RISK_CONSECUTIVE_LOSSES';
  }

  /** A deposit (positive) or withdrawal moves what is compared, not the result. */
  flow(amount: number): void {
    this.peak += amount;
    if (this.day !== -1) this.dayStart += amount;
  }

  /** A person resumed: losses so far are accepted. */
  restart(equity: number): void {
    this.peak = equity;
    this.dayStart = equity;
    this.losses = 0;
  }

  state(): LossGuardState {
    const { peak, dayStart, day, losses, halts } = this;
    return { peak, dayStart, day, losses, halts };
  }

  restore(state: LossGuardState): void {
    // Before the first mark there is no peak; JSON writes that as null.
    this.peak = state.peak ?? -Infinity;
    this.dayStart = state.dayStart;
    this.day = state.day;
    this.losses = state.losses;
    this.halts = state.halts;
  }
}
