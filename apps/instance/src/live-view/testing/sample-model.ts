import { Side } from '@mrmarket/market/side';
import type { LiveLevel, LiveModel } from '../live-model.ts';

/** 2024-08-08 10:00:00 UTC, µs. */
export const START_US = 1_723_111_200_000_000;

/** Ten levels a side, half a unit apart, around 100; own quotes on the third. */
function levels(side: Side): readonly LiveLevel[] {
  const direction = side === Side.Buy ? -1 : 1;
  return Array.from({ length: 10 }, (_, i) => ({
    price: 100 + direction * (0.5 + i * 0.5),
    quantity: i + 1,
    own: i === 2 ? 0.25 : 0,
  }));
}

/** A session that has run for a minute and a half, by hand. */
export function sampleModel(changes: Partial<LiveModel> = {}): LiveModel {
  return {
    instrument: {
      venue: 'binance',
      product: 'spot',
      symbol: 'SOLUSDT',
      base: 'SOL',
      quote: 'USDT',
      priceDecimals: 2,
      quantityDecimals: 3,
      moneyDecimals: 2,
    },
    strategy: 'Pure market making',
    state: { name: 'ready', detail: '' },
    startedUs: START_US,
    nowUs: START_US + 90_000_000,
    speed: 10,
    progress: 0.25,
    book: { state: 'live', bids: levels(Side.Buy), asks: levels(Side.Sell) },
    orders: [
      { side: Side.Buy, price: 98.5, quantity: 0.25, ageUs: 3_200_000, state: 'resting' },
      { side: Side.Sell, price: 101.5, quantity: 0.25, ageUs: 100_000, state: 'cancelling' },
    ],
    fills: [
      { atUs: START_US + 60_000_000, side: Side.Buy, price: 99.5, quantity: 0.25, maker: true },
      { atUs: START_US + 61_000_000, side: Side.Sell, price: 100.5, quantity: 0.125, maker: false },
    ],
    events: [
      { atUs: START_US, level: 'info', text: 'account taken over' },
      { atUs: START_US + 30_000_000, level: 'warning', text: 'quotes pulled: book is not live' },
    ],
    result: {
      equity: 1234.5,
      realized: 12.5,
      unrealized: -2.25,
      fees: -0.75,
      inventory: 1.5,
      drawdown: 0.5,
      maxDrawdown: 3.25,
    },
    quoting: {
      spreadBp: 20.25,
      twoSidedShare: 0.875,
      orders: 1234,
      cancels: 1200,
      fills: 2,
      denied: [{ code: 'RISK_MAX_POSITION', count: 3 }],
    },
    ...changes,
  };
}
