import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PaperSession } from '@mrmarket/backtest/paper-session';
import { openPaperSession } from '@mrmarket/backtest/paper-session';
import { JumpClock } from '@mrmarket/engine/clock';
import { OrderBook } from '@mrmarket/market/order-book';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { pureMarketMaking } from '@mrmarket/strategy/pure-market-making/definition';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { BenchLine } from './bench-line.ts';
import { usdmRecording } from './captures.ts';
import { median } from './statistics.ts';

const RUNS = 9;
const WARM_UPS = 3;

/** The run that is measured: PMM with three levels a side, journal off, everything else as `mrm paper` has it. */
export function openBenchSession(recording: Recording, definition?: StrategyDefinition): PaperSession {
  return openPaperSession({
    market: { kind: 'recorded', recording },
    definition: definition ?? pureMarketMaking,
    parameters: definition ? {} : { levels: 3 },
    seed: '1',
    speed: Infinity,
    durationSec: Infinity,
    quoteBalance: '100000',
    latencyMs: 10,
    limits: { submitsPerSec: 1000, cancelsPerSec: 1000, fillsPerMinute: 0 },
    clock: new JumpClock(0),
    signal: new AbortController().signal,
  });
}

/** Whole paper runs from memory, beside the bare replay of two books in time order. */
export async function benchPaper(): Promise<BenchLine[]> {
  const recording = await usdmRecording();
  const paper: number[] = [];
  const bare: number[] = [];
  let events = 0;
  for (let run = 0; run < WARM_UPS + RUNS; run++) {
    const session = openBenchSession(recording);
    const startedMs = performance.now();
    await session.session.run();
    const paperMs = performance.now() - startedMs;
    events = session.session.engine.eventCount;
    session.close();
    const bareMs = replayTwoBooks(recording);
    if (run < WARM_UPS) continue;
    paper.push(events / (paperMs / 1000));
    bare.push(events / (bareMs / 1000));
  }
  return [
    {
      name: 'paper run from memory: PMM 3 levels a side, queue, latency, risk, order manager, accounting',
      value: median(paper),
      unit: 'events/s',
      peer: { name: 'two books in time order, nothing else', value: median(bare) },
      target: '≥ 3 M',
      dataHash: recording.dataHash,
      note: `${events} events a run, median of ${RUNS}`,
    },
    allocationLine(recording),
  ];
}

/** What any backtest with latency has to do at least: a book at the exchange and one at the strategy. */
function replayTwoBooks(recording: Recording): number {
  const { kind, exchUs, localUs, exchangeOrder, firstLevel, levels, length } = recording;
  const there = new OrderBook();
  const here = new OrderBook();
  const startedMs = performance.now();
  let e = 0;
  let l = 0;
  while (l < length) {
    const m = exchangeOrder[e];
    if (e < length && exchUs[m] < localUs[l]) {
      if (kind[m] === MessageKind.Depth || kind[m] === MessageKind.Snapshot)
        there.apply(levels, firstLevel[m], firstLevel[m + 1]);
      e++;
    } else {
      if (kind[l] === MessageKind.Depth || kind[l] === MessageKind.Snapshot)
        here.apply(levels, firstLevel[l], firstLevel[l + 1]);
      l++;
    }
  }
  return performance.now() - startedMs;
}

/** Measured in a process of its own whose young generation is large enough that nothing is collected meanwhile. */
function allocationLine(recording: Recording): BenchLine {
  const script = fileURLToPath(new URL('./paper-allocation.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512', script],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the allocation run failed: ${stderr}`);
  const { bytes, events } = JSON.parse(stdout) as { bytes: number; events: number };
  return {
    name: 'heap allocated in a paper run, orders and fills included',
    value: bytes / events,
    unit: 'bytes/event',
    target: 'near 0',
    dataHash: recording.dataHash,
    note: `${bytes} bytes in ${events} events`,
  };
}
