import type { Instrument } from '@mrmarket/market/instrument';
import type { OrderBook } from '@mrmarket/market/order-book';
import type { Side } from '@mrmarket/market/side';
import type { TradeTape } from '@mrmarket/market/trade-tape';
import type { Static, TObject } from 'typebox';
import type { QuoteSheet } from './quote-sheet.ts';
import type { Random } from './random.ts';

/** An own order that is not final, as a strategy sees it. */
export interface OwnOrder {
  readonly clientId: string;
  readonly instrument: number;
  readonly side: Side;
  /** Slot of the row it was made for, -1 for an order found at the venue. */
  readonly slot: number;
  readonly tick: number;
  /** Full quantity, lots. */
  readonly lots: number;
  readonly filledLots: number;
  /** The venue has said it is working and no cancel is under way. */
  readonly resting: boolean;
  /** A cancel is wanted or under way. */
  readonly cancelling: boolean;
  /** When it was written into the journal, µs. */
  readonly createdUs: number;
}

/** One fill of an own order. */
export interface OwnFill {
  readonly clientId: string;
  readonly instrument: number;
  readonly side: Side;
  readonly slot: number;
  readonly tick: number;
  readonly lots: number;
  readonly maker: boolean;
  /** The order has nothing left to fill. */
  readonly complete: boolean;
}

/** Position and balances in one instrument, as numbers in whole assets; changed per fill, exact in the engine. */
export interface Holdings {
  /** Base held: inventory on spot, net contracts in base on a perpetual. */
  readonly base: number;
  /** Quote held, locked amounts included: cash on spot, margin balance on a perpetual. */
  readonly quote: number;
  /** Average cost of what is held, quote per base; 0 when flat. */
  readonly averageCost: number;
  /** Net signed position in lots, dust dropped. */
  readonly lots: number;
}

/** Wake-ups on the engine's clock. A timer that is set again moves. */
export interface Timers {
  /** Ask for `onTimer(id)` at or after `atUs`; ids 0..15. */
  set(id: number, atUs: number): void;
  cancel(id: number): void;
}

/**
 * What a strategy may look at. One object for the whole run, nothing in it may be kept or changed. It holds only
 * what had reached the instance by `nowUs`.
 */
export interface StrategyView {
  /** Time of the current event, µs since the epoch. */
  readonly nowUs: number;
  /** The strategy quotes on index 0 unless it says otherwise; others are references. */
  readonly instruments: readonly Instrument[];
  /** Own orders already taken out of the quantities; undefined while the book is not LIVE. */
  book(instrument: number): OrderBook | undefined;
  tape(instrument: number): TradeTape;
  holdings(instrument: number): Holdings;
  /** Maker and taker fee rates as fractions; a rebate is negative. */
  readonly makerFee: number;
  readonly takerFee: number;
  /** Own orders that are not final, oldest first. */
  readonly orders: readonly OwnOrder[];
  readonly timers: Timers;
  readonly random: Random;
}

/**
 * A running strategy. Handlers are pure in the sense that matters: the same events give the same sheet. They do no
 * input or output, read no clock but `view.nowUs`, and draw only from `view.random`.
 */
export interface Strategy {
  /** True, or one line on what it is waiting for. */
  ready(): true | string;
  /** A LIVE book changed. */
  onBook?(view: StrategyView, sheet: QuoteSheet, instrument: number): void;
  onTrade?(view: StrategyView, sheet: QuoteSheet, instrument: number): void;
  onFill?(view: StrategyView, sheet: QuoteSheet, fill: OwnFill): void;
  /** An own order started resting or ended. */
  onOrder?(view: StrategyView, sheet: QuoteSheet, order: OwnOrder): void;
  onTimer?(view: StrategyView, sheet: QuoteSheet, id: number): void;
  /** The parameters were changed while running; `changeParameters` has checked them. */
  onParameters?(view: StrategyView, sheet: QuoteSheet, parameters: object): void;
  /** The engine cleared the sheet and pulls the quotes (book not live, paused …); quotes may return on the next event. */
  onPulled?(view: StrategyView, reason: string): void;
}

/** Fee rates as fractions of the value; a rebate is negative. */
export interface FeeFractions {
  readonly maker: number;
  readonly taker: number;
}

/** A kind of strategy: its parameters, and how to start one. */
export interface StrategyDefinition<P extends TObject = TObject> {
  /** Short name for `--strategy`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** What can go wrong with it, in a sentence or two. */
  readonly risk?: string;
  /** What it takes to run it sensibly, in words. */
  readonly minimumCapital?: string;
  readonly parameters: P;
  /** Checks that reach over several fields; returns one line per problem, each starting with the field. */
  validate?(parameters: Static<P>, instrument: Instrument): readonly string[];
  /** What is allowed but probably not meant, such as a spread below the fee; one line each, starting with the field. */
  warnings?(parameters: Static<P>, instrument: Instrument, fees: FeeFractions): readonly string[];
  create(parameters: Static<P>, instruments: readonly Instrument[]): Strategy;
}
