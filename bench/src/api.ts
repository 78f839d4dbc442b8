import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { runApiLoad } from './api-load.ts';
import type { ApiTimes } from './api-load.ts';
import { writeHourOfSamples } from './api-history.ts';
import type { BenchLine } from './bench-line.ts';
import { startPaperInstance } from './paper-instance.ts';
import type { PaperInstance } from './paper-instance.ts';
import { percentile } from './statistics.ts';

/** Requests a second. */
const RATE = 200;
const SECONDS = 20;
/** The best of so many: others may use the machine at the same time. */
const ROUNDS = 3;
/** Of the bursts: as many as a browser opens to one address. */
const CONNECTIONS = 6;

/**
 * Time of answers at 200 requests a second over the reads of the console while three bots trade, beside bare fastify
 * that answers the very same bodies from memory. Server, peer and load are three processes.
 */
export async function benchApi(): Promise<BenchLine[]> {
  const instance = await startPaperInstance();
  try {
    writeHourOfSamples(instance.home.database, instance.bots);
    const paths = readPaths(instance);
    const peer = await startPeer(instance, paths);
    try {
      const headers = { authorization: instance.authorization };
      const load = { paths, headers, rate: RATE, seconds: SECONDS };
      await runApiLoad({ ...load, address: instance.address, seconds: 3 });
      await runApiLoad({ ...load, address: peer.address, seconds: 3 });
      const ours: ApiTimes[] = [];
      const bare: ApiTimes[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await runApiLoad({ ...load, address: instance.address }));
        bare.push(await runApiLoad({ ...load, address: peer.address }));
      }
      return [
        ...evenLines(ours, bare),
        ...routeLines(best(ours), best(bare)),
        await burstLine(instance.address, peer.address, paths, headers),
      ];
    } finally {
      peer.stop();
    }
  } finally {
    await instance.stop();
  }
}

function readPaths({ bots }: PaperInstance): string[] {
  return [
    '/api/overview',
    '/api/bots',
    ...bots.flatMap((id) => [`/api/bots/${id}`, `/api/bots/${id}/fills`, `/api/bots/${id}/series?range=1h`]),
    '/api/health',
  ];
}

async function startPeer(
  instance: PaperInstance,
  paths: readonly string[],
): Promise<{ readonly address: string; stop(): void }> {
  const answers: Record<string, unknown> = {};
  for (const path of paths) answers[path.split('?')[0]] = await instance.call('GET', path);
  const child = fork(join(import.meta.dirname, 'api-peer.ts'));
  child.send(answers);
  const [address] = (await once(child, 'message')) as [string];
  return { address, stop: () => void child.kill() };
}

const all = ({ times }: ApiTimes): number[] => [...times.values()].flat();
const best = (rounds: readonly ApiTimes[]): ApiTimes =>
  rounds.reduce((a, b) => (percentile(all(b), 99) < percentile(all(a), 99) ? b : a));

function evenLines(ours: readonly ApiTimes[], bare: readonly ApiTimes[]): BenchLine[] {
  const p99s = ours.map((round) => percentile(all(round), 99).toFixed(1)).join(', ');
  const { rate } = best(ours);
  const failed = ours.reduce((sum, round) => sum + round.failed, 0);
  return [50, 99, 100].map((p) => ({
    name: `API ${p === 100 ? 'max' : `p${p}`} at ${rate.toFixed(0)} requests/s, three bots at work`,
    value: percentile(all(best(ours)), p),
    unit: 'ms',
    peer: { name: 'bare fastify, same bodies', value: percentile(all(best(bare)), p) },
    ...(p === 99
      ? { target: '< 20 ms', note: `best of ${ROUNDS} × ${SECONDS} s (p99s ${p99s}); ${failed} failed` }
      : {}),
  }));
}

/** Of the round that is shown, p99 by kind of route. */
function routeLines(ours: ApiTimes, bare: ApiTimes): BenchLine[] {
  const kinds = Map.groupBy(ours.times.keys(), kindOf);
  return [...kinds].map(([kind, paths]) => {
    const of = ({ times }: ApiTimes): number =>
      percentile(
        paths.flatMap((path) => times.get(path) ?? []),
        99,
      );
    return {
      name: `  p99 ${kind}`,
      value: of(ours),
      unit: 'ms',
      peer: { name: 'bare fastify', value: of(bare) },
    };
  });
}

/** `/api/bots/V1StGXR8_Z5j/fills` → `/api/bots/{id}/fills` */
function kindOf(path: string): string {
  return path.replace(/^(\/api\/bots\/)[^/?]+/, '$1{id}').replace(/\?.*/, '');
}

/** The same number of requests as autocannon sends them: in a burst at the begin of each second. */
async function burstLine(
  address: string,
  peer: string,
  paths: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<BenchLine> {
  const run = async (url: string): Promise<number> => {
    const times: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const running = autocannon(
        {
          url,
          connections: CONNECTIONS,
          overallRate: RATE,
          duration: SECONDS,
          requests: paths.map((path) => ({ path, headers: { ...headers } })),
        },
        (error: unknown) => {
          if (error instanceof Error) reject(error);
          else resolve();
        },
      );
      running.on('response', (_client, status, _bytes, ms) => {
        if (status === 200) times.push(ms);
      });
    });
    return percentile(times, 99);
  };
  return {
    name: `API p99, ${RATE} requests in a burst a second on ${CONNECTIONS} connections (autocannon)`,
    value: await run(address),
    unit: 'ms',
    peer: { name: 'bare fastify, same bodies', value: await run(peer) },
  };
}
