import type { Random } from '@mrmarket/strategy/random';

/** Time a message takes, µs, given when it is sent (µs since the epoch). Negative = it never gets there. */
export type Latency = (sentUs: number) => number;

/** Always the same. */
export function constantLatency(us: number): Latency {
  return () => us;
}

/** A floor plus a log-normal part, drawn from a seeded source. */
export function drawnLatency(
  random: Random,
  { floorUs, typicalUs, spread }: { floorUs: number; typicalUs: number; spread: number },
): Latency {
  return () => Math.round(floorUs + typicalUs * Math.exp(spread * random.normal()));
}

/**
 * One recorded round trip, µs: when a request left, when the exchange handled it, when its answer came. An exchange
 * time of 0, or one before the request, is a technical refusal.
 */
export interface RoundTrip {
  readonly requestUs: number;
  readonly exchangeUs: number;
  readonly responseUs: number;
}

/**
 * Latencies interpolated between recorded round trips, ordered by request time; before the first and after the last
 * those hold. Between a refused request (exchange time 0 or before the request) and the next row all are refused.
 * @throws RangeError without rows, or when they are out of order
 */
export function recordedLatency(rows: readonly RoundTrip[]): {
  readonly entry: Latency;
  readonly response: Latency;
} {
  if (rows.length === 0) throw new RangeError('recorded latencies need at least one round trip');
  const at = rows.map((row) => row.requestUs);
  if (at.some((us, i) => i > 0 && us < at[i - 1]))
    throw new RangeError('recorded latencies must be ordered by request time');
  const refused = (row: RoundTrip): boolean => row.exchangeUs < row.requestUs;
  const entry = rows.map((row) => (refused(row) ? -1 : row.exchangeUs - row.requestUs));
  const response = rows.map((row) => row.responseUs - (refused(row) ? row.requestUs : row.exchangeUs));
  // Between a refused request and another there is nothing in between: the earlier one holds.
  const apart = rows.map(refused);
  return {
    entry: (us) => interpolate({ at, values: entry, apart }, us),
    response: (us) => interpolate({ at, values: response, apart }, us),
  };
}

interface Rows {
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly apart: readonly boolean[];
}

function interpolate({ at, values, apart }: Rows, us: number): number {
  const high = firstAfter(at, us);
  if (high === 0) return values[0];
  const low = high - 1;
  if (high === at.length || apart[low] || apart[high]) return values[low];
  const share = (us - at[low]) / (at[high] - at[low]);
  return Math.round(values[low] + share * (values[high] - values[low]));
}

/** Index of the first time after `us`, `at.length` without one. */
function firstAfter(at: readonly number[], us: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] > us) high = middle;
    else low = middle + 1;
  }
  return low;
}
