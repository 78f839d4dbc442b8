import type { RiskLimits } from '@mrmarket/engine/risk-limits';

/** Pure market making that changes its orders all the time, close to the market so that many of them fill. */
export const BUSY_QUOTES = {
  bidSpreadBp: 0.3,
  askSpreadBp: 0.3,
  levels: 3,
  levelSpreadBp: 0.5,
  orderQty: '0.01',
  refreshSec: 0.1,
  filledDelaySec: 0.05,
  toleranceBp: -1,
  waitCancel: false,
} as const;

/** Limits that leave it alone: orders whose fate is unknown pile up over many kills in a row. */
export const BUSY_LIMITS: Partial<RiskLimits> = {
  submitsPerSec: 1000,
  cancelsPerSec: 1000,
  maxOpenOrders: 1000,
  fillsPerMinute: 0,
  maxDrawdownRatio: 0,
};
