import { AddressRow } from '../api/schemas/addresses.ts';

const COLUMNS = Object.keys(AddressRow.properties) as (keyof AddressRow)[];

/** The columns are those of the API, named in the first line. */
export const ADDRESS_CSV_HEAD = `${COLUMNS.join(',')}\n`;

/** Rows of a watch-only list (RFC 4180): a user id and a label may hold any character. */
export function addressCsv(rows: readonly AddressRow[]): string {
  return rows.map((row) => `${COLUMNS.map((column) => field(String(row[column]))).join(',')}\n`).join('');
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
