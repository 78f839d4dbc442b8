import { describe, expect, it } from 'vitest';
import { BOOK_ROWS, bookRows, ordersOutside } from './book-rows.ts';
import type { BookLevel } from './book-rows.ts';

const digits = { priceDecimals: 2, quantityDecimals: 4 };
const bids: BookLevel[] = [
  ['60031', '0.5', '0'],
  ['60030.5', '1', '0.25'],
];
const asks: BookLevel[] = [['60032.5', '0.75', '0']];

describe('bookRows', () => {
  it('U10 shows price, quantity and running total with all their decimals', () => {
    expect(bookRows({ bids, asks }, digits).bids).toEqual([
      { price: '60,031.00', quantity: '0.5000', total: '0.5000', own: '', share: 0.333 },
      { price: '60,030.50', quantity: '1.0000', total: '1.5000', own: '0.2500', share: 1 },
    ]);
  });

  it('measures the bars of both sides against the larger one', () => {
    expect(bookRows({ bids, asks }, digits).asks[0]?.share).toBe(0.5);
  });

  it('adds without the rounding of floating point', () => {
    const level: BookLevel = ['1', '0.1', '0'];
    const rows = bookRows(
      { bids: [level, level, level], asks: [] },
      { priceDecimals: 0, quantityDecimals: 17 },
    );
    expect(rows.bids[2]?.total).toBe('0.30000000000000000');
  });

  it('shows at most 20 levels a side', () => {
    const many = Array.from({ length: 50 }, (_, i): BookLevel => [String(100 - i), '1', '0']);
    const rows = bookRows({ bids: many, asks: many }, digits);
    expect(rows.bids).toHaveLength(BOOK_ROWS);
    expect(rows.bids.at(-1)?.share).toBe(1);
  });

  it('takes an empty book and one without quantity', () => {
    expect(bookRows({ bids: [], asks: [] }, digits)).toEqual({ bids: [], asks: [] });
    expect(bookRows({ bids: [['1', '0', '0']], asks: [] }, digits).bids[0]?.share).toBe(0);
  });
});

describe('ordersOutside', () => {
  it('counts own orders that no row can mark', () => {
    const orders = [
      { side: 'buy', price: '60030.50' },
      { side: 'sell', price: '60032.5' },
      { side: 'sell', price: '61000' },
      { side: 'buy', price: '60032.5' },
    ] as const;
    expect(ordersOutside({ bids, asks }, orders)).toBe(2);
  });
});
