import type { Levels } from './levels.ts';

/**
 * Depth messages that wait for a snapshot, oldest first, as columns that grow up to a bound. The rows are copied:
 * the caller's columns may be reused.
 */
export class DepthBuffer {
  /** Messages waiting. */
  count = 0;
  firstId = new Float64Array(64);
  lastId = new Float64Array(64);
  previousId = new Float64Array(64);
  exchUs = new Float64Array(64);
  /** Rows of message m are `firstLevel[m]` to `firstLevel[m + 1]`. */
  firstLevel = new Uint32Array(65);
  levels: Levels = makeLevels(1024);
  private readonly maxLevels: number;

  constructor(maxLevels: number) {
    this.maxLevels = maxLevels;
  }

  /** Appends a message; false, and nothing is kept of it, where the bound is reached. */
  push(
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): boolean {
    const { count } = this;
    const start = this.firstLevel[count];
    const end = start + to - from;
    // An empty message takes a row of the message columns, so those are bounded too.
    if (end > this.maxLevels || count >= this.maxLevels) return false;
    if (count === this.firstId.length) this.growMessages();
    if (end > this.levels.tick.length) this.growLevels(end);
    this.firstId[count] = firstId;
    this.lastId[count] = lastId;
    this.previousId[count] = previousId;
    this.exchUs[count] = exchUs;
    this.firstLevel[count + 1] = end;
    const { side, tick, lots } = this.levels;
    for (let i = from, k = start; i < to; i++, k++) {
      side[k] = levels.side[i];
      tick[k] = levels.tick[i];
      lots[k] = levels.lots[i];
    }
    this.count = count + 1;
    return true;
  }

  /** Forgets the first `messages`. */
  drop(messages: number): void {
    const { count } = this;
    if (messages === 0) return;
    if (messages >= count) {
      this.count = 0;
      return;
    }
    const rows = this.firstLevel[messages];
    const end = this.firstLevel[count];
    for (const column of [this.firstId, this.lastId, this.previousId, this.exchUs]) {
      column.copyWithin(0, messages, count);
    }
    for (let m = messages; m <= count; m++) this.firstLevel[m - messages] = this.firstLevel[m] - rows;
    this.levels.side.copyWithin(0, rows, end);
    this.levels.tick.copyWithin(0, rows, end);
    this.levels.lots.copyWithin(0, rows, end);
    this.count = count - messages;
  }

  clear(): void {
    this.count = 0;
  }

  private growMessages(): void {
    const size = this.firstId.length * 2;
    const longer = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(column);
      return grown;
    };
    this.firstId = longer(this.firstId);
    this.lastId = longer(this.lastId);
    this.previousId = longer(this.previousId);
    this.exchUs = longer(this.exchUs);
    const firstLevel = new Uint32Array(size + 1);
    firstLevel.set(this.firstLevel);
    this.firstLevel = firstLevel;
  }

  private growLevels(needed: number): void {
    let size = this.levels.tick.length;
    while (size < needed) size *= 2;
    const grown = makeLevels(size);
    grown.side.set(this.levels.side);
    grown.tick.set(this.levels.tick);
    grown.lots.set(this.levels.lots);
    this.levels = grown;
  }
}

function makeLevels(size: number): Levels {
  return { side: new Uint8Array(size), tick: new Int32Array(size), lots: new Float64Array(size) };
}
