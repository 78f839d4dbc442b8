import { openPaperSession } from '@mrmarket/backtest/paper-session';
import type { PaperSession } from '@mrmarket/backtest/paper-session';
import { JumpClock } from '@mrmarket/engine/clock';
import { createInstrument } from '@mrmarket/market/instrument';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import type { Levels } from '@mrmarket/market/levels';
import { OrderBook } from '@mrmarket/market/order-book';
import { pureMarketMaking } from '@mrmarket/strategy/pure-market-making/definition';
import type { BenchLine } from './bench-line.ts';
import { median } from './statistics.ts';

const RUNS = 7;
const WARM_UPS = 2;
const MARKET_SEC = 1800;

/** A paper session on a generated market, participants and all, beside a book that only takes in its messages. */
export async function benchGenerated(): Promise<BenchLine[]> {
  const messages = await depthMessages();
  const generated: number[] = [];
  const bare: number[] = [];
  let events = 0;
  let dataHash = '';
  for (let run = 0; run < WARM_UPS + RUNS; run++) {
    const { session, dataHash: hash } = open();
    const startedMs = performance.now();
    await session.run();
    const spentMs = performance.now() - startedMs;
    events = session.engine.eventCount;
    dataHash = hash;
    const bareMs = replay(messages);
    if (run < WARM_UPS) continue;
    generated.push(events / (spentMs / 1000));
    bare.push(events / (bareMs / 1000));
  }
  return [
    {
      name: 'paper run on a generated market, its participants included',
      value: median(generated),
      unit: 'events/s',
      peer: { name: 'a book that takes in the same messages', value: median(bare) },
      dataHash,
      note: `${events} events in ${MARKET_SEC} s of market time, median of ${RUNS}`,
    },
  ];
}

function open(): PaperSession {
  const instrument = createInstrument({
    ...knownInstrument('binance', 'spot', 'BTCUSDT'),
    venue: 'generated',
  });
  return openPaperSession({
    market: { kind: 'generated', instrument, startPrice: '60000' },
    definition: pureMarketMaking,
    parameters: {},
    seed: '1',
    speed: Infinity,
    durationSec: MARKET_SEC,
    quoteBalance: '10000',
    latencyMs: 10,
    clock: new JumpClock(0),
    signal: new AbortController().signal,
  });
}

/** Level changes of each depth message of such a run. */
async function depthMessages(): Promise<Levels[]> {
  const { session, venue } = open();
  const { engine } = session;
  const messages: Levels[] = [];
  const onDepth = engine.onDepth.bind(engine);
  engine.onDepth = (...parts) => {
    messages.push(parts[6]);
    onDepth(...parts);
  };
  venue.listener = engine;
  await session.run();
  return messages;
}

function replay(messages: readonly Levels[]): number {
  const book = new OrderBook();
  const startedMs = performance.now();
  for (const levels of messages) book.apply(levels, 0, levels.side.length);
  return performance.now() - startedMs;
}
