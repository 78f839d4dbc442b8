import { createInstrument } from '@mrmarket/market/instrument';

/** Ticks of 0.01, lots of 0.001. */
export const spot = createInstrument({
  venue: 'sim',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.001',
});

/** Ticks of 0.1, lots of 0.001. */
export const usdm = createInstrument({
  venue: 'sim',
  product: 'usdm',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.1',
  lotSize: '0.001',
});
