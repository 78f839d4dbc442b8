import { describe, expect, it } from 'vitest';
import { botCharts, fillMarks, pointTimes, uptimeOf } from './bot-charts.ts';

const instrument = {
  id: 'paper:spot:BTCUSDT',
  venue: 'paper',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
  minQty: '0.00001',
  minNotional: '5',
  priceDecimals: 2,
  quantityDecimals: 5,
  moneyDecimals: 2,
} as const;
const point = (second: number, uptime = 1) => ({
  at: new Date(second * 1000).toISOString(),
  equity: 10_000 + second,
  drawdown: second,
  inventory: second / 100,
  mid: 60_000,
  bid: second === 0 ? null : 59_999,
  ask: 60_001,
  uptime,
});
const words = {
  price: 'Price, USDT',
  pnlChart: 'PnL, USDT',
  equityChart: 'Equity, USDT',
  drawdownChart: 'Drawdown, USDT',
  inventoryChart: 'Inventory, BTC',
  mid: 'Mid',
  bid: 'Bid',
  ask: 'Ask',
  pnl: 'PnL',
  equity: 'Equity',
  drawdown: 'Drawdown',
  inventory: 'Held',
};
const points = [point(0), point(1, 0.5)];

describe('botCharts', () => {
  const charts = botCharts(points, instrument, words, 1_000);

  it('U12 has price with own quotes, PnL, equity, drawdown and inventory', () => {
    expect(charts.map(({ key, series }) => [key, series.map((line) => line.key)])).toEqual([
      ['price', ['mid', 'bid', 'ask']],
      ['pnl', ['pnl']],
      ['equity', ['equity']],
      ['drawdown', ['drawdown']],
      ['inventory', ['inventory']],
    ]);
  });

  it('PnL is the equity over what was paid in; while that is unknown there is no such chart', () => {
    expect(charts[1]?.series[0]?.values).toEqual([9_000, 9_001]);
    expect(botCharts(points, instrument, words, undefined).map(({ key }) => key)).not.toContain('pnl');
  });

  it('X5 knows which charts tell a balance', () => {
    expect(charts.filter(({ balance }) => balance).map(({ key }) => key)).toEqual(['equity', 'inventory']);
  });

  it('keeps a side that is not quoted as a gap and draws drawdown below zero', () => {
    expect(charts[0]?.series[1]?.values).toEqual([null, 59_999]);
    expect(charts[3]?.series[0]?.values).toEqual([0, -1]);
  });

  it('gives each line of a chart a colour, and so a dash, of its own', () => {
    for (const { series } of charts)
      expect(new Set(series.map(({ colour }) => colour)).size).toBe(series.length);
  });
});

describe('pointTimes, fillMarks, uptimeOf', () => {
  it('give seconds, marks at the price of a fill, and the mean share of time quoted', () => {
    expect(pointTimes(points)).toEqual([0, 1]);
    expect(uptimeOf(points)).toBe(0.75);
    expect(uptimeOf([])).toBeUndefined();
    const fill = {
      id: '1',
      at: points[1]?.at ?? '',
      tradeId: 't',
      clientId: 'c',
      side: 'sell' as const,
      price: '60000.5',
      quantity: '1',
      quote: '60000.5',
      fee: '-1',
      feeAsset: 'USDT',
      maker: true,
      realized: '0',
    };
    expect(fillMarks([fill])).toEqual([{ at: 1, value: 60_000.5, kind: 'sell' }]);
  });
});
