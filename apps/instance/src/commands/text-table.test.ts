import { describe, expect, it } from 'vitest';
import { plainText, textList, textTable } from './text-table.ts';

interface Row {
  readonly name: string;
  readonly amount: string;
}

const table = (rows: readonly Row[]): string =>
  textTable<Row>(
    [
      { title: 'NAME', of: ({ name }) => name },
      { title: 'AMOUNT', of: ({ amount }) => amount, right: true },
    ],
    rows,
  );

describe('a table in a terminal', () => {
  it('has columns as wide as what stands in them, numbers at the right', () => {
    expect(
      table([
        { name: 'long name', amount: '7' },
        { name: 'b', amount: '1,234.00' },
      ]),
    ).toBe('NAME         AMOUNT\nlong name         7\nb          1,234.00\n');
  });

  it('counts characters that take two cells', () => {
    expect(table([{ name: '做市商', amount: '1' }])).toBe('NAME    AMOUNT\n做市商       1\n');
  });

  it('shows nothing that could move the cursor, whoever named it', () => {
    expect(table([{ name: '\u001b[2Jx\n', amount: '1' }])).toBe('NAME    AMOUNT\n\ufffd[2Jx\ufffd       1\n');
    expect(plainText('a\rb')).toBe('a\ufffdb');
    expect(
      textList([
        ['bot', 'x\u0007'],
        ['market', 'y'],
      ]),
    ).toBe('bot     x\ufffd\nmarket  y\n');
  });
});
