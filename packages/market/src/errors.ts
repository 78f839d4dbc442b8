/** Stable codes of this package. */
export type MarketErrorCode =
  | 'MARKET_BAD_DECIMAL'
  | 'MARKET_BAD_INSTRUMENT'
  | 'MARKET_OFF_STEP'
  | 'MARKET_CAPTURE_UNREADABLE'
  | 'MARKET_CAPTURE_BAD_LINE'
  | 'MARKET_CAPTURE_TRUNCATED'
  | 'MARKET_CAPTURE_MISMATCH'
  | 'MARKET_BOOK_RANGE';

export class MarketError extends Error {
  readonly code: MarketErrorCode;
  constructor(code: MarketErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MarketError';
    this.code = code;
  }
}
