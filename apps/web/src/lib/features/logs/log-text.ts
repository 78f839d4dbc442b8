import type { LogLine } from './log-filter.ts';

/** The fields of a line in one row: `order=MRM-77 reason="too far"`. */
export function fieldsText(fields: LogLine['fields']): string {
  if (fields === undefined) return '';
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
}

/** A file of lines as people and `grep` read them, one line each, oldest first. */
export function logFile(lines: readonly LogLine[]): string {
  return lines.map((line) => `${lineText(line)}\n`).join('');
}

function lineText(line: LogLine): string {
  const parts = [line.at, line.level.toUpperCase().padEnd(5), line.source, oneLine(line.message)];
  const fields = fieldsText(line.fields);
  return (fields === '' ? parts : [...parts, fields]).join(' ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value) ?? 'undefined';
}

/** A message with line breaks must not look like several lines. */
function oneLine(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
