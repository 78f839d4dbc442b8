import type { InstrumentSpec } from '@mrmarket/market/instrument';
import type { Side } from '@mrmarket/market/side';
import type {
  Answer,
  CancelRequest,
  OrderUpdate,
  ReplaceRequest,
  SubmitRequest,
  VenueAccount,
  VenueFill,
  VenueOrder,
} from '@mrmarket/engine/venue';

/**
 * What a client says to the exchange process: one JSON object a line over a local socket. Each connection belongs to
 * the account it names first; the account outlives its connections.
 */
export type ClientMessage =
  | { readonly op: 'hello'; readonly account: string; readonly feed: boolean }
  | { readonly op: 'submit'; readonly request: SubmitRequest }
  | { readonly op: 'cancel'; readonly request: CancelRequest }
  | { readonly op: 'cancelAll' }
  | { readonly op: 'replace'; readonly request: ReplaceRequest }
  | { readonly op: 'snapshot' }
  | { readonly op: 'order'; readonly queryId: number; readonly request: CancelRequest }
  | { readonly op: 'openOrders'; readonly queryId: number }
  | { readonly op: 'fills'; readonly queryId: number; readonly sinceUs: number }
  | { readonly op: 'balances'; readonly queryId: number }
  /** Sends the other participants home: from here on nothing trades but the accounts' own orders. */
  | { readonly op: 'freeze' }
  /** Kills a process (SIGKILL) once, after the next such step of this account. */
  | { readonly op: 'killOn'; readonly step: KillStep; readonly pid: number; readonly delayUs: number }
  /** The whole record of the account: what a test compares with. */
  | { readonly op: 'record'; readonly queryId: number };

/** `received`: a command has arrived, the exchange has not looked at it yet; the others: the exchange has just done it. */
export type KillStep = 'received' | 'submit' | 'cancel' | 'replace' | 'fill';

/** Levels of a depth message: side, tick, lots. */
export type LevelRow = readonly [Side, number, number];

/** What the exchange process says. */
export type ServerMessage =
  | { readonly ev: 'welcome'; readonly instrument: InstrumentSpec }
  | {
      readonly ev: 'snapshot';
      readonly lastId: number;
      readonly exchUs: number;
      readonly levels: readonly LevelRow[];
    }
  | {
      readonly ev: 'depth';
      readonly firstId: number;
      readonly lastId: number;
      readonly exchUs: number;
      readonly levels: readonly LevelRow[];
    }
  | {
      readonly ev: 'trade';
      readonly tradeId: number;
      readonly exchUs: number;
      readonly tick: number;
      readonly lots: number;
      readonly aggressor: Side;
    }
  | { readonly ev: 'update'; readonly update: OrderUpdate }
  | { readonly ev: 'fill'; readonly fill: VenueFill }
  | { readonly ev: 'order'; readonly queryId: number; readonly answer: Answer<VenueOrder | undefined> }
  | { readonly ev: 'openOrders'; readonly queryId: number; readonly answer: Answer<readonly VenueOrder[]> }
  | { readonly ev: 'fills'; readonly queryId: number; readonly answer: Answer<readonly VenueFill[]> }
  | { readonly ev: 'balances'; readonly queryId: number; readonly answer: Answer<VenueAccount> }
  | { readonly ev: 'record'; readonly queryId: number; readonly record: AccountRecord };

/** Everything the exchange knows of one account. */
export interface AccountRecord {
  readonly orders: readonly VenueOrder[];
  readonly fills: readonly VenueFill[];
  readonly account: VenueAccount;
  /** Commands in the order in which the exchange took them up. */
  readonly commands: readonly RecordedCommand[];
  readonly refusals: readonly Refusal[];
}

export interface RecordedCommand {
  readonly op: 'submit' | 'cancel' | 'replace' | 'cancelAll';
  readonly clientId: string;
  readonly atUs: number;
}

/** A submit that was refused: such an order is not among the account's orders. */
export interface Refusal {
  readonly clientId: string;
  readonly code: string;
}
