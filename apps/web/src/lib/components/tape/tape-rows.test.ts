import { describe, expect, it } from 'vitest';
import { csvOf } from '#lib/components/data-table/csv.ts';
import { newerThan, TAPE_COLUMNS, tapeExport, tapeRows } from './tape-rows.ts';
import type { TapeEntry } from './tape-rows.ts';

const digits = { priceDecimals: 2, quantityDecimals: 3 };
const entry = (id: string, own: boolean): TapeEntry => ({
  id,
  at: '2026-01-01T00:00:00.000Z',
  side: 'buy',
  price: '60000.5',
  quantity: '0.01',
  own,
});
const entries = [entry('1', false), entry('2', true), entry('3', false)];

describe('tapeRows', () => {
  it('puts the newest on top, with all decimals', () => {
    const rows = tapeRows(entries, 'all', digits);
    expect(rows.map((row) => row.id)).toEqual(['3', '2', '1']);
    expect(rows[0]).toMatchObject({ price: '60,000.50', quantity: '0.010' });
  });

  it('U11 filters own fills', () => {
    expect(tapeRows(entries, 'own', digits).map((row) => row.id)).toEqual(['2']);
  });
});

describe('tapeExport', () => {
  it('U11 exports what is filtered, amounts as they came', () => {
    expect(csvOf(tapeExport(entries, 'own'), TAPE_COLUMNS)).toBe(
      'at,side,price,quantity,own\r\n2026-01-01T00:00:00.000Z,buy,60000.5,0.01,true\r\n',
    );
    expect(tapeExport(entries, 'all').map(({ id }) => id)).toEqual(['3', '2', '1']);
  });
});

describe('newerThan', () => {
  const rows = tapeRows(entries, 'all', digits);

  it('U11 counts what arrived since the reader scrolled away', () => {
    expect(newerThan(rows, '1')).toBe(2);
    expect(newerThan(rows, '3')).toBe(0);
    expect(newerThan(rows, undefined)).toBe(0);
  });

  it('counts everything when the row has left the list', () => {
    expect(newerThan(rows, 'gone')).toBe(3);
  });
});
