import type { Levels } from './levels.ts';

/**
 * Messages of a capture while it is read: the columns of a `Recording`, growing. A message is first written into the
 * free rows at the end and then committed, so that a line that turns out to be wrong leaves nothing behind.
 */
export class CaptureColumns {
  /** Committed messages. */
  length = 0;
  /** Rows of committed messages. */
  levelCount = 0;
  kind = new Uint8Array(1024);
  /** 0 where the record carries no exchange time. */
  exchUs = new Float64Array(1024);
  /** Recorder's clock: whole µs, and the ns beyond them (0..999). */
  localUs = new Float64Array(1024);
  localRestNs = new Uint16Array(1024);
  firstId = new Float64Array(1024);
  lastId = new Float64Array(1024);
  previousId = new Float64Array(1024);
  firstLevel = new Uint32Array(1025);
  levels: Levels = makeLevels(4096);

  /** Makes room for one more message of up to `rows` level rows. */
  reserve(rows: number): void {
    if (this.length + 1 >= this.kind.length) this.growMessages();
    if (this.levelCount + rows > this.levels.tick.length) this.growLevels(this.levelCount + rows);
  }

  /** Takes the message written at `length`, with level rows up to `levelEnd`, into the columns. */
  commit(levelEnd: number): void {
    this.levelCount = levelEnd;
    this.length++;
    this.firstLevel[this.length] = levelEnd;
  }

  /** Takes the last message out again. */
  dropLast(): void {
    this.length--;
    this.levelCount = this.firstLevel[this.length];
  }

  /** The level columns without free rows. */
  trimmedLevels(): Levels {
    const { side, tick, lots } = this.levels;
    const end = this.levelCount;
    return { side: side.slice(0, end), tick: tick.slice(0, end), lots: lots.slice(0, end) };
  }

  private growMessages(): void {
    const size = this.kind.length * 2;
    this.kind = grown(this.kind, new Uint8Array(size));
    this.exchUs = grown(this.exchUs, new Float64Array(size));
    this.localUs = grown(this.localUs, new Float64Array(size));
    this.localRestNs = grown(this.localRestNs, new Uint16Array(size));
    this.firstId = grown(this.firstId, new Float64Array(size));
    this.lastId = grown(this.lastId, new Float64Array(size));
    this.previousId = grown(this.previousId, new Float64Array(size));
    this.firstLevel = grown(this.firstLevel, new Uint32Array(size + 1));
  }

  private growLevels(needed: number): void {
    let size = this.levels.tick.length;
    while (size < needed) size *= 2;
    const larger = makeLevels(size);
    larger.side.set(this.levels.side);
    larger.tick.set(this.levels.tick);
    larger.lots.set(this.levels.lots);
    this.levels = larger;
  }
}

function makeLevels(size: number): Levels {
  return { side: new Uint8Array(size), tick: new Int32Array(size), lots: new Float64Array(size) };
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
