import type { FillMark, SessionEvent } from '@mrmarket/backtest/session-metrics';
import type { Side } from '@mrmarket/market/side';

/** Whether the strategy quotes, and what keeps it from it. */
export type LiveStateName = 'ready' | 'waiting' | 'paused' | 'reducing' | 'halted' | 'stopping' | 'stopped';

/** All that the terminal shows, as plain data. Money in quote, quantities in base, prices in quote per base. */
export interface LiveModel {
  readonly instrument: LiveInstrument;
  /** Title of the strategy. */
  readonly strategy: string;
  readonly state: {
    readonly name: LiveStateName;
    /** Why, in a few words; empty where there is nothing to say. */
    readonly detail: string;
  };
  /** Market time of the last event and of the start, µs; NaN before the first event. */
  readonly nowUs: number;
  readonly startedUs: number;
  /** Times real time; Infinity = as fast as it can. */
  readonly speed: number;
  /** Part that is over, 0..1; undefined for a market without an end. */
  readonly progress: number | undefined;
  readonly book: LiveBook;
  /** Own orders that are not final. */
  readonly orders: readonly LiveOrder[];
  /** Oldest first; the newest are shown. */
  readonly fills: readonly FillMark[];
  readonly events: readonly SessionEvent[];
  readonly result: LiveResult;
  readonly quoting: LiveQuoting;
}

export interface LiveInstrument {
  readonly venue: string;
  readonly product: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** Of amounts of quote. */
  readonly moneyDecimals: number;
}

export interface LiveBook {
  readonly state: 'off' | 'syncing' | 'live' | 'stale';
  /** Best first; see `bookLevels`. */
  readonly bids: readonly LiveLevel[];
  readonly asks: readonly LiveLevel[];
}

export interface LiveLevel {
  readonly price: number;
  /** Own quantity included. */
  readonly quantity: number;
  /** Own open quantity, 0 = none. */
  readonly own: number;
}

export interface LiveOrder {
  readonly side: Side;
  readonly price: number;
  /** What is still open. */
  readonly quantity: number;
  readonly ageUs: number;
  readonly state: 'sent' | 'resting' | 'cancelling';
}

export interface LiveResult {
  readonly equity: number;
  /** Gross of fees. */
  readonly realized: number;
  readonly unrealized: number;
  /** Fees paid (negative) and rebates (positive). */
  readonly fees: number;
  readonly inventory: number;
  /** Fall from the peak now, and the largest so far; both at or above 0. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
}

export interface LiveQuoting {
  /** Mean over the time quotes rested on both sides. */
  readonly spreadBp: number;
  /** 0..1 */
  readonly twoSidedShare: number;
  readonly orders: number;
  readonly cancels: number;
  readonly fills: number;
  /** Intents that risk refused, by code; without those that are 0. */
  readonly denied: readonly { readonly code: string; readonly count: number }[];
}
