/** Stable codes of this package. */
export type EngineErrorCode =
  | 'ENGINE_BAD_CLIENT_ID'
  | 'ENGINE_BAD_LIMIT'
  | 'ENGINE_STRATEGY_FAILED'
  | 'JOURNAL_DAMAGED'
  | 'JOURNAL_NEWER'
  | 'JOURNAL_UNREADABLE'
  | 'JOURNAL_WRITE_FAILED'
  | 'JOURNAL_MISMATCH'
  | 'DATA_FOLDER_LOCKED'
  | 'DATA_FOLDER_UNUSABLE';

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}
