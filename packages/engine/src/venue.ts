import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';

/** What the engine may ask of a venue and expect from it. */
export interface VenueFeatures {
  /** Orders can be amended in place. */
  readonly replace: boolean;
  /** Own resting orders are part of the public book, and must be taken out before a strategy looks. */
  readonly ownOrdersInFeed: boolean;
}

export interface SubmitRequest {
  readonly instrument: number;
  readonly clientId: string;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
}

export interface CancelRequest {
  readonly instrument: number;
  readonly clientId: string;
}

export interface ReplaceRequest {
  readonly instrument: number;
  readonly clientId: string;
  readonly tick: number;
  readonly lots: number;
}

/**
 * A place to trade. Commands are requests and return at once; what happened arrives at the listener as facts, in any
 * order and perhaps never. `queryId` is the asker's number and comes back with the answer.
 */
export interface Venue {
  readonly name: string;
  readonly instruments: readonly Instrument[];
  readonly features: VenueFeatures;
  submit(request: SubmitRequest): void;
  cancel(request: CancelRequest): void;
  replace(request: ReplaceRequest): void;
  /** Answered by `onSnapshot`. */
  requestSnapshot(instrument: number): void;
  queryOrder(queryId: number, request: CancelRequest): void;
  queryOpenOrders(queryId: number, instrument: number): void;
  /** Own fills of the instrument at or after a venue time, oldest first. */
  queryFills(queryId: number, instrument: number, sinceUs: number): void;
  queryBalances(queryId: number): void;
}

/**
 * A word of the venue, or of its adapter, about one order (trading.md 4.1).
 * - `ack` working; `rej` definitive refusal of the submit; `amb` no usable answer to the submit
 * - `cack` ended by our cancel; `crej` cancel refused, order live; `cmiss` cancel refused, order not found (ask)
 * - `camb` no usable answer to the cancel
 * - `full` the venue calls it filled; `exp` ended by the venue
 * - `rack` replaced; `rrej` replace refused; `ramb` no usable answer to the replace
 */
export type OrderNews =
  'ack' | 'rej' | 'amb' | 'full' | 'cack' | 'crej' | 'cmiss' | 'camb' | 'exp' | 'rack' | 'rrej' | 'ramb';

export interface OrderUpdate {
  readonly news: OrderNews;
  readonly instrument: number;
  readonly clientId: string;
  /** The venue's id, where it gave one. */
  readonly venueOrderId?: string | undefined;
  /** The venue's time of the fact, µs; 0 when unknown. */
  readonly venueUs: number;
  /** The venue's word on the cumulative filled quantity, lots. */
  readonly filledLots?: number | undefined;
  /** The order's terms as of this message. */
  readonly tick?: number | undefined;
  readonly lots?: number | undefined;
  /** Venue's code of a refusal or end, such as `POST_ONLY`, `SELF_TRADE`, `INSUFFICIENT_BALANCE`. */
  readonly code?: string | undefined;
}

export interface VenueFill {
  readonly instrument: number;
  readonly tradeId: string;
  readonly clientId: string;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly maker: boolean;
  /** Asset the fee was taken in; undefined when the venue did not say. */
  readonly feeAsset?: string | undefined;
  /** Decimal string, negative = paid, positive = rebate. */
  readonly fee?: string | undefined;
  readonly venueUs: number;
}

/** An order as the venue describes it when asked. */
export interface VenueOrder {
  readonly instrument: number;
  readonly clientId: string;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly filledLots: number;
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Time of its last change at the venue, µs. */
  readonly venueUs: number;
}

/** `free` and `locked` as decimal strings. */
export interface VenueBalance {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
}

/** Balances, and for perpetuals the net position per instrument in lots. */
export interface VenueAccount {
  readonly balances: readonly VenueBalance[];
  readonly positions: readonly { readonly instrument: number; readonly lots: number }[];
}

/** An answer that could not be had is not an answer: `failed` carries why (timeout, DNS, 5xx …). */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failed: string };

/** Where the facts of a venue arrive. `nowUs` is the local time of arrival. */
export interface VenueListener {
  onSnapshot(
    nowUs: number,
    instrument: number,
    lastId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void;
  onDepth(
    nowUs: number,
    instrument: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void;
  /** `aggressor` is the taker's side. */
  onTrade(
    nowUs: number,
    instrument: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): void;
  onOrderUpdate(nowUs: number, update: OrderUpdate): void;
  onFill(nowUs: number, fill: VenueFill): void;
  /** The venue's answer; a value of undefined means it looked and has no such order. */
  onOrderAnswer(nowUs: number, queryId: number, answer: Answer<VenueOrder | undefined>): void;
  onOpenOrders(nowUs: number, queryId: number, answer: Answer<readonly VenueOrder[]>): void;
  onFills(nowUs: number, queryId: number, answer: Answer<readonly VenueFill[]>): void;
  onBalances(nowUs: number, queryId: number, answer: Answer<VenueAccount>): void;
  /** The trading connection came or went. */
  onConnection(nowUs: number, up: boolean): void;
}

/** A venue that lives on simulated time: the driver steps it, always the earliest event first. */
export interface SteppedVenue extends Venue {
  listener: VenueListener;
  /** Time of the next event, µs; Infinity when nothing more will ever happen. */
  nextUs(): number;
  /** Says what time it is when something else happens, such as a timer of the engine. */
  timeIs(nowUs: number): void;
  /** Handles the next event. */
  step(): void;
  /** Recorded or generated market data is used up; requests are still answered. */
  readonly dataEnded: boolean;
}
