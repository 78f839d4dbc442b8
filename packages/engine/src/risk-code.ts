/** Answers of the risk check, `Allow` first; the names are stable and carry the prefix `RISK_`. */
export const RISK_CODES = [
  'ALLOW',
  'RISK_HALTED',
  'RISK_REDUCING_ONLY',
  'RISK_KILL_SWITCH',
  'RISK_CIRCUIT_OPEN',
  'RISK_STRATEGY_PAUSED',
  'RISK_NOT_RECONCILED',
  'RISK_BOOK_NOT_LIVE',
  'RISK_CLOCK_SKEW',
  'RISK_VENUE_DOWN',
  'RISK_INSTRUMENT_HALTED',
  'RISK_QTY_MIN',
  'RISK_QTY_MAX',
  'RISK_NOTIONAL_MIN',
  'RISK_NOTIONAL_MAX',
  'RISK_PRICE_OFF_TICK',
  'RISK_QTY_OFF_STEP',
  'RISK_DUPLICATE_ID',
  'RISK_FAT_FINGER_PRICE',
  'RISK_WOULD_TAKE',
  'RISK_SELF_TRADE',
  'RISK_MAX_ORDER_QTY',
  'RISK_MAX_POSITION',
  'RISK_MAX_OPEN_ORDERS',
  'RISK_INSUFFICIENT_BALANCE',
  'RISK_LEVERAGE',
  'RISK_REDUCE_ONLY_NO_POSITION',
  'RISK_SUBMIT_RATE',
  'RISK_FILLS_PER_MINUTE',
  'RISK_DRAWDOWN',
  'RISK_DAILY_LOSS',
  'RISK_CONSECUTIVE_LOSSES',
] as const;
export type RiskCode = (typeof RISK_CODES)[number];

/** Codes that may clear when a working order of ours is gone: the intent waits for that instead of being dropped. */
const RESTING_CODES: ReadonlySet<RiskCode> = new Set<RiskCode>([
  'RISK_SELF_TRADE',
  'RISK_MAX_POSITION',
  'RISK_MAX_OPEN_ORDERS',
  'RISK_INSUFFICIENT_BALANCE',
  'RISK_LEVERAGE',
]);

export function clearsWithCancel(code: RiskCode): boolean {
  return RESTING_CODES.has(code);
}
