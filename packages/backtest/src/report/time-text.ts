const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

/** `2024-08-08 10:00:00.250`, UTC, to the millisecond below; `–` for a time that is not known. */
export function utcText(us: number): string {
  return Number.isFinite(us) ? iso(us).slice(0, 23).replace('T', ' ') : '\u2013';
}

/** `2024-08-08 10:00:00`, UTC, to the second below. */
export function utcSecondText(us: number): string {
  return utcText(us).slice(0, 19);
}

/** `2024-08-08T10:00:00.250Z`, for machines. */
export function isoText(us: number): string {
  return iso(us);
}

/** A length of time in its two largest units, to the tenth of a second: `2 d 3 h`, `1 h 5 min`, `59.9 s`. */
export function durationText(us: number): string {
  const tenths = Math.round(us / 100_000);
  const rounded = tenths * 100_000;
  const days = Math.floor(rounded / DAY_US);
  const hours = Math.floor((rounded % DAY_US) / HOUR_US);
  const minutes = Math.floor((rounded % HOUR_US) / MINUTE_US);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${Math.floor((rounded % MINUTE_US) / SECOND_US)} s`;
  return `${(tenths / 10).toFixed(1)} s`;
}

/** How a column of times is written: with the date in its head where all lie in one day, else in each cell. */
export interface TimeColumn {
  readonly head: string;
  cell(us: number): string;
}

/** @param times ascending, µs */
export function timeColumn(times: readonly number[]): TimeColumn {
  const first = utcText(times[0] ?? NaN).slice(0, 10);
  const last = utcText(times.at(-1) ?? NaN).slice(0, 10);
  if (first !== last || first.length < 10) return { head: 'Time UTC', cell: utcText };
  return { head: `${first} UTC`, cell: (us) => utcText(us).slice(11) };
}

function iso(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString();
}
