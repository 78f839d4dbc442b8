const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people: `61.2 MiB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** A span of time for people: `350 ms`, `12 s`, `5 min`, `3 h`, `4 d`, cut to the unit. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 120 * 60_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Decimals of a number that is shown, without zeros at the end. */
export function numberText(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
