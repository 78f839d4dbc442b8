import type { components } from '#lib/api/schema.d.ts';

export type LogLine = components['schemas']['LogLine'];
export type LogLevel = LogLine['level'];

export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** What is shown of the log. `level` means that level and those above it; empty texts leave everything in. */
export interface LogFilter {
  readonly level: LogLevel;
  readonly source: string;
  readonly search: string;
}

export const EVERY_LINE: LogFilter = { level: 'debug', source: '', search: '' };

/** The lines a filter lets through. Finds what the server's search finds: message, source and fields, in any case. */
export function filterLines(lines: readonly LogLine[], filter: LogFilter): readonly LogLine[] {
  if (!isNarrowed(filter)) return lines;
  const least = LOG_LEVELS.indexOf(filter.level);
  const search = filter.search.trim().toLowerCase();
  return lines.filter(
    (line) =>
      LOG_LEVELS.indexOf(line.level) >= least &&
      (filter.source === '' || line.source === filter.source) &&
      (search === '' || textOf(line).includes(search)),
  );
}

/** True when a filter leaves something out. */
export function isNarrowed(filter: LogFilter): boolean {
  return filter.level !== 'debug' || filter.source !== '' || filter.search.trim() !== '';
}

/** The parts of the program that wrote these lines, by name. */
export function sourcesOf(lines: readonly LogLine[]): string[] {
  return [...new Set(lines.map((line) => line.source))].sort();
}

function textOf(line: LogLine): string {
  const fields = line.fields === undefined ? '' : JSON.stringify(line.fields);
  return `${line.source} ${line.message} ${fields}`.toLowerCase();
}
