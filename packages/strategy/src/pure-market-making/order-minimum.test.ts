import { createInstrument } from '@mrmarket/market/instrument';
import { describe, expect, it } from 'vitest';
import { OrderMinimum } from './order-minimum.ts';

describe('OrderMinimum', () => {
  it('asks for the smallest quantity and the smallest value, to the last tick-lot', () => {
    const minimum = new OrderMinimum(
      createInstrument({
        venue: 'sim',
        product: 'spot',
        symbol: 'ABCUSD',
        base: 'ABC',
        quote: 'USD',
        tickSize: '0.01',
        lotSize: '0.001',
        minQty: '0.002',
        minNotional: '5.000001',
      }),
    );
    // A tick-lot is 0.00001: 500 000 of them are 5.00000, 500 001 are 5.00001.
    expect(minimum.allows(10_000, 50)).toBe(false);
    expect(minimum.allows(500_001, 1)).toBe(false);
    expect(minimum.allows(250_000, 2)).toBe(false);
    expect(minimum.allows(250_001, 2)).toBe(true);
    expect(minimum.allows(10_000, 51)).toBe(true);
  });
});
