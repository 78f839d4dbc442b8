import type { components } from '#lib/api/schema.d.ts';

type LiveBook = components['schemas']['LiveBook'];
type Instrument = components['schemas']['Instrument'];
type TapeEntry = components['schemas']['TapeEntry'];

export const instrument: Instrument = {
  id: 'paper:spot:BTCUSDT',
  venue: 'paper',
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
};

/** A book of twenty levels a side with an own quote on each; empty where it is off. */
export function liveBook(state: LiveBook['state']): LiveBook {
  const side = (direction: 1 | -1): LiveBook['bids'] =>
    state === 'off'
      ? []
      : Array.from({ length: 20 }, (_, level) => [
          (60_031 + direction * (level + 1) * 1.5).toFixed(1),
          (0.4 + level / 10).toFixed(4),
          level === 2 ? '0.2000' : '0.0000',
        ]);
  const reasons = {
    live: '',
    off: 'The bot is stopped',
    syncing: 'Waiting for a snapshot',
    stale: 'No change for 42 s',
  };
  const known = state === 'live' || state === 'stale';
  return {
    state,
    reason: reasons[state],
    bids: side(-1),
    asks: side(1),
    mid: known ? '60031.0' : null,
    spread: known ? '3.0' : null,
    spreadBp: known ? 0.5 : null,
    depth: { bid: '27.0000', ask: '27.0000' },
  };
}

export const tape: readonly TapeEntry[] = Array.from({ length: 30 }, (_, index) => ({
  id: String(index),
  at: new Date(Date.UTC(2026, 10, 25, 14, 2, index)).toISOString(),
  side: index % 3 === 0 ? 'sell' : 'buy',
  price: (60_031 + ((index * 7) % 11) / 2).toFixed(1),
  quantity: (0.01 * (1 + (index % 5))).toFixed(4),
  own: index % 7 === 0,
}));

const STEP = 60;
const count = 240;
/** Four hours by the minute, with a quarter of an hour missing. */
export const chart = {
  stepSec: STEP,
  times: Array.from({ length: count }, (_, index) => 1_795_600_800 + index * STEP).filter(
    (_, index) => index < 100 || index > 115,
  ),
  equity: Array.from({ length: count - 16 }, (_, index) => 10_000 + 40 * Math.sin(index / 18) + index / 2),
  hold: Array.from({ length: count - 16 }, (_, index) => 10_000 + 60 * Math.sin(index / 30)),
};
