import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FileJournal } from '@mrmarket/engine/file-journal';
import type { BenchLine } from './bench-line.ts';
import { percentile } from './statistics.ts';

const COMMITS = 1000;
const ORDERS = 6;

/** Time until a commit of one diff (six new orders) is on the disk, beside a bare write and sync of as many bytes. */
export function benchJournal(): BenchLine[] {
  // In the checkout: temporary folders may lie in memory, where a sync costs nothing.
  const folder = mkdtempSync(join(import.meta.dirname, '..', '.journal-'));
  try {
    const path = join(folder, 'journal.log');
    const journal = new FileJournal(path);
    const ours: number[] = [];
    for (let i = 0; i < COMMITS; i++) {
      for (let k = 0; k < ORDERS; k++) {
        const intent = i * ORDERS + k;
        journal.append({
          type: 'submit',
          intent,
          clientId: `MBENCH0${String(intent).padStart(13, '0')}`,
          instrument: 0,
          side: k < 3 ? 0 : 1,
          slot: k,
          tick: 600_000 + k,
          lots: 10,
          flags: 1,
          createdUs: 1_700_000_000_000_000 + i,
        });
      }
      const startedMs = performance.now();
      journal.commit();
      ours.push((performance.now() - startedMs) * 1000);
    }
    journal.close();
    const bare = bareWrites(join(folder, 'bare'));
    return [50, 99].map((p) => ({
      name: `journal commit p${p}, ${ORDERS} orders`,
      value: percentile(ours, p),
      unit: 'µs',
      peer: { name: 'bare write and fdatasync', value: percentile(bare, p) },
      note: `${COMMITS} commits`,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bareWrites(path: string): number[] {
  const bytes = Buffer.alloc(1_000, 'x');
  const fd = openSync(path, 'w');
  const times: number[] = [];
  for (let i = 0; i < COMMITS; i++) {
    const startedMs = performance.now();
    writeSync(fd, bytes);
    fdatasyncSync(fd);
    times.push((performance.now() - startedMs) * 1000);
  }
  closeSync(fd);
  return times;
}
