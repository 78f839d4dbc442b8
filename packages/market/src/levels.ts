/**
 * Price levels of one or many depth messages, as columns; a message is a range `[from, to)` of rows.
 * Quantity 0 removes the level.
 */
export interface Levels {
  /** `Side.Buy` for bids, `Side.Sell` for asks. */
  readonly side: Uint8Array;
  /** Price in ticks. */
  readonly tick: Int32Array;
  /** Quantity in lots; up to 2^53. */
  readonly lots: Float64Array;
}
