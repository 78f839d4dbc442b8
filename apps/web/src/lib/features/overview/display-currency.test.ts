import { describe, expect, it } from 'vitest';
import { shownIn } from './display-currency.ts';

const total = {
  quote: 'USDT',
  moneyDecimals: 2,
  equity: '90000',
  pnl: '-45',
  today: '0',
  drawdown: '0',
  bots: 1,
};
const rates = [
  { from: 'BTC', to: 'USDT', rate: '90000.0000000', decimals: 2 },
  { from: 'USDT', to: 'BTC', rate: '0.0000111111111', decimals: 6 },
];

describe('the display currency', () => {
  it('X5: a figure is shown in it by the price of the instance', () => {
    const shown = shownIn(total, rates, 'BTC');
    expect([shown.unit, shown.of('90000'), shown.of('-45'), shown.price]).toEqual([
      'BTC',
      '1.000000',
      '-0.000500',
      rates[0],
    ]);
  });

  it.each(['', 'USDT', 'SOL'])('X5: "%s" leaves it as traded: none chosen, its own, no price', (currency) => {
    const shown = shownIn(total, rates, currency);
    expect([shown.unit, shown.decimals, shown.of('90000'), shown.price]).toEqual([
      'USDT',
      2,
      '90000',
      undefined,
    ]);
  });
});
