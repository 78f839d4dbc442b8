/** How a reader wants times: language and time zone. */
export interface ChartZone {
  readonly locale: string;
  readonly timeZone: string;
}

const DAY = 86_400;

/** Labels of the time axis: times of day, with the date where the chart spans days. Seconds since the epoch. */
export function axisTime(spanSec: number, { locale, timeZone }: ChartZone): (seconds: number) => string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...(spanSec > 2 * DAY
      ? { month: 'numeric', day: 'numeric' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(spanSec < 300 ? { second: '2-digit' } : {}),
  });
  return (seconds) => format.format(seconds * 1000);
}

/** The full time of one point. */
export function pointTime({ locale, timeZone }: ChartZone): (seconds: number) => string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (seconds) => format.format(seconds * 1000);
}
