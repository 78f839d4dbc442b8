import type { Snippet } from 'svelte';

/** A column of a table of `Row`. */
export interface Column<Row> {
  /** Stable: stands in the URL. */
  readonly id: string;
  /** With the unit: "PnL USDT". */
  readonly header: string;
  /**
   * What it is sorted and filtered by and what goes into the CSV. Decimal strings sort as numbers where `align` is
   * `right`; null sorts last.
   */
  readonly value: (row: Row) => string | number | null;
  /** How it is drawn; without it the value as text. */
  readonly cell?: Snippet<[Row]>;
  /** Numbers stand right. */
  readonly align?: 'left' | 'right';
  /** False for columns of buttons. */
  readonly sortable?: boolean;
  /** Not shown until chosen. */
  readonly hidden?: boolean;
  /** Explains the header. */
  readonly help?: string;
  /** CSS width, for tables of so many rows that only some are drawn. */
  readonly width?: string;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}
