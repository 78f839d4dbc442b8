/**
 * The exchange as a process of its own:
 * `node testkit/src/exchange/exchange-process.ts --socket PATH --seed S [--product spot|usdm] [--pace N]`.
 * Says `ready` in one line once clients can connect, and ends with its standard input.
 */
import { parseArgs } from 'node:util';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { ExchangeServer } from './exchange-server.ts';
import { TEST_FEES } from './test-fees.ts';
import { WallClock } from './wall-clock.ts';

const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    seed: { type: 'string', default: '1' },
    product: { type: 'string', default: 'spot' },
    pace: { type: 'string', default: '5' },
  },
});
const { socket, seed, pace } = values;
if (socket === undefined) throw new Error('--socket PATH is missing');
const product = values.product === 'usdm' ? 'usdm' : 'spot';
const instrument = knownInstrument('binance', product, 'BTCUSDT');
const server = new ExchangeServer({
  path: socket,
  instrument,
  startTick: Math.round(60_000 / instrument.tick),
  fees: { ...TEST_FEES[product], asset: product === 'spot' ? 'received' : 'quote' },
  balances: { quote: '1000000', base: product === 'spot' ? '20' : '0' },
  seed,
  pace: Number(pace),
  clock: new WallClock(),
});
await server.listen();
console.log('ready');
process.stdin.on('end', () => {
  server.close();
});
process.stdin.resume();
