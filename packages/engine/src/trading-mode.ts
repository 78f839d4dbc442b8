import type { RiskCode } from './risk-code.ts';

/** What trading is allowed; the strictest of all holders wins. */
export const TradingMode = { Active: 0, Reducing: 1, Halted: 2 } as const;
export type TradingMode = (typeof TradingMode)[keyof typeof TradingMode];

export const TRADING_MODE_NAMES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;

/** A stored restriction: it holds until it is lifted, over restarts. */
export interface Restriction {
  readonly mode: TradingMode;
  readonly code:
    | RiskCode
    | 'POSITION_EXTERNAL'
    | 'ACCOUNT_SHARED'
    | 'ORDER_OVERFILL'
    | 'JOURNAL_WRITE_FAILED'
    | 'OPERATOR';
  /** What happened, with the numbers. */
  readonly detail: string;
  readonly sinceUs: number;
  /** When it lifts itself, µs; Infinity = an act of a person. */
  readonly untilUs: number;
}
