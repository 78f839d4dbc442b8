/** Stable codes of this package. */
export type StrategyErrorCode = 'STRATEGY_BAD_PARAMETER' | 'STRATEGY_FIXED_PARAMETER' | 'STRATEGY_UNKNOWN';

/** A strategy cannot be started or changed as asked. */
export class StrategyError extends Error {
  readonly code: StrategyErrorCode;
  /** What is wrong, one line each; a line about a parameter starts with its name. */
  readonly problems: readonly string[];

  constructor(code: StrategyErrorCode, subject: string, problems: readonly string[]) {
    super(`${subject}: ${problems.join('; ')}`);
    this.name = 'StrategyError';
    this.code = code;
    this.problems = problems;
  }
}
