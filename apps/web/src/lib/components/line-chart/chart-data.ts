/** One line of a chart. Its colour is one of the five fixed series colours, each with its own dash. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly colour: 1 | 2 | 3 | 4 | 5;
  /** Draws steps instead of slopes: for what holds until it changes, such as a quote. */
  readonly stepped?: boolean;
  /** One value per time; null where there is none. */
  readonly values: readonly (number | null)[];
  /** A value as shown in readout, axis and table. */
  readonly format: (value: number) => string;
}

/** A point of time with something to mark, such as a fill. */
export interface ChartMark {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly kind: 'buy' | 'sell';
}

/** Times in seconds since the epoch, growing, and a column of the same length for each series. */
export interface ChartColumns {
  readonly times: number[];
  readonly columns: (number | null)[][];
}

/** A pause longer than this many steps is shown as a gap. */
const GAP_STEPS = 2.5;

/** Longest live series; older points fall off. */
export const MAX_POINTS = 10_000;

/**
 * Columns for drawing. Where the time between two points is longer than 2.5 steps, a row without values is put between
 * them, so that the line breaks instead of pretending to know.
 */
export function withGaps(
  times: readonly number[],
  series: readonly ChartSeries[],
  stepSec: number,
): ChartColumns {
  const shown: number[] = [];
  const columns: (number | null)[][] = series.map(() => []);
  times.forEach((time, index) => {
    const previous = times[index - 1];
    if (previous !== undefined && stepSec > 0 && time - previous > stepSec * GAP_STEPS) {
      shown.push(previous + stepSec);
      for (const column of columns) column.push(null);
    }
    shown.push(time);
    series.forEach(({ values }, at) => columns[at]?.push(values[index] ?? null));
  });
  return { times: shown, columns };
}

/** Live points may come a little early. */
const STEP_SLACK = 0.9;

/**
 * History followed by what arrived since. Of `live`, which comes each second, only points a step after the one before
 * are taken, so that the step of a longer range stays what it is. At most the newest 10 000 points.
 */
export function joinLive<P extends { readonly at: string }>(
  history: readonly P[],
  live: readonly P[],
  stepSec: number,
): P[] {
  const joined = [...history];
  const last = history.at(-1);
  let next = last ? Date.parse(last.at) + stepSec * STEP_SLACK * 1000 : -Infinity;
  for (const point of live) {
    const time = Date.parse(point.at);
    if (time < next) continue;
    joined.push(point);
    next = time + stepSec * STEP_SLACK * 1000;
  }
  return joined.length > MAX_POINTS ? joined.slice(-MAX_POINTS) : joined;
}

/** Index of the nearest time; -1 without any. `times` grows. */
export function nearestIndex(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  const at = times[low];
  if (at === undefined) return -1;
  return before !== undefined && time - before <= at - time ? low - 1 : low;
}

/** At most `count` indices of `length` points, evenly spread, the last always among them: for the data table. */
export function sampleIndices(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: count }, (_, row) => Math.round((row * (length - 1)) / (count - 1)));
}
