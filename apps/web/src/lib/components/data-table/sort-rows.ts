import type { Column, Sort } from './columns.ts';

/**
 * The rows in order; a new array. Equal ones keep their order, and what is unknown stands last both ways: turned
 * round, a table must not begin with rows that say nothing.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  column: Column<Row> | undefined,
  sort: Sort | undefined,
): Row[] {
  if (column === undefined || sort === undefined) return [...rows];
  const keyed = rows.map((row, index) => keyOf(row, index, column.value(row)));
  const order = column.align === 'right' ? compareNumbers : compareTexts;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return a.key === b.key ? a.index - b.index : a.key === null ? 1 : -1;
    }
    const compared = order(a, b);
    return compared === 0 ? a.index - b.index : sort.descending ? -compared : compared;
  });
  return keyed.map(({ row }) => row);
}

/** The rows that have all words of `filter` in one of the columns. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filter: string,
): readonly Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map((column) => String(column.value(row) ?? ''))
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

interface Keyed<Row> {
  readonly row: Row;
  readonly index: number;
  readonly key: string | number | null;
  /** Read once: each row is compared a dozen times. */
  readonly number: number;
}

function keyOf<Row>(row: Row, index: number, key: string | number | null): Keyed<Row> {
  return { row, index, key, number: Number(key) };
}

function compareTexts({ key: a }: Keyed<unknown>, { key: b }: Keyed<unknown>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Doubles decide first; where they cannot tell two decimals apart, the digits do. */
function compareNumbers(a: Keyed<unknown>, b: Keyed<unknown>): number {
  const difference = a.number - b.number;
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  if (typeof a.key === 'string' && typeof b.key === 'string' && a.key !== b.key)
    return compareDigits(a.key, b.key);
  return 0;
}

function compareDigits(a: string, b: string): number {
  const scale = Math.max(fractionOf(a), fractionOf(b));
  const left = unitsOf(a, scale);
  const right = unitsOf(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

const fractionOf = (text: string): number => text.split('.')[1]?.length ?? 0;

function unitsOf(text: string, scale: number): bigint {
  if (!/^-?\d+(\.\d*)?$/.test(text)) return 0n;
  return BigInt(text.replace('.', '') + '0'.repeat(scale - fractionOf(text)));
}
