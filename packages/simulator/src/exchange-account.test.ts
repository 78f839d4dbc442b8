import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExchangeAccount } from './exchange-account.ts';
import type { FeeAsset } from './exchange-account.ts';
import { spot, usdm } from './testing/instruments.ts';

const seed = 20240808;
const QUOTE = 10n ** 8n;

/** One lot of `spot` is 0.001 BTC; tick 6000000 is 60000.00 USDT. */
function buyAndSell(rate: string, asset: FeeAsset) {
  const account = new ExchangeAccount(spot, { quote: '1000', base: '1' });
  const bought = account.settle(Side.Buy, { tick: 6_000_000, lots: 10, rate, asset });
  const sold = account.settle(Side.Sell, { tick: 6_000_000, lots: 10, rate, asset });
  return { bought, sold, quote: account.quote, base: account.base, tokens: account.tokens };
}

describe('ExchangeAccount on spot', () => {
  it('F18 takes the fee out of what the fill brings: base from a buy, quote from a sell', () => {
    // 0.01 BTC for 600 USDT at 0.1 %.
    expect(buyAndSell('0.001', 'received')).toEqual({
      bought: { feeAsset: 'BTC', fee: '-0.00001000' },
      sold: { feeAsset: 'USDT', fee: '-0.60000000' },
      quote: 1000n * QUOTE - 60_000_000n,
      base: 10n ** 8n - 1_000n,
      tokens: new Map(),
    });
  });

  it('F18 takes the fee in quote on both sides', () => {
    const { bought, sold, quote, base } = buyAndSell('0.001', 'quote');
    expect([bought, sold]).toEqual([
      { feeAsset: 'USDT', fee: '-0.60000000' },
      { feeAsset: 'USDT', fee: '-0.60000000' },
    ]);
    expect(quote).toBe(1000n * QUOTE - 120_000_000n);
    expect(base).toBe(10n ** 8n);
  });

  it('F18 takes the fee in a third token at its price, down to a debt', () => {
    // 0.6 USDT at 500 USDT a token, twice.
    const { bought, tokens, quote } = buyAndSell('0.001', { token: 'BNB', price: '500' });
    expect(bought).toEqual({ feeAsset: 'BNB', fee: '-0.00120000' });
    expect(tokens).toEqual(new Map([['BNB', -240_000n]]));
    expect(quote).toBe(1000n * QUOTE);
  });

  it('F18 pays a rebate for a negative rate', () => {
    const { bought, sold } = buyAndSell('-0.0001', 'received');
    expect([bought, sold]).toEqual([
      { feeAsset: 'BTC', fee: '0.00000100' },
      { feeAsset: 'USDT', fee: '0.06000000' },
    ]);
  });

  it('rounds a fee to a whole unit, against the client', () => {
    const account = new ExchangeAccount(spot, { quote: '1', base: '0' });
    // One lot at one tick is 0.00001 USDT: 1000 units; 0.1 % of it is one unit, 0.15 % one and a half.
    const fee = (rate: string) => account.settle(Side.Sell, { tick: 1, lots: 1, rate, asset: 'quote' }).fee;
    expect(['0.001', '0.0015', '-0.0015'].map(fee)).toEqual(['-0.00000001', '-0.00000002', '0.00000001']);
  });

  it('binds what resting orders need, and shows it as locked', () => {
    const account = new ExchangeAccount(spot, { quote: '1000', base: '1' });
    account.lock(Side.Buy, 6_000_000, 10);
    account.lock(Side.Sell, 7_000_000, 400);
    expect(account.describe().balances).toEqual([
      { asset: 'USDT', free: '400.00000000', locked: '600.00000000' },
      { asset: 'BTC', free: '0.60000000', locked: '0.40000000' },
    ]);
    expect(account.covers(Side.Buy, 4_000_000, 10)).toBe(true);
    expect(account.covers(Side.Buy, 4_000_001, 10)).toBe(false);
    expect(account.covers(Side.Sell, 1, 600)).toBe(true);
    expect(account.covers(Side.Sell, 1, 601)).toBe(false);
    account.unlock(Side.Buy, 6_000_000, 10);
    expect(account.describe().balances[0]).toEqual({
      asset: 'USDT',
      free: '1000.00000000',
      locked: '0.00000000',
    });
  });
});

describe('ExchangeAccount on a perpetual', () => {
  const free = { rate: '0', asset: 'quote' } as const;

  it('opens without moving the margin balance, and realizes at average cost', () => {
    const account = new ExchangeAccount(usdm, { quote: '1000', base: '0' });
    account.settle(Side.Buy, { tick: 600_000, lots: 10, ...free });
    account.settle(Side.Buy, { tick: 620_000, lots: 10, ...free });
    expect([account.positionLots, account.quote]).toEqual([20, 1000n * QUOTE]);
    // Average 61000; 0.005 sold at 63000 earns 10.
    account.settle(Side.Sell, { tick: 630_000, lots: 5, ...free });
    expect([account.positionLots, account.quote]).toEqual([15, 1010n * QUOTE]);
    expect(account.describe()).toEqual({
      balances: [{ asset: 'USDT', free: '1010.00000000', locked: '0.00000000' }],
      positions: [{ instrument: 0, lots: 15 }],
    });
  });

  it('turns from long to short at the fill price', () => {
    const account = new ExchangeAccount(usdm, { quote: '1000', base: '0' });
    account.settle(Side.Buy, { tick: 600_000, lots: 10, ...free });
    account.settle(Side.Sell, { tick: 610_000, lots: 30, ...free });
    expect([account.positionLots, account.quote]).toEqual([-20, 1010n * QUOTE]);
    // The short of 0.02 from 61000 is bought back at 60000.
    account.settle(Side.Buy, { tick: 600_000, lots: 20, ...free });
    expect([account.positionLots, account.positionCost, account.quote]).toEqual([0, 0n, 1030n * QUOTE]);
  });

  it('starts with a position and what it cost', () => {
    const account = new ExchangeAccount(usdm, {
      quote: '0',
      base: '0',
      positionLots: -10,
      positionCost: '-600',
    });
    account.settle(Side.Buy, { tick: 590_000, lots: 10, ...free });
    expect([account.positionLots, account.quote]).toEqual([0, 10n * QUOTE]);
  });

  it('F49 margin balance and open cost together are the cash of all fills, at each fill', () => {
    const fill = fc.record({
      side: fc.constantFrom(Side.Buy, Side.Sell),
      tick: fc.integer({ min: 1, max: 1_000_000 }),
      lots: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 30 }), (fills) => {
        const account = new ExchangeAccount(usdm, { quote: '1000', base: '0' });
        let cash = 1000n * QUOTE;
        let lots = 0;
        for (const { side, tick, lots: size } of fills) {
          account.settle(side, { tick, lots: size, ...free });
          cash += account.notional(tick, size) * (side === Side.Buy ? -1n : 1n);
          lots += side === Side.Buy ? size : -size;
          expect(account.quote - account.positionCost).toBe(cash);
          expect(account.positionLots).toBe(lots);
          if (lots === 0) expect(account.positionCost).toBe(0n);
        }
      }),
      { numRuns: 5_000, seed },
    );
  });
});
