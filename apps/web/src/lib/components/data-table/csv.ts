import type { Column } from './columns.ts';

/** The rows as CSV (RFC 4180), decimals as they came: what is exported can be read back without loss. */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map((column) => quoted(column.header))];
  for (const row of rows) lines.push(columns.map((column) => quoted(column.value(row) ?? '')));
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** Saves text as a file. */
export function download(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function quoted(value: string | number): string {
  const text = String(value);
  // A spreadsheet takes a leading sign of these for a formula; numbers stay as they are.
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
