import { describe, expect, it } from 'vitest';
import { stopLossTick, stopOrderTick, takeProfitTick, takesProfit } from './position-exits.ts';

const off = { longTakeProfit: Infinity, shortTakeProfit: Infinity, stopLoss: Infinity, stopSlippage: 0.005 };
const exits = { longTakeProfit: 0.01, shortTakeProfit: 0.02, stopLoss: 0.03, stopSlippage: 0.005 };
const long = { netLots: 5, costTicks: 10_000 };
const short = { netLots: -5, costTicks: 10_000 };
const flat = { netLots: 0, costTicks: 0 };
const best = { bestBid: 10_001, bestAsk: 10_003 };

describe('take profit', () => {
  it('closes a long over and a short under its average cost', () => {
    expect(takeProfitTick(long, exits, best)).toBe(10_100);
    expect(takeProfitTick(short, exits, best)).toBe(9_800);
  });

  it('rounds away from cost', () => {
    expect(takeProfitTick({ ...long, costTicks: 10_000.5 }, exits, best)).toBe(10_101);
    expect(takeProfitTick({ ...short, costTicks: 10_000.5 }, exits, best)).toBe(9_800);
  });

  it('does not take when the market is beyond it already', () => {
    expect(takeProfitTick(long, exits, { bestBid: 10_200, bestAsk: 10_201 })).toBe(10_201);
    expect(takeProfitTick(short, exits, { bestBid: 9_700, bestAsk: 9_702 })).toBe(9_701);
  });

  it('is there for the direction that has one', () => {
    expect(takesProfit(long, { ...off, longTakeProfit: 0.01 })).toBe(true);
    expect(takesProfit(short, { ...off, longTakeProfit: 0.01 })).toBe(false);
    expect(takesProfit(short, exits)).toBe(true);
    expect(takesProfit(flat, exits)).toBe(false);
  });
});

describe('stop loss', () => {
  it('acts under the cost of a long, over that of a short, never when flat or off', () => {
    expect(stopLossTick(long, exits)).toBe(9_700);
    expect(stopLossTick(short, exits)).toBe(10_300);
    expect(stopLossTick(flat, exits)).toBeNaN();
    expect(stopLossTick(long, off)).toBeNaN();
  });

  it('sells down to the best bid less slippage, buys up to the best ask plus it', () => {
    // 10 001·0.995 = 9950.995, 10 003·1.005 = 10 053.015: no price beyond what is allowed
    expect(stopOrderTick(5, exits, best)).toBe(9_951);
    expect(stopOrderTick(-5, exits, best)).toBe(10_053);
  });
});

describe('prices at the end of the scale', () => {
  const high = { bestBid: 2_140_000_000, bestAsk: 2_140_000_001 };

  it('stay on it', () => {
    expect(takeProfitTick({ netLots: 5, costTicks: 2_140_000_000 }, exits, high)).toBe(0x7ffffffe);
    expect(stopOrderTick(-5, exits, high)).toBe(0x7ffffffe);
    expect(takeProfitTick({ netLots: -5, costTicks: 1 }, exits, { bestBid: 1, bestAsk: 2 })).toBe(1);
    expect(stopOrderTick(5, { ...exits, stopSlippage: 0.9999 }, { bestBid: 1, bestAsk: 2 })).toBe(1);
  });
});
