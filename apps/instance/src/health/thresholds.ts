/** From when on a figure of health is worth a look (`warn`) or an act (`fail`), all in one place. */
export const THRESHOLDS = {
  /** Free space where the instance keeps its data, bytes. */
  diskFree: { warn: 2 ** 30, fail: 200 * 2 ** 20 },
  /** The event loop kept others waiting, 99th percentile, ms. */
  loopDelayMs: { warn: 100, fail: 1000 },
  /** Used part of the heap the program may have. */
  heapUse: { warn: 0.8, fail: 0.95 },
  /** Our clock against an exchange's, ms. Binance refuses requests that are 5 s off. */
  clockSkewMs: { warn: 1000, fail: 5000 },
  /** A jump of the clock between two looks, ms, and how long it is shown, ms. */
  clockStepMs: 1000,
  clockStepShownMs: 10 * 60_000,
  /** A journal of SQLite (WAL) that is not folded into its database, bytes. */
  walBytes: { warn: 256 * 2 ** 20, fail: 2 * 2 ** 30 },
  /** An order whose state is unknown, ms. */
  orderUnknownMs: { warn: 5000, fail: 30_000 },
  /** A book that is not live, ms: shorter gaps are every venue's daily life. */
  bookDownMs: { warn: 2000, fail: 15_000 },
  /** Age of the oldest delivery of an alert that waits, ms. */
  deliveryWaitMs: { warn: 60_000, fail: 30 * 60_000 },
} as const;

export type HealthState = 'ok' | 'warn' | 'fail' | 'unknown';

/** `ok` below both. */
export function above(value: number, limits: { readonly warn: number; readonly fail: number }): HealthState {
  return value >= limits.fail ? 'fail' : value >= limits.warn ? 'warn' : 'ok';
}

/** `ok` over both. */
export function below(value: number, limits: { readonly warn: number; readonly fail: number }): HealthState {
  return value < limits.fail ? 'fail' : value < limits.warn ? 'warn' : 'ok';
}

const RANK: Readonly<Record<HealthState, number>> = { ok: 0, unknown: 1, warn: 1, fail: 2 };

/** The worst of some states; what cannot be known counts as a warning. */
export function worst(states: readonly HealthState[]): 'ok' | 'warn' | 'fail' {
  const rank = Math.max(0, ...states.map((state) => RANK[state]));
  return rank === 2 ? 'fail' : rank === 1 ? 'warn' : 'ok';
}
