import { m } from '#lib/i18n/generated/messages.js';

/** How far back the charts of a bot reach. */
export type Range = '15m' | '1h' | '6h' | '1d' | '7d' | '30d' | 'all';

const MINUTE = 60_000;
const LENGTH_MS: Readonly<Record<Exclude<Range, 'all'>, number>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '1d': 1440 * MINUTE,
  '7d': 7 * 1440 * MINUTE,
  '30d': 30 * 1440 * MINUTE,
};

export function isRange(text: string): text is Range {
  return text === 'all' || text in LENGTH_MS;
}

export function rangeOptions(): { readonly value: Range; readonly label: string }[] {
  return [
    { value: '15m', label: m.range_15m() },
    { value: '1h', label: m.range_1h() },
    { value: '6h', label: m.range_6h() },
    { value: '1d', label: m.range_1d() },
    { value: '7d', label: m.range_7d() },
    { value: '30d', label: m.range_30d() },
    { value: 'all', label: m.range_all() },
  ];
}

/** Oldest time of a range that ends at `end` (ISO); undefined without an end or a bound. */
export function rangeStart(range: Range, end: string | undefined): string | undefined {
  if (range === 'all' || end === undefined) return undefined;
  return new Date(Date.parse(end) - LENGTH_MS[range]).toISOString();
}
