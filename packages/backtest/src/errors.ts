/** Stable codes of this package. */
export type BacktestErrorCode =
  | 'SESSION_FINISHED'
  | 'SESSION_BAD_OPTION'
  | 'SESSION_NO_SNAPSHOT'
  | 'SESSION_ORDERS_LEFT'
  | 'RECORDING_WRITE_FAILED'
  | 'REPORT_WRITE_FAILED';

export class BacktestError extends Error {
  readonly code: BacktestErrorCode;
  constructor(code: BacktestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BacktestError';
    this.code = code;
  }
}
