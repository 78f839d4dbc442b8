import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from './columns.ts';
import { csvOf } from './csv.ts';
import { filterRows, sortRows } from './sort-rows.ts';
import { nextSort, readQuery, writeQuery } from './table-query.ts';

interface Row {
  readonly name: string;
  readonly pnl: string | null;
}
const name: Column<Row> = { id: 'name', header: 'Bot', value: (row) => row.name };
const pnl: Column<Row> = { id: 'pnl', header: 'PnL USDT', value: (row) => row.pnl, align: 'right' };
const columns = [name, pnl];
const rows: readonly Row[] = [
  { name: 'tidewater', pnl: '9' },
  { name: 'north-quay', pnl: '-10' },
  { name: 'fresh-mint', pnl: null },
  { name: 'copperline', pnl: '100.5' },
];
const names = (list: readonly Row[]): string[] => list.map((row) => row.name);

describe('sorting a table', () => {
  it('X6: sorts decimals as numbers, the unknown last both ways', () => {
    expect(names(sortRows(rows, pnl, { column: 'pnl', descending: false }))).toEqual([
      'north-quay',
      'tidewater',
      'copperline',
      'fresh-mint',
    ]);
    expect(names(sortRows(rows, pnl, { column: 'pnl', descending: true }))).toEqual([
      'copperline',
      'tidewater',
      'north-quay',
      'fresh-mint',
    ]);
  });

  it('tells apart decimals that are equal as doubles', () => {
    const close = [
      { name: 'more', pnl: '1.00000000000000000002' },
      { name: 'less', pnl: '1.00000000000000000001' },
    ];
    expect(names(sortRows(close, pnl, { column: 'pnl', descending: false }))).toEqual(['less', 'more']);
  });

  it('P8: keeps every row, whatever the order', () => {
    const some = fc.array(fc.record({ name: fc.string(), pnl: fc.option(fc.integer().map(String)) }));
    fc.assert(
      fc.property(some, fc.constantFrom(name, pnl), fc.boolean(), (list, column, descending) => {
        const sorted = sortRows(list, column, { column: column.id, descending });
        expect(new Set(sorted)).toEqual(new Set(list));
        expect(sorted).toHaveLength(list.length);
      }),
    );
  });

  it('goes up, down, and back to how the rows came', () => {
    const up = nextSort(undefined, 'pnl');
    const down = nextSort(up, 'pnl');
    expect([up?.descending, down?.descending, nextSort(down, 'pnl')]).toEqual([false, true, undefined]);
    expect(nextSort(down, 'name')).toEqual({ column: 'name', descending: false });
  });
});

describe('filtering a table', () => {
  it('X6: wants all words, in any column, in any case', () => {
    expect(names(filterRows(rows, columns, ' QUAY -10'))).toEqual(['north-quay']);
    expect(filterRows(rows, columns, 'quay mint')).toEqual([]);
    expect(filterRows(rows, columns, ' ')).toBe(rows);
  });
});

describe('a table in the URL', () => {
  it('X6: reads back what it wrote, and leaves the rest alone', () => {
    const query = { sort: { column: 'pnl', descending: true }, filter: 'a b', columns: ['name', 'pnl'] };
    const search = writeQuery(new URLSearchParams('range=7d'), 'bots', query);
    expect(search.get('range')).toBe('7d');
    expect(readQuery(new URLSearchParams(search.toString()), 'bots')).toEqual(query);
    const none = { sort: undefined, filter: '', columns: undefined };
    expect(writeQuery(search, 'bots', none).toString()).toBe('range=7d');
  });
});

describe('a table as CSV', () => {
  it('U20: keeps every digit of a decimal', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(18), (digits, scale) => {
        const text = `${digits < 0n ? '-' : ''}${digits < 0n ? -digits : digits}.${'0'.repeat(scale)}1`;
        expect(csvOf([{ name: 'a', pnl: text }], columns)).toBe(`Bot,PnL USDT\r\na,${text}\r\n`);
      }),
    );
  });

  it('quotes what needs it, and defuses what a spreadsheet would run', () => {
    expect(csvOf([{ name: 'a "b", c', pnl: null }], [name])).toBe('Bot\r\n"a ""b"", c"\r\n');
    expect(csvOf([{ name: '=1+1', pnl: null }], [name])).toBe("Bot\r\n'=1+1\r\n");
  });
});
