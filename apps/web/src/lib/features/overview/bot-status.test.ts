import { describe, expect, it } from 'vitest';
import { canStop, isQuoting, troubledFirst } from './bot-status.ts';
import type { BotSummary } from './bot-status.ts';

const bot = (name: string, part: Partial<BotSummary> = {}): BotSummary => ({
  id: name,
  name,
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
    tickSize: '0.1',
    lotSize: '0.0001',
    minQty: '0.0001',
    minNotional: '5',
    priceDecimals: 1,
    quantityDecimals: 4,
    moneyDecimals: 2,
  },
  state: 'running',
  since: '2026-11-25T10:00:00.000Z',
  detail: '',
  risk: 'ACTIVE',
  bookState: 'live',
  result: {
    equity: '1000',
    startEquity: '1000',
    pnl: '0',
    realized: '0',
    unrealized: '0',
    fees: '0',
    rebates: '0',
    volume: '0',
    makerShare: 0,
    pnlPerVolumeBp: null,
    drawdown: '0',
    maxDrawdown: '0',
    inventory: { base: '0', quote: '1000', averageCost: null },
  },
  quoting: { spreadBp: null, uptime: 0, orders: 0, cancels: 0, fills: 0, denied: [] },
  openOrders: 2,
  progress: null,
  ...part,
});

describe('state of a bot on the overview', () => {
  it('P20: whatever has an engine at work can be stopped', () => {
    const stoppable = (state: BotSummary['state']) => canStop(bot('a', { state }));
    expect((['starting', 'running', 'degraded', 'paused'] as const).every(stoppable)).toBe(true);
    expect((['created', 'stopping', 'stopped'] as const).some(stoppable)).toBe(false);
  });

  it('counts as quoting only with orders in the market', () => {
    expect(isQuoting(bot('a'))).toBe(true);
    expect(isQuoting(bot('a', { openOrders: 0 }))).toBe(false);
    expect(isQuoting(bot('a', { risk: 'HALTED' }))).toBe(false);
    expect(isQuoting(bot('a', { state: 'degraded' }))).toBe(false);
  });

  it('puts trouble first and what stands still last', () => {
    const bots = [
      bot('stopped', { state: 'stopped' }),
      bot('beta'),
      bot('alpha'),
      bot('halted', { risk: 'HALTED' }),
      bot('degraded', { state: 'degraded' }),
      bot('new', { state: 'created' }),
    ];
    expect(troubledFirst(bots).map(({ name }) => name)).toEqual([
      'halted',
      'degraded',
      'alpha',
      'beta',
      'new',
      'stopped',
    ]);
  });
});
