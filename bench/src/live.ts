import { setTimeout as delay } from 'node:timers/promises';
import type { BenchLine } from './bench-line.ts';
import { benchFlood } from './live-flood.ts';
import type { FrameHead } from './live-frame-reader.ts';
import { BenchReader } from './live-reader.ts';
import { startPaperInstance } from './paper-instance.ts';
import type { PaperInstance } from './paper-instance.ts';
import { percentile } from './statistics.ts';

const CLIENTS = 200;
const SECONDS = 8;
/** Of each phase the best of so many is shown: others may use the machine at the same time. */
const ROUNDS = 3;
/** Every channel a page can ask for: the reader that stops is to fall behind soon. */
const FAMILIES = ['bot', 'book', 'tape', 'fills', 'series'];

/** What two hundred readers got in a while. */
interface Phase {
  readonly latencies: number[];
  deliveries: number;
  bytes: number;
}

/**
 * Two hundred pages on the live socket of an instance with three bots, one of which stops reading for a while; then
 * how much the hub delivers when it is given as much as it takes, beside `ws` alone.
 */
export async function benchLive(): Promise<BenchLine[]> {
  const instance = await startPaperInstance();
  try {
    return [...(await benchPages(instance)), ...(await benchFlood())];
  } finally {
    await instance.stop();
  }
}

async function benchPages(instance: PaperInstance): Promise<BenchLine[]> {
  const { address, authorization, bots } = instance;
  let phase: Phase = newPhase();
  const onFrame = ({ kind, at }: FrameHead, bytes: number): void => {
    phase.deliveries += 1;
    phase.bytes += bytes;
    if (kind === 'delta') phase.latencies.push(nowMs() - at);
  };
  const readers: BenchReader[] = [];
  for (let k = 0; k < CLIENTS; k += 1) {
    const id = bots[k % bots.length];
    const channels = ['overview', `bot:${id}`, `book:${id}`];
    readers.push(await BenchReader.open(address, authorization, channels, onFrame));
  }
  const measure = async (): Promise<Phase> => {
    const rounds: Phase[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      phase = newPhase();
      rounds.push(phase);
      await delay(SECONDS * 1000);
    }
    phase = newPhase();
    return rounds.reduce((a, b) => (p99(b) < p99(a) ? b : a));
  };
  await delay(2000);
  const allRead = await measure();

  const slow = await openSlow(instance);
  const stopped = nowMs();
  slow.reader.pause();
  // The operating system takes some megabytes for it first.
  while ((await liveFigure(instance, 'mrm_live_slow_clients')) === 0) await delay(500);
  const oneStopped = await measure();
  const heldMs = nowMs() - stopped;
  const caughtUp = await slow.readAgain();
  for (const reader of readers) reader.close();

  return [
    ...phaseLines('all read', allRead),
    ...phaseLines('one has stopped reading', oneStopped),
    {
      name: `the one that stopped for ${(heldMs / 1000).toFixed(0)} s: reading again until it has caught up`,
      value: caughtUp.ms,
      unit: 'ms',
      note: `told of ${caughtUp.resyncs} of its ${slow.channels} channels (those with something missed), a snapshot after each; ${caughtUp.stale} older frames came first`,
    },
  ];
}

const p99 = ({ latencies }: Phase): number => percentile(latencies, 99);

function phaseLines(name: string, phase: Phase): BenchLine[] {
  const { latencies, deliveries, bytes } = phase;
  const [p50, longest] = [50, 100].map((p) => percentile(latencies, p).toFixed(1));
  return [
    {
      name: `live, ${CLIENTS} pages, ${name}: deliveries`,
      value: deliveries / SECONDS,
      unit: '/s',
      note: `${(bytes / SECONDS / 1e6).toFixed(1)} MB/s`,
    },
    {
      name: `live, ${CLIENTS} pages, ${name}: publish to receipt, p99`,
      value: p99(phase),
      unit: 'ms',
      note: `p50 ${p50} ms, max ${longest} ms; best of ${ROUNDS} × ${SECONDS} s`,
    },
  ];
}

interface CaughtUp {
  readonly ms: number;
  readonly resyncs: number;
  readonly stale: number;
}

/** A reader of everything, to be stopped. */
async function openSlow({ address, authorization, bots }: PaperInstance): Promise<{
  readonly reader: BenchReader;
  readonly channels: number;
  /** Resolves with the first frame of now, once each channel that was told `resync` has had its snapshot. */
  readAgain(): Promise<CaughtUp>;
}> {
  const channels = [
    'overview',
    'events',
    'logs',
    ...bots.flatMap((id) => FAMILIES.map((of) => `${of}:${id}`)),
  ];
  let onFrame: (head: FrameHead) => void = () => undefined;
  const reader = await BenchReader.open(address, authorization, channels, (head) => onFrame(head));
  return {
    reader,
    channels: channels.length,
    readAgain: () =>
      new Promise((resolve) => {
        const began = nowMs();
        const told = new Set<string>();
        const waiting = new Set<string>();
        let stale = 0;
        onFrame = ({ kind, channel, at }) => {
          if (kind === 'resync') {
            told.add(channel);
            waiting.add(channel);
          } else if (kind === 'snapshot') waiting.delete(channel);
          else if (at < began) stale += 1;
          else if (kind === 'delta' && told.size > 0 && waiting.size === 0) caughtUp();
        };
        const caughtUp = (): void => {
          onFrame = () => undefined;
          reader.close();
          resolve({ ms: nowMs() - began, resyncs: told.size, stale });
        };
        reader.resume();
      }),
  };
}

async function liveFigure({ address, authorization }: PaperInstance, name: string): Promise<number> {
  const response = await fetch(`${address}/metrics`, { headers: { authorization } });
  const value = new RegExp(`^${name} (\\S+)`, 'm').exec(await response.text())?.[1];
  if (value === undefined) throw new Error(`no figure ${name} in /metrics`);
  return Number(value);
}

const newPhase = (): Phase => ({ latencies: [], deliveries: 0, bytes: 0 });

/** Wall time with fractions, ms since the epoch; frames carry whole ones, so that a latency is up to 1 ms too long. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
