import { parentPort, workerData } from 'node:worker_threads';
import { chainNamed } from 'drxa/chains/all';
import { nativeEngine } from 'drxa/engine/native';
import { engine as nodeEngine } from 'drxa/engine/node';
import { importScope } from 'drxa/root';
import { sr25519 } from 'drxa/sr25519';

/** What a worker is given: one scope, whose keys are all that it can make. */
export interface BulkWorkerData {
  readonly scope: string;
  readonly userId: string;
  readonly chain: string;
  readonly native: boolean;
}

/** Indexes from the first, as many as said. */
export interface BulkRange {
  readonly first: number;
  readonly count: number;
}

export interface BulkAddresses extends BulkRange {
  readonly addresses: readonly string[];
}

const { scope: text, userId, chain: name, native } = workerData as BulkWorkerData;
const scope = importScope(text, { engine: native ? nativeEngine() : nodeEngine, sr25519 });
const chain = chainNamed(name);
const port = parentPort!;

port.on('message', ({ first, count }: BulkRange) => {
  const addresses = Array.from({ length: count }, (_, i) =>
    scope.address({ userId, chain, index: first + i }),
  );
  port.postMessage({ first, count, addresses } satisfies BulkAddresses);
});
