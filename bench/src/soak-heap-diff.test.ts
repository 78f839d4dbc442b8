import { Session } from 'node:inspector/promises';
import { describe, expect, it } from 'vitest';
import { diffHeaps, summarizeHeap } from './soak-heap-diff.ts';

class Leaked {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

async function snapshot(): Promise<string> {
  const session = new Session();
  session.connect();
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => chunks.push(params.chunk));
  await session.post('HeapProfiler.takeHeapSnapshot');
  session.disconnect();
  return chunks.join('');
}

describe('diffHeaps', () => {
  it('names the constructor of what has become more', async () => {
    const before = summarizeHeap(await snapshot());
    const held = Array.from({ length: 5000 }, (_, number) => new Leaked(number));
    const grown = diffHeaps(before, summarizeHeap(await snapshot()));
    expect(grown.find(({ kind }) => kind.startsWith('Leaked '))?.count).toBe(held.length);
  });
});
