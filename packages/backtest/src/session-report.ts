/** The result of a session as `--json` prints it. Amounts are decimal strings, shares and basis points numbers. */
export interface SessionReport {
  /** sha256 of the market data (of the files, or of seed and settings where it was generated). */
  readonly dataHash: string;
  /** Level changes and trades that reached the strategy's side. */
  readonly events: number;
  /** Wall time of the run, ms; the only figure that differs from run to run. */
  readonly wallMs: number;
  /** Orders, cancels and fills since the account was opened. */
  readonly orders: number;
  readonly cancels: number;
  readonly fills: number;
  /** Part of the volume that was filled as maker, 0..1. */
  readonly makerShare: number;
  /** Filled value, quote. */
  readonly volume: string;
  /** Fees paid (negative) and rebates (positive), quote. */
  readonly fees: string;
  /** Gross of fees, quote. */
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  /** Base held at the end. */
  readonly endInventory: string;
  /** Largest fall of equity from a peak of this run, quote. */
  readonly maxDrawdown: string;
  readonly quotedSpreadBp: number;
  readonly twoSidedShare: number;
  readonly tradeLogHash: string;
}
