import type { RiskLimits } from './risk-limits.ts';

const MINUTE_US = 60_000_000;

/** Counts fills over the last minute: a runaway strategy or a fat finger shows here first. */
export class FillPace {
  private readonly limits: RiskLimits;
  private readonly fills: { readonly atUs: number; readonly quote: number }[] = [];

  constructor(limits: RiskLimits) {
    this.limits = limits;
  }

  /** @returns what is over the limit, or undefined */
  add(nowUs: number, quote: number): string | undefined {
    this.fills.push({ atUs: nowUs, quote });
    while (this.fills.length > 0 && nowUs - (this.fills[0]?.atUs ?? 0) >= MINUTE_US) this.fills.shift();
    const { fillsPerMinute, fillQuotePerMinute } = this.limits;
    if (fillsPerMinute > 0 && this.fills.length > fillsPerMinute)
      return `${this.fills.length} fills in a minute, limit ${fillsPerMinute}`;
    if (fillQuotePerMinute <= 0) return undefined;
    const sum = this.fills.reduce((total, fill) => total + fill.quote, 0);
    return sum > fillQuotePerMinute
      ? `${sum.toFixed(2)} filled in a minute, limit ${fillQuotePerMinute}`
      : undefined;
  }
}
