import type { Column } from '#lib/components/data-table/columns.ts';
import { showUnits, toUnits } from '#lib/components/order-book/decimal-units.ts';

/** A public trade, or an own fill. */
export interface TapeEntry {
  readonly id: string;
  readonly at: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly quantity: string;
  readonly own: boolean;
}

export type TapeFilter = 'all' | 'own';

export interface TapeRow {
  readonly id: string;
  readonly at: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly quantity: string;
  readonly own: boolean;
}

/** Rows as text, newest first; entries come oldest first. */
export function tapeRows(
  entries: readonly TapeEntry[],
  filter: TapeFilter,
  digits: { readonly priceDecimals: number; readonly quantityDecimals: number },
): TapeRow[] {
  const rows: TapeRow[] = [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (!entry || (filter === 'own' && !entry.own)) continue;
    rows.push({
      ...entry,
      price: showUnits(toUnits(entry.price, digits.priceDecimals), digits.priceDecimals),
      quantity: showUnits(toUnits(entry.quantity, digits.quantityDecimals), digits.quantityDecimals),
    });
  }
  return rows;
}

/** What a file of the tape holds: newest first, amounts as they came. */
export function tapeExport(entries: readonly TapeEntry[], filter: TapeFilter): TapeEntry[] {
  return entries.filter(({ own }) => filter === 'all' || own).reverse();
}

/** Columns of that file. */
export const TAPE_COLUMNS: readonly Column<TapeEntry>[] = [
  { id: 'at', header: 'at', value: ({ at }) => at },
  { id: 'side', header: 'side', value: ({ side }) => side },
  { id: 'price', header: 'price', value: ({ price }) => price },
  { id: 'quantity', header: 'quantity', value: ({ quantity }) => quantity },
  { id: 'own', header: 'own', value: ({ own }) => String(own) },
];

/** How many of `rows` came after the row that stood on top; all of them when it has left the list. */
export function newerThan(rows: readonly { readonly id: string }[], topId: string | undefined): number {
  if (topId === undefined) return 0;
  const index = rows.findIndex((row) => row.id === topId);
  return index === -1 ? rows.length : index;
}
