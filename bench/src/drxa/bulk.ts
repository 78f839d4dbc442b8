import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { chainNamed } from 'drxa/chains/all';
import { createRoot } from 'drxa/root';
import { sr25519 } from 'drxa/sr25519';
import type { BulkAddresses, BulkRange, BulkWorkerData } from './bulk-worker.ts';

/** As many as a worker derives before it hands them over. */
const RANGE = 2_000;
/** So many of the addresses are derived once more, in this thread, and compared. */
const CHECKED = 1_000;
const BAR = 40;
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';

/** Draws over one line of a terminal; of a pipe it writes each tenth. */
function drawProgress(done: number, count: number, seconds: number): void {
  const share = done / count;
  const rate = Math.round(done / Math.max(seconds, 0.001)).toLocaleString('en-US');
  const left = done === 0 ? '–' : `${Math.ceil(((count - done) * seconds) / done)} s left`;
  const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·');
  const line = `${bar} ${(100 * share).toFixed(0).padStart(3)} %  ${rate}/s  ${left}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K${done === count ? '\n' : ''}`);
  else process.stderr.write(`${line}\n`);
}

interface Job extends BulkWorkerData {
  readonly count: number;
  readonly workers: number;
}

/** All addresses of indexes 0 … count-1, in their order. The first failure of a worker ends it. */
async function deriveAll({ count, workers, ...data }: Job): Promise<string[]> {
  const start = performance.now();
  const all = new Array<string>(count);
  let [next, done, drawn] = [0, 0, -1];
  const take = (): BulkRange | undefined => {
    if (next >= count) return undefined;
    const range = { first: next, count: Math.min(RANGE, count - next) };
    next += range.count;
    return range;
  };
  const draw = (): void => {
    const step = Math.floor((done / count) * (process.stderr.isTTY ? 200 : 10));
    if (step === drawn) return;
    drawn = step;
    drawProgress(done, count, (performance.now() - start) / 1000);
  };
  const runWorker = async (): Promise<void> => {
    const worker = new Worker(new URL('./bulk-worker.ts', import.meta.url), { workerData: data });
    try {
      await new Promise<void>((finish, fail) => {
        const give = (): void => {
          const range = take();
          if (range === undefined) finish();
          else worker.postMessage(range);
        };
        worker.on('error', fail);
        worker.on('message', ({ first, addresses }: BulkAddresses) => {
          addresses.forEach((address, i) => (all[first + i] = address));
          done += addresses.length;
          draw();
          give();
        });
        give();
      });
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, runWorker));
  return all;
}

/** `npm run bench:drxa -- bulk [--count 1000000] [--chain ethereum] [--engine native|node] [--workers n]` */
export async function bulk(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '1000000' },
      chain: { type: 'string', default: 'ethereum' },
      engine: { type: 'string', default: 'native' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const [count, workers] = [Number(values.count), Number(values.workers)];
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('--count: a whole number from 1');
  if (!Number.isSafeInteger(workers) || workers < 1) throw new Error('--workers: a whole number from 1');
  if (!['native', 'node'].includes(values.engine)) throw new Error('--engine: native or node');
  const root = createRoot(
    Uint8Array.from({ length: 32 }, (_, i) => i),
    { sr25519 },
  );
  const chain = chainNamed(values.chain);
  const start = performance.now();
  const addresses = await deriveAll({
    scope: root.exportScope('wallet'),
    userId: USER,
    chain: chain.name,
    native: values.engine === 'native',
    count,
    workers,
  });
  const seconds = (performance.now() - start) / 1000;
  const step = Math.max(1, Math.floor(count / CHECKED));
  let checked = 0;
  for (let index = 0; index < count; index += step) {
    const expected = root.scope('wallet').address({ userId: USER, chain, index });
    if (addresses[index] !== expected)
      throw new Error(`index ${index} is ${addresses[index]}, not ${expected}`);
    checked++;
  }
  const hash = createHash('sha256');
  for (const address of addresses) hash.update(`${address}\n`);
  const figure = (value: number): string => Math.round(value).toLocaleString('en-US');
  console.log(
    `| ${figure(count)} addresses of ${chain.name}, engine ${values.engine}, ${workers} workers | ` +
      `${seconds.toFixed(1)} s | ${figure(count / seconds)} /s | ${new Set(addresses).size === count ? 'all different' : 'REPEATED'} | ` +
      `${figure(checked)} derived once more: the same | SHA-256 of all lines ${hash.digest('hex').slice(0, 16)}… |`,
  );
  if (new Set(addresses).size !== count) process.exitCode = 1;
}
