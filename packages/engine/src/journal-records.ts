import type { Side } from '@mrmarket/market/side';
import type { FeeRates } from './account.ts';
import type { CheckpointRecord } from './checkpoint.ts';
import type { LossGuardState } from './loss-guard.ts';
import type { OrderTerms } from './order.ts';
import type { OrderEvent } from './order-state.ts';
import type { Restriction } from './trading-mode.ts';

/** A start of the engine with this journal. Free text for people and for checks of the caller. */
export interface SessionRecord {
  readonly type: 'session';
  readonly atUs: number;
  readonly tag: string;
  /** The journal had lost its end: numbers of intents that the venue may know are skipped. */
  readonly recovered: boolean;
  /** What must not change under a journal, such as instrument and data hash. */
  readonly identity: Readonly<Record<string, string>>;
  /** Fee rates of this run; a replay books the fees that were expected then, not those of today's tier. */
  readonly fees?: FeeRates | undefined;
}

/** What the account held when it was taken over; amounts in units as decimal integers. */
export interface OpeningRecord {
  readonly type: 'opening';
  readonly atUs: number;
  readonly quoteUnits: string;
  readonly baseUnits: readonly string[];
  /** Mids in half ticks at which the inventories were taken over. */
  readonly marks2: readonly number[];
}

/** An intent to submit; written before the request. */
export interface SubmitRecord extends OrderTerms {
  readonly type: 'submit';
}

export interface CancelRecord {
  readonly type: 'cancel';
  readonly atUs: number;
  readonly clientId: string;
}

export interface ReplaceRecord {
  readonly type: 'replace';
  readonly atUs: number;
  readonly clientId: string;
  readonly tick: number;
  readonly lots: number;
}

/** A fact about an order, or an inference of ours (`amb`, `gone`). */
export interface UpdateRecord {
  readonly type: 'update';
  readonly atUs: number;
  readonly clientId: string;
  readonly event: OrderEvent;
  readonly venueUs: number;
  readonly filledLots?: number | undefined;
  readonly tick?: number | undefined;
  readonly lots?: number | undefined;
  readonly code?: string | undefined;
  /** For `live`: the answer settles a replace that was not answered. */
  readonly replaceResolved?: boolean | undefined;
}

export interface FillRecord {
  readonly type: 'fill';
  /**
   * Booked on the venue's word that the order is filled, at the order's price, because its fills never came. The next
   * real fill of the order takes its place.
   */
  readonly synthetic?: true | undefined;
  readonly atUs: number;
  readonly instrument: number;
  readonly tradeId: string;
  readonly clientId: string;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly feeAsset?: string | undefined;
  readonly fee?: string | undefined;
  /** Price of a third token the fee was taken in, quote per token, as known when it was filled; absent = unpriced. */
  readonly feePrice?: string | undefined;
  readonly venueUs: number;
}

/** The fee of a fill that came without one. */
export interface FeeRecord {
  readonly type: 'fee';
  readonly atUs: number;
  readonly instrument: number;
  readonly tradeId: string;
  readonly feeAsset: string;
  readonly fee: string;
  readonly feePrice?: string | undefined;
}

/** A restriction set (or, without one, lifted) under its key. */
export interface RestrictRecord {
  readonly type: 'restrict';
  readonly atUs: number;
  readonly key: string;
  readonly restriction?: Restriction | undefined;
}

/** The loss guard's memory. */
export interface LossRecord {
  readonly type: 'loss';
  readonly atUs: number;
  readonly state: LossGuardState;
  /** Mids at that moment, half ticks. */
  readonly marks2?: readonly number[] | undefined;
}

/** A deposit, withdrawal, or a difference somebody acknowledged; units as decimal integers. */
export interface FlowRecord {
  readonly type: 'flow';
  readonly atUs: number;
  readonly quoteUnits: string;
  readonly instrument: number;
  readonly baseUnits: string;
  readonly mark2: number;
  readonly reason: string;
}

export type EngineRecord =
  | SessionRecord
  | OpeningRecord
  | SubmitRecord
  | CancelRecord
  | ReplaceRecord
  | UpdateRecord
  | FillRecord
  | FeeRecord
  | RestrictRecord
  | LossRecord
  | FlowRecord
  | CheckpointRecord;
