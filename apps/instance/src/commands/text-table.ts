import { cellText } from '../live-view/cell-text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** Rows under their titles, in columns as wide as what stands in them; ends with a line break. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ title }) => measured(title)),
    ...rows.map((row) => columns.map(({ of }) => measured(of(row)))),
  ];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].width)));
  return lines
    .map((line) =>
      line
        .map(({ text, width }, i) => {
          const space = ' '.repeat(widths[i] - width);
          return columns[i].right === true ? space + text : text + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Names and values, one a line. */
export function textList(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${plainText(value)}\n`).join('');
}

/** Text that cannot change the terminal, whoever wrote it. */
export function plainText(text: string): string {
  return measured(text).text;
}

/** `2026-01-02 03:04:05` of an ISO 8601 time. */
export function timeText(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function measured(text: string): { readonly text: string; readonly width: number } {
  const cells = cellText(text);
  return {
    text: cells.map(({ cell }) => cell).join(''),
    width: cells.reduce((sum, { width }) => sum + width, 0),
  };
}
