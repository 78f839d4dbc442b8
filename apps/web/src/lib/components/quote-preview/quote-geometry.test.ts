import { describe, expect, it } from 'vitest';
import { quoteDrawing } from './quote-geometry.ts';

const preview = {
  mid: '100',
  bids: [
    { price: '99', quantity: '1' },
    { price: '98', quantity: '3' },
  ],
  asks: [
    { price: '101', quantity: '2' },
    { price: '102', quantity: '2' },
  ],
  quotes: [
    { side: 'buy', price: '98', quantity: '1' },
    { side: 'sell', price: '102', quantity: '1' },
  ],
} as const;

describe('quoteDrawing', () => {
  it('U7 lays bids left and asks right of the mid, quotes at their prices', () => {
    const drawing = quoteDrawing(preview);
    expect(drawing?.mid).toBe(50);
    expect(drawing?.quotes).toEqual([
      { side: 'buy', x: 1.92 },
      { side: 'sell', x: 98.08 },
    ]);
    expect(drawing?.bids).toBe('M25.96 100H25.96V77.5H1.92V10H0V100Z');
  });

  it('keeps quotes apart in a deep book', () => {
    const deep = { ...preview, bids: [...preview.bids, { price: '1', quantity: '1' }] };
    expect(quoteDrawing(deep)?.low).toBeCloseTo(100 - 4 * 1.04);
  });

  it('draws the book alone when nothing is quoted', () => {
    expect(quoteDrawing({ ...preview, quotes: [] })?.quotes).toEqual([]);
  });

  it('draws nothing without a book', () => {
    expect(quoteDrawing({ ...preview, bids: [], asks: [], quotes: [] })).toBeUndefined();
  });
});
