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

/** One recorded round trip: when a request left, when the exchange handled it (0 = it refused), when its answer came; µs. */
export interface RoundTrip {
  readonly requestUs: number;
  readonly exchangeUs: number;
  readonly responseUs: number;
}

/** Latencies interpolated between recorded round trips; before the first and after the last those hold. */
export function recordedLatency(rows: readonly RoundTrip[]): {
  readonly entry: Latency;
  readonly response: Latency;
} {
  if (rows.length === 0) throw new RangeError('recorded latencies need at least one round trip');
  const at = rows.map((row) => row.requestUs);
  const entry = rows.map((row) => (row.exchangeUs <= 0 ? -1 : row.exchangeUs - row.requestUs));
  const response = rows.map((row) =>
    row.exchangeUs <= 0 ? row.responseUs - row.requestUs : row.responseUs - row.exchangeUs,
  );
  return { entry: (us) => interpolate(at, entry, us), response: (us) => interpolate(at, response, us) };
}

function interpolate(at: readonly number[], values: readonly number[], us: number): number {
  let high = at.findIndex((x) => x > us);
  if (high === 0) return values[0];
  if (high < 0) return values[at.length - 1];
  const low = high - 1;
  const a = values[low];
  const b = values[high];
  // A refused request is not half refused.
  if (a < 0 || b < 0) return a;
  const share = (us - at[low]) / (at[high] - at[low]);
  high = a + share * (b - a);
  return Math.round(high);
}
