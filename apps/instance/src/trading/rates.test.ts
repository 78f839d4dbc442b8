import { describe, expect, it } from 'vitest';
import { ratesBetween } from './rates.ts';

const between = (rates: ReturnType<typeof ratesBetween>, from: string, to: string) =>
  rates.find((rate) => rate.from === from && rate.to === to);

describe('rates between assets', () => {
  it('go both ways, with the digits each asset is shown with', () => {
    const rates = ratesBetween([{ base: 'BTC', quote: 'USDT', price: 80_000 }]);
    expect(between(rates, 'BTC', 'USDT')).toMatchObject({ rate: '80000.0000000', decimals: 2 });
    expect(between(rates, 'USDT', 'BTC')).toMatchObject({ rate: '0.0000125000000000', decimals: 6 });
    expect(rates).toHaveLength(2);
  });

  it('are decimals without exponent for the cheapest of assets too', () => {
    const rates = ratesBetween([{ base: 'PEPE', quote: 'USDT', price: 1.2e-9 }]);
    for (const { rate } of rates) expect(rate).toMatch(/^\d+(\.\d+)?$/);
    expect(Number(between(rates, 'PEPE', 'USDT')?.rate)).toBeCloseTo(1.2e-9, 18);
    expect(Number(between(rates, 'USDT', 'PEPE')?.rate)).toBeCloseTo(1 / 1.2e-9, 2);
  });

  it('are those of the first price of a pair; a price of nothing gives none', () => {
    const rates = ratesBetween([
      { base: 'ETH', quote: 'BTC', price: 0 },
      { base: 'ETH', quote: 'USDT', price: 3000 },
      { base: 'ETH', quote: 'USDT', price: 2900 },
    ]);
    expect(rates.map(({ from, to }) => `${from}/${to}`)).toEqual(['ETH/USDT', 'USDT/ETH']);
    expect(Number(rates[0]?.rate)).toBe(3000);
  });
});
