import type { BotWatch } from '../../api/ports.ts';
import type { BotSummary } from '../../api/schemas/bots.ts';

const SUMMARY: BotSummary = {
  id: 'bot-1',
  name: 'Maker one',
  strategy: 'pmm',
  strategyTitle: 'Pure market making',
  mode: 'paper',
  market: { kind: 'generated', product: 'spot', symbol: 'BTCUSDT' },
  instrument: {
    id: 'sim:spot:BTCUSDT',
    venue: 'sim',
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
  },
  state: 'running',
  since: '2026-11-25T00:00:00.000Z',
  detail: '',
  risk: 'ACTIVE',
  bookState: 'live',
  result: {
    equity: '10000',
    startEquity: '10000',
    pnl: '0',
    realized: '0',
    unrealized: '0',
    fees: '0',
    rebates: '0',
    volume: '0',
    makerShare: 1,
    pnlPerVolumeBp: null,
    drawdown: '0',
    maxDrawdown: '0',
    inventory: { base: '0', quote: '10000', averageCost: null },
  },
  quoting: { spreadBp: 10, uptime: 1, orders: 2, cancels: 0, fills: 0, denied: [] },
  openOrders: 2,
  progress: null,
};

/** Figures of a bot that runs well, but for what is given. */
export function botWatch(
  differences: Partial<Omit<BotWatch, 'summary'>> & { readonly summary?: Partial<BotSummary> } = {},
): BotWatch {
  return {
    unknownMs: 0,
    bookDownSince: undefined,
    drawdownUse: 0.1,
    lowBalances: [],
    clockSkewMs: undefined,
    ...differences,
    summary: { ...SUMMARY, ...differences.summary },
  };
}
