import { UNKNOWN } from './amount.ts';

export interface TimeFormat {
  /** IANA name; `UTC` without it. */
  readonly timeZone?: string;
  /** `time` 14:02:11, `date` 2026-11-25, `datetime` both, `millis` the time with milliseconds. */
  readonly style?: 'time' | 'date' | 'datetime' | 'millis';
  /** Say which zone, e.g. `UTC`. */
  readonly zone?: boolean;
}

/**
 * A moment, in the order year-month-day that reads alike in every language and sorts as text. Unknown is `–`.
 *
 * @example
 *   formatTime('2026-11-25T14:02:11.500Z', { style: 'datetime', zone: true }) // '2026-11-25 14:02:11 UTC'
 */
export function formatTime(at: string | number | Date | null | undefined, format: TimeFormat = {}): string {
  if (at === null || at === undefined) return UNKNOWN;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return UNKNOWN;
  const { day, time, millis, zone } = momentIn(format.timeZone ?? 'UTC', date);
  const style = format.style ?? 'datetime';
  const shown =
    style === 'date'
      ? day
      : style === 'time'
        ? time
        : style === 'millis'
          ? `${time}.${millis}`
          : `${day} ${time}`;
  return format.zone === true ? `${shown} ${zone}` : shown;
}

interface Moment {
  readonly day: string;
  readonly time: string;
  readonly millis: string;
  /** Short name. */
  readonly zone: string;
}

function momentIn(timeZone: string, date: Date): Moment {
  // Most pages show no other zone, and the first formatter costs a phone a tenth of a second.
  const utc = timeZone === 'UTC' ? /^(\d{4}-\d\d-\d\d)T(.{8})\.(\d{3})Z$/.exec(date.toISOString()) : null;
  if (utc !== null) {
    const [, day = '', time = '', millis = ''] = utc;
    return { day, time, millis, zone: 'UTC' };
  }
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    day: `${get('year')}-${get('month')}-${get('day')}`,
    time: `${get('hour')}:${get('minute')}:${get('second')}`,
    millis: get('fractionalSecond'),
    zone: get('timeZoneName'),
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than using it, and a table of times asks for hundreds. */
function formatter(timeZone: string): Intl.DateTimeFormat {
  let made = formatters.get(timeZone);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
    formatters.set(timeZone, made);
  }
  return made;
}
