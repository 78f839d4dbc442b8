import { FarLevels } from './far-levels.ts';

const NONE_BELOW = -1;
const NONE_ABOVE = 0x7fffffff;

/**
 * The levels of one side of an `OrderBook`. Those inside a window of ticks lie in a dense array, indexed by the low
 * bits of the tick (a ring), with one bit a level that says whether it holds something; those outside lie in a hash
 * table. The window can move; what it no longer covers goes out to the table, what it now covers comes in.
 */
export class SideLevels {
  /** Ticks in the window, a power of two of at least 64. */
  readonly size: number;
  readonly mask: number;
  /** Lots by `tick & mask`; 0 where there is no level. */
  readonly cells: Float64Array;
  /** Bit `tick & mask` is set where the cell is above 0. */
  readonly bits: Int32Array;
  readonly far = new FarLevels();
  /** First tick of the window, a multiple of 32; below 0 where prices are low. */
  base = 0;

  constructor(size: number) {
    this.size = size;
    this.mask = size - 1;
    this.cells = new Float64Array(size);
    this.bits = new Int32Array(size >>> 5);
  }

  at(tick: number): number {
    return (tick - this.base) >>> 0 < this.size ? this.cells[tick & this.mask] : this.far.at(tick);
  }

  /** Writes a level; quantity 0 removes it. */
  write(tick: number, lots: number): void {
    if ((tick - this.base) >>> 0 < this.size) {
      const at = tick & this.mask;
      this.cells[at] = lots;
      if (lots !== 0) this.bits[at >>> 5] |= 1 << at;
      else this.bits[at >>> 5] &= ~(1 << at);
    } else this.far.set(tick, lots);
  }

  /** Highest level below a tick, or -1. */
  below(tick: number): number {
    const { base } = this;
    const end = base + this.size;
    if (tick > end) {
      const far = this.far.below(tick);
      if (far >= end) return far;
    }
    if (tick > base) {
      const near = this.lastIn(tick < end ? tick - 1 : end - 1);
      if (near !== NONE_BELOW) return near;
    }
    return this.far.below(tick < base ? tick : base);
  }

  /** Lowest level above a tick, or 2^31 - 1. */
  above(tick: number): number {
    const { base } = this;
    const last = base + this.size - 1;
    if (tick < base - 1) {
      const far = this.far.above(tick);
      if (far < base) return far;
    }
    if (tick < last) {
      const near = this.firstIn(tick < base ? base : tick + 1);
      if (near !== NONE_ABOVE) return near;
    }
    return this.far.above(tick > last ? tick : last);
  }

  /** Number of levels; counts them. */
  count(): number {
    let count = this.far.count();
    for (let w = 0; w < this.bits.length; w++) {
      for (let word = this.bits[w]; word !== 0; word &= word - 1) count++;
    }
    return count;
  }

  clear(): void {
    const { bits, cells } = this;
    // Most of the window is empty; only words that hold something are wiped.
    for (let w = 0; w < bits.length; w++) {
      if (bits[w] === 0) continue;
      bits[w] = 0;
      cells.fill(0, w * 32, w * 32 + 32);
    }
    this.far.clear();
  }

  /** Moves the window to start at `base`, a multiple of 32. */
  moveTo(base: number): void {
    const { size, mask, cells, bits, far } = this;
    // What leaves: the part of the old window that the new one does not cover.
    const up = base > this.base;
    const end = this.base + size;
    const leaveFrom = up || base + size < this.base ? this.base : base + size;
    const leaveTo = up && base < end ? base : end;
    for (let start = leaveFrom; start < leaveTo; start += 32) {
      const word = (start & mask) >>> 5;
      for (let left = bits[word]; left !== 0; left &= left - 1) {
        const tick = start + 31 - Math.clz32(left & -left);
        far.set(tick, cells[tick & mask]);
        cells[tick & mask] = 0;
      }
      bits[word] = 0;
    }
    // What enters: the far levels inside the new window; none of those that just left is among them.
    far.moveInto(cells, bits, base, base + size);
    this.base = base;
  }

  /** Highest level of the window at or below `high`, which lies inside it. */
  private lastIn(high: number): number {
    const { bits, base, mask } = this;
    let start = high & ~31;
    let word = bits[(start & mask) >>> 5] & (-1 >>> (31 - (high & 31)));
    while (word === 0) {
      start -= 32;
      if (start < base) return NONE_BELOW;
      word = bits[(start & mask) >>> 5];
    }
    return start + 31 - Math.clz32(word);
  }

  /** Lowest level of the window at or above `low`, which lies inside it. */
  private firstIn(low: number): number {
    const { bits, mask } = this;
    const end = this.base + this.size;
    let start = low & ~31;
    let word = bits[(start & mask) >>> 5] & (-1 << (low & 31));
    while (word === 0) {
      start += 32;
      if (start >= end) return NONE_ABOVE;
      word = bits[(start & mask) >>> 5];
    }
    return start + 31 - Math.clz32(word & -word);
  }
}
