import type { Instrument } from './instrument.ts';
import type { Levels } from './levels.ts';

/** What one message of a recording is. */
export const MessageKind = { Snapshot: 1, Depth: 2, Trade: 3, BestBidAsk: 4 } as const;
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind];

/**
 * A recorded feed of one instrument as columns, messages in the order they arrived.
 *
 * A trade has one level row: `side` is the aggressor's side (buy = taker bought), `tick` and `lots` its terms.
 * A best-bid/ask record has two rows, bid then ask.
 * Times are whole microseconds since the epoch, with the clock offset already added to local times.
 */
export interface Recording {
  readonly instrument: Instrument;
  /** Number of messages. */
  readonly length: number;
  readonly kind: Uint8Array;
  readonly exchUs: Float64Array;
  readonly localUs: Float64Array;
  /** First update id (`U`) of a diff; trade id of a trade; 0 otherwise. */
  readonly firstId: Float64Array;
  /** Last update id (`u`) of a diff, a snapshot or a best-bid/ask record; trade id of a trade. */
  readonly lastId: Float64Array;
  /** Last id of the message before (`pu`; on spot `U` - 1). */
  readonly previousId: Float64Array;
  /** Rows of message m are `firstLevel[m]` to `firstLevel[m + 1]`; length + 1 entries. */
  readonly firstLevel: Uint32Array;
  readonly levels: Levels;
  /** Indexes of messages in exchange-time order, file order within one time. */
  readonly exchangeOrder: Uint32Array;
  /** sha256 of the raw inputs, hexadecimal. */
  readonly dataHash: string;
  /** Added to the recorder's clock, nanoseconds. */
  readonly clockOffsetNs: bigint;
  /** Names of the files read. */
  readonly sources: readonly string[];
  /** What was refused or corrected while reading, one line each. */
  readonly notes: readonly string[];
}
