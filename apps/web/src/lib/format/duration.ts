import { UNKNOWN } from './amount.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * A span of time in its two largest units: `3d 4h`, `12m 5s`, `0s`. Spans below zero (two clocks that differ) are
 * shown as zero.
 */
export function formatDuration(ms: number | null | undefined, locale = 'en'): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  let rest = Math.max(0, Math.floor(ms / 1000) * 1000);
  const first = UNITS.findIndex(([, length]) => rest >= length);
  if (first === -1) return unit(0, 'second', locale);
  const shown: string[] = [];
  for (const [name, length] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) shown.push(unit(count, name, locale));
  }
  return shown.join(' ');
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Making a formatter costs far more than using it, and a page counts many spans anew each second. */
function unit(count: number, name: (typeof UNITS)[number][0], locale: string): string {
  // As the formatter does, whose first use costs a phone a tenth of a second.
  if (locale === 'en' && count < 1000) return `${count}${name[0] ?? ''}`;
  const key = `${locale} ${name}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' });
    formatters.set(key, made);
  }
  return made.format(count);
}
