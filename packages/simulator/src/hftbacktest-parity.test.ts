import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import type { Recording } from '@mrmarket/market/recording';
import { dataFile, dataFolder, describeWithData } from '@mrmarket/testkit/data-folder';
import { beforeAll, describe, expect, it } from 'vitest';
import type { QueueModelName } from './queue-model.ts';
import { PeerRun } from './testing/peer-run.ts';
import { grid20, join as joinBest, mm1 } from './testing/peer-strategies.ts';
import type { PeerStrategy } from './testing/peer-strategies.ts';

/** Fill logs of hftbacktest 2.4.4 on the recorded data lie beside the data; they are not part of the repository. */
const logs = join(dataFolder(), '../bench/golden');

const strategies: readonly (readonly [string, PeerStrategy])[] = [
  ['join', joinBest],
  ['mm1', mm1],
  ['grid20', grid20],
];
const queues: readonly (readonly [string, QueueModelName])[] = [
  ['riskadverse', 'riskAverse'],
  ['powerprob2', 'power'],
];

/** Offsets as hftbacktest chose them: the smallest feed latency becomes 0. */
const markets = [
  { name: 'usdm_btcusdt', files: ['usdm_btcusdt_20240808.gz'], clockOffsetNs: 1_272_156_851n, steps: 3_448 },
  {
    name: 'spot_btcusdt',
    files: ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'],
    clockOffsetNs: 1_276_159_997n,
    steps: 6_506,
  },
] as const;

/** Lines by time, side and tick, as the logs are sorted. */
function sorted(fills: readonly string[]): string[] {
  const key = (line: string): number[] => line.split(',').map(Number);
  return [...fills].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
  });
}

for (const { name, files, clockOffsetNs, steps } of markets) {
  describeWithData(`fills of hftbacktest on ${name}`, [...files], () => {
    describe.skipIf(!existsSync(logs))('line by line', () => {
      let recording: Recording;
      beforeAll(async () => {
        recording = await readBinanceCapture(files.map(dataFile), { clockOffsetNs });
      });

      for (const [strategyName, strategy] of strategies) {
        for (const [queueName, queue] of queues) {
          it(`${strategyName}, ${queueName}`, () => {
            const run = new PeerRun(recording, strategy, queue).run();
            const file = join(logs, `fills_${name}_${strategyName}_${queueName}.csv`);
            const golden = readFileSync(file, 'utf8').trim().split('\n').slice(1);
            expect(run.steps).toBe(steps);
            expect(sorted(run.fills)).toEqual(golden);
          });
        }
      }
    });
  });
}
