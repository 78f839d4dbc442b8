import { setTimeout as delay } from 'node:timers/promises';
import type { BenchLine } from './bench-line.ts';
import { benchFlood } from './live-flood.ts';
import type { FrameHead } from './live-frame-reader.ts';
import { BenchReader } from './live-reader.ts';
import { startPaperInstance } from './paper-instance.ts';
import type { PaperInstance } from './paper-instance.ts';
import { percentile } from './statistics.ts';

const CLIENTS = 200;
const SECONDS = 20;
/** Every channel a page can ask for: the reader that stops is to fall behind soon. */
const FAMILIES = ['bot', 'book', 'tape', 'fills', 'series'];

/** How long it stays away once it counts as slow, so that it misses something of the rarer channels too. */
const MISSING_MS = 3000;

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
  await delay(2000);

  phase = newPhase();
  await delay(SECONDS * 1000);
  const allRead = phase;

  const slow = await openSlow(instance);
  phase = newPhase();
  const stopped = nowMs();
  slow.reader.pause();
  await delay(SECONDS * 1000);
  const oneStopped = phase;
  phase = newPhase();
  while ((await liveFigure(instance, 'mrm_live_slow_clients')) === 0) await delay(500);
  await delay(MISSING_MS);
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
      note: `told of ${caughtUp.resyncs} of its ${slow.channels} channels (those with something missed), a snapshot after each; before them ${caughtUp.stale} frames that were on their way`,
    },
  ];
}

function phaseLines(name: string, { latencies, deliveries, bytes }: Phase): BenchLine[] {
  const p50 = percentile(latencies, 50);
  const note = `p50 ${p50.toFixed(1)} ms, max ${percentile(latencies, 100).toFixed(0)} ms; ${(bytes / SECONDS / 1e6).toFixed(1)} MB/s`;
  return [
    { name: `live, ${CLIENTS} pages, ${name}: deliveries`, value: deliveries / SECONDS, unit: '/s' },
    {
      name: `live, ${CLIENTS} pages, ${name}: publish to receipt, p99`,
      value: percentile(latencies, 99),
      unit: 'ms',
      note,
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
  /** Resolves when each channel that is told `resync` has had its snapshot too, and goes on. */
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
        onFrame = ({ kind, channel }) => {
          if (kind === 'resync') {
            told.add(channel);
            waiting.add(channel);
          } else if (told.size === 0) stale += 1;
          else if (kind === 'snapshot') waiting.delete(channel);
          // The first delta afterwards: it is one like the others again.
          if (kind !== 'delta' || told.size === 0 || waiting.size > 0) return;
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
