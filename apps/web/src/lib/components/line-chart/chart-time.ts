import { formatTime } from '#lib/format/time.ts';

const DAY = 86_400;

/**
 * Labels of the time axis in the reader's zone: times of day, with seconds where the chart spans minutes, and dates
 * where it spans days. Seconds since the epoch.
 */
export function axisTime(spanSec: number, timeZone: string): (seconds: number) => string {
  if (spanSec > 2 * DAY) return (seconds) => formatTime(seconds * 1000, { timeZone, style: 'date' }).slice(5);
  const length = spanSec < 300 ? 8 : 5;
  return (seconds) => formatTime(seconds * 1000, { timeZone, style: 'time' }).slice(0, length);
}

/** The full time of one point, in the reader's zone. */
export function pointTime(timeZone: string): (seconds: number) => string {
  return (seconds) => formatTime(seconds * 1000, { timeZone, style: 'datetime' });
}
