import type { paths } from '#lib/api/schema.d.ts';

export type Backup =
  paths['/api/backups']['get']['responses'][200]['content']['application/json']['items'][number];

const STALE_MS = 7 * 24 * 3_600_000;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** The newest backup that was read back and found whole; undefined without one. */
export function lastGood(backups: readonly Backup[]): Backup | undefined {
  return newestFirst(backups).find(({ verified }) => verified);
}

export function newestFirst(backups: readonly Backup[]): Backup[] {
  return [...backups].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** True when there is no whole backup of the last seven days. */
export function isOverdue(backups: readonly Backup[], now: number): boolean {
  const last = lastGood(backups);
  return last === undefined || now - Date.parse(last.at) > STALE_MS;
}

/** A size for people, three digits: `1.24 MiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}
