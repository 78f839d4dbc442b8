import { createInstrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import type { HtmlReportInput } from '../../html-report-input.ts';
import type { Sample } from '../../sample-series.ts';

const SECOND_US = 1_000_000;

/** 2024-08-08 10:00:00 UTC, µs. */
export const START_US = 1_723_111_200 * SECOND_US;

/** Ten seconds of a session: quotes from the third second on, a buy at the fifth, a sell (as taker) at the eighth. */
export function reportInput(changes: Partial<HtmlReportInput> = {}): HtmlReportInput {
  return {
    kind: 'backtest',
    instrument: createInstrument({
      venue: 'binance',
      product: 'spot',
      symbol: 'SOLUSDT',
      base: 'SOL',
      quote: 'USDT',
      tickSize: '0.01',
      lotSize: '0.001',
    }),
    strategy: { name: 'pmm', title: 'Pure market making' },
    seed: '42',
    startedUs: START_US,
    endedUs: START_US + 9 * SECOND_US,
    startEquity: '1100',
    endEquity: '1109.5',
    report: {
      dataHash: 'd'.repeat(64),
      events: 1234,
      orders: 17,
      cancels: 15,
      fills: 2,
      makerShare: 0.625,
      volume: '80.04',
      fees: '-0.75',
      realizedPnl: '12.5',
      unrealizedPnl: '-2.25',
      endInventory: '1',
      maxDrawdown: '3.125',
      quotedSpreadBp: 20.25,
      twoSidedShare: 0.7,
      tradeLogHash: 'e'.repeat(64),
    },
    samples: Array.from({ length: 10 }, (_, i) => sample(i)),
    fills: [
      { atUs: START_US + 5 * SECOND_US, side: Side.Buy, price: 99.95, quantity: 0.5, maker: true },
      { atUs: START_US + 8 * SECOND_US, side: Side.Sell, price: 100.21, quantity: 0.3, maker: false },
    ],
    events: [
      { atUs: START_US, level: 'info', text: 'account taken over' },
      { atUs: START_US + 2 * SECOND_US, level: 'warning', text: 'quotes pulled: book is not live' },
    ],
    parameters: [
      { name: 'bidSpread', title: 'Distance of the first bid', value: '10', unit: 'bp' },
      { name: 'levels', title: 'Own levels', value: 'spread 10, amount 1\nspread 20, amount 2', unit: '' },
    ],
    assumptions: {
      queueModel: 'riskAverse: only trades at the price advance the queue',
      feedLatency: 'as recorded',
      entryLatency: '10 ms',
      responseLatency: '11 ms',
      makerFee: '-0.00005',
      takerFee: '0.0007',
      marketImpact: 'none: the recorded market does not react',
      clockOffsetNs: -1_500_000n,
      sources: ['/srv/data/spot_solusdt.gz'],
      gaps: [
        {
          fromUs: START_US + SECOND_US,
          toUs: START_US + 2.5 * SECOND_US,
          reason: 'a sequence number is missing',
        },
      ],
      notes: ['3 rows were re-sorted'],
    },
    ...changes,
  };
}

/** Nothing happened: the book was never to be trusted. */
export function emptyReportInput(): HtmlReportInput {
  const { report, assumptions } = reportInput();
  return reportInput({
    startedUs: NaN,
    endedUs: NaN,
    endEquity: '1100',
    report: {
      ...report,
      events: 0,
      orders: 0,
      cancels: 0,
      fills: 0,
      makerShare: 0,
      volume: '0',
      fees: '0',
      realizedPnl: '0',
      unrealizedPnl: '0',
      maxDrawdown: '0.00000000',
      quotedSpreadBp: 0,
      twoSidedShare: 0,
    },
    samples: [],
    fills: [],
    events: [],
    parameters: [],
    assumptions: { ...assumptions, clockOffsetNs: undefined, sources: [], gaps: [], notes: [] },
  });
}

/** Second i: the mid rises by 0.05 a second, equity by 1 until it falls 3.125 in the last. */
function sample(i: number): Sample {
  const mid = 100 + i * 0.05;
  const quoting = i >= 3;
  return {
    atUs: START_US + i * SECOND_US,
    equity: i === 9 ? 1104.875 : 1100 + i,
    drawdown: i === 9 ? 3.125 : 0,
    inventory: i < 5 ? 1 : 1.5,
    mid,
    bid: quoting ? mid - 0.1 : NaN,
    ask: quoting ? mid + 0.1 : NaN,
  };
}
