import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { CHART_FILLS, chartData } from './chart-data.ts';
import { reportInput, START_US } from './testing/report-input.ts';

describe('the columns of the charts', () => {
  it('hold ms, null where there was no quote, and drawdown below zero', () => {
    const data = chartData(reportInput());
    expect(data.time.slice(0, 2)).toEqual([START_US / 1000, START_US / 1000 + 1000]);
    expect(data.bid.slice(2, 4)).toEqual([null, 100.05]);
    expect(data.ask.slice(2, 4)).toEqual([null, 100.25]);
    expect(data.mid[1]).toBe(100.05);
    expect(data.drawdown.slice(8)).toEqual([0, -3.125]);
    expect(Object.is(data.drawdown[0], -0)).toBe(false);
    expect(data.fills).toEqual({
      time: [START_US / 1000 + 5000, START_US / 1000 + 8000],
      buy: [1, 0],
      price: [99.95, 100.21],
      quantity: [0.5, 0.3],
      maker: [1, 0],
    });
  });

  it('take the last of samples with one time', () => {
    const { samples } = reportInput();
    const twice = [...samples, { ...samples[9], equity: 1200 }];
    const data = chartData(reportInput({ samples: twice }));
    expect(data.time).toHaveLength(10);
    expect(data.equity.slice(8)).toEqual([1108, 1200]);
  });

  it('thin fills evenly when there are too many to draw', () => {
    const fills = Array.from({ length: 2 * CHART_FILLS + 1 }, (_, i) => ({
      atUs: START_US + i,
      side: Side.Buy,
      price: 100,
      quantity: 1,
      maker: true,
    }));
    const { time } = chartData(reportInput({ fills })).fills;
    expect(time).toHaveLength(6667);
    expect(time.slice(0, 2)).toEqual([START_US / 1000, START_US / 1000 + 0.003]);
  });
});
