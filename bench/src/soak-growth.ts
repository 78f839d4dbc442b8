/** A figure at a time. */
export interface Reading {
  readonly minute: number;
  readonly value: number;
}

/** How a figure moves: least squares over its readings. Needs two at different times. */
export function slopePerHour(readings: readonly Reading[]): number {
  const n = readings.length;
  const meanMinute = readings.reduce((sum, { minute }) => sum + minute, 0) / n;
  const meanValue = readings.reduce((sum, { value }) => sum + value, 0) / n;
  let up = 0;
  let down = 0;
  for (const { minute, value } of readings) {
    up += (minute - meanMinute) * (value - meanValue);
    down += (minute - meanMinute) ** 2;
  }
  return (up / down) * 60;
}

/**
 * Growth over the second half of a run along its line of least squares: the first half fills what is bounded, and one
 * reading at an unlucky moment decides nothing.
 */
export function secondHalfGrowth(readings: readonly Reading[]): number {
  const last = readings[readings.length - 1].minute;
  const half = readings.filter(({ minute }) => minute >= last / 2);
  return (slopePerHour(half) * (last - half[0].minute)) / 60;
}
