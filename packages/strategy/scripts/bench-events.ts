/**
 * What one market event costs in pure market making: `node packages/strategy/scripts/bench-events.ts`.
 *
 * A real book moves by a tick or changes its size on each event, 1 ms apart; the strategy has its quotes working. The
 * cost of the book alone is measured in the same run and taken off.
 */
import { cpus } from 'node:os';
import { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { TradeTape } from '@mrmarket/market/trade-tape';
import { parseParameters } from '../src/parameters.ts';
import { pureMarketMaking } from '../src/pure-market-making/definition.ts';
import { QuoteSheet } from '../src/quote-sheet.ts';
import { seededRandom } from '../src/seeded-random.ts';
import type { OwnOrder, Strategy, StrategyView } from '../src/strategy.ts';
import { sampleSpot } from '../src/testing/strategy-harness.ts';

const EVENTS = 5_000_000;
const RUNS = 5;
const MID = 10_000;

const variants: readonly [name: string, parameters: object][] = [
  ['defaults', {}],
  [
    'ten levels, minimum spread, skew, optimize',
    { levels: 10, minSpreadBp: 1, skew: true, optimize: true, pingPong: true },
  ],
  [
    'the same, refreshed on every tenth event',
    { levels: 10, minSpreadBp: 1, skew: true, optimize: true, refreshSec: 0.01 },
  ],
];

function run(strategy: Strategy | undefined): number {
  const book = new OrderBook(4096);
  const tape = new TradeTape();
  const sheet = new QuoteSheet();
  const holdings = { base: 100, quote: 10_000, averageCost: 100, lots: 100_000 };
  const orders: OwnOrder[] = [];
  const view = {
    nowUs: 0,
    instruments: [sampleSpot],
    book: () => book,
    tape: () => tape,
    holdings: () => holdings,
    makerFee: 0.001,
    takerFee: 0.001,
    orders,
    timers: { set: () => undefined, cancel: () => undefined },
    random: seededRandom(1),
  } satisfies StrategyView;
  for (let i = 0; i < 100; i++) {
    book.set(Side.Buy, MID - 1 - i, 500);
    book.set(Side.Sell, MID + 1 + i, 500);
  }
  const random = seededRandom('events');
  const moves = Float64Array.from({ length: 65_536 }, () => random.next());
  const start = performance.now();
  for (let i = 0; i < EVENTS; i++) {
    const draw = moves[i & 65_535];
    view.nowUs += 1000;
    // The best bid comes and goes, or changes its size.
    book.set(Side.Buy, MID - 1, draw < 0.2 ? 0 : Math.floor(draw * 1000));
    strategy?.onBook?.(view, sheet, 0);
  }
  return ((performance.now() - start) * 1e6) / EVENTS;
}

function median(measure: () => number): number {
  const times = Array.from({ length: RUNS }, measure).sort((a, b) => a - b);
  return times[RUNS >> 1];
}

run(undefined);
const base = median(() => run(undefined));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
print(
  `${cpus()[0]?.model ?? 'unknown machine'}, Node ${process.version}, ${EVENTS} events, median of ${RUNS} runs`,
);
print(`book alone: ${base.toFixed(1)} ns an event`);
for (const [name, asked] of variants) {
  const parameters = parseParameters(pureMarketMaking, { orderQty: '1', ...asked }, sampleSpot);
  const strategy = () => pureMarketMaking.create(parameters, [sampleSpot]);
  run(strategy());
  const heapBefore = process.memoryUsage().heapUsed;
  const cost = median(() => run(strategy())) - base;
  const heap = (process.memoryUsage().heapUsed - heapBefore) / (EVENTS * RUNS);
  print(`${name}: ${cost.toFixed(1)} ns an event, heap change ${heap.toFixed(2)} bytes an event`);
}
