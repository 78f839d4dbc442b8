import { download } from '#lib/components/data-table/csv.ts';
import type { LogLine } from './log-filter.ts';
import { logFile } from './log-text.ts';

/** Saves lines (oldest first) as a text file named after the newest of them. */
export function saveLog(lines: readonly LogLine[]): void {
  const until = (lines.at(-1)?.at ?? '').replaceAll(':', '-').replace(/\.\d+Z$/, 'Z');
  download(`mrm-${until}.log`, logFile(lines), 'text/plain;charset=utf-8');
}
