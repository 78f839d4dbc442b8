import type { Journal } from '@mrmarket/engine/journal';
import type { EngineRecord } from '@mrmarket/engine/journal-records';

/** A journal on a disk of its own: what was committed outlives the process, in the form a file would have it. */
export class MemoryJournal implements Journal {
  recovered = false;
  /** The disk is full: each commit fails. */
  full = false;
  private readonly lines: string[] = [];
  private readonly uncommitted: string[] = [];

  append(record: EngineRecord): void {
    this.uncommitted.push(JSON.stringify(record));
  }

  commit(): void {
    if (this.full) throw new Error('no space left on device');
    this.lines.push(...this.uncommitted.splice(0));
  }

  replay(): EngineRecord[] {
    return this.lines.map((line) => JSON.parse(line) as EngineRecord);
  }

  close(): void {
    this.uncommitted.length = 0;
  }

  /** The process ends here: what was not committed is gone. */
  crash(): void {
    this.uncommitted.length = 0;
  }

  /** Loses its last records, as a torn write would. */
  loseEnd(records: number): void {
    this.lines.splice(Math.max(0, this.lines.length - records));
    this.recovered = true;
  }
}
