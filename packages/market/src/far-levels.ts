const GOLDEN = 0x9e3779b1;
const NONE_BELOW = -1;
const NONE_ABOVE = 0x7fffffff;

/**
 * Price levels of one side that lie outside the dense window of an `OrderBook`: a hash table of ticks in typed
 * arrays, with open addressing. Few changes go here (one in fourteen to twenty-five on busy pairs), and they are in no
 * order.
 *
 * A removed level keeps its slot with quantity 0: the same far prices come and go. Order is only needed when somebody
 * walks beyond the window, so a sorted column of ticks is made then, and used until there is a tick it does not have.
 */
export class FarLevels {
  /** Tick of a slot; 0 where it is free. */
  private ticks = new Int32Array(1024);
  private lots = new Float64Array(1024);
  private shift = 22;
  /** Slots in use, those of quantity 0 included. */
  private used = 0;
  private sorted = new Int32Array(1024);
  /** Entries of `sorted` that are good; -1 where there are newer ticks. */
  private sortedCount = 0;

  /** Quantity at a tick, 0 where there is none. */
  at(tick: number): number {
    return this.lots[this.slot(tick)];
  }

  /** Writes a level; quantity 0 removes it. */
  set(tick: number, lots: number): void {
    const i = this.slot(tick);
    if (this.ticks[i] === tick) this.lots[i] = lots;
    else if (lots !== 0) this.add(i, tick, lots);
  }

  /** Largest tick below that holds something, or -1. */
  below(tick: number): number {
    if (this.used === 0) return NONE_BELOW;
    let i = this.seek(tick);
    while (--i >= 0) if (this.at(this.sorted[i]) !== 0) return this.sorted[i];
    return NONE_BELOW;
  }

  /** Smallest tick above that holds something, or 2^31 - 1. */
  above(tick: number): number {
    if (this.used === 0) return NONE_ABOVE;
    for (let i = this.seek(tick + 1); i < this.sortedCount; i++) {
      if (this.at(this.sorted[i]) !== 0) return this.sorted[i];
    }
    return NONE_ABOVE;
  }

  /** Number of levels; counts them. */
  count(): number {
    let count = 0;
    for (let i = 0; i < this.lots.length; i++) if (this.lots[i] !== 0) count++;
    return count;
  }

  /** Moves the levels of `[from, to)` out into a ring of cells and bits. */
  moveInto(cells: Float64Array, bits: Int32Array, from: number, to: number): void {
    const mask = cells.length - 1;
    for (let i = 0; i < this.lots.length; i++) {
      const tick = this.ticks[i];
      if (this.lots[i] === 0 || tick < from || tick >= to) continue;
      const at = tick & mask;
      cells[at] = this.lots[i];
      bits[at >>> 5] |= 1 << at;
      this.lots[i] = 0;
    }
  }

  clear(): void {
    this.ticks.fill(0);
    this.lots.fill(0);
    this.used = 0;
    this.sortedCount = 0;
  }

  /** The slot of a tick, or the free one where it belongs. */
  private slot(tick: number): number {
    const { ticks } = this;
    const mask = ticks.length - 1;
    let i = Math.imul(tick, GOLDEN) >>> this.shift;
    while (ticks[i] !== tick && ticks[i] !== 0) i = (i + 1) & mask;
    return i;
  }

  private add(slot: number, tick: number, lots: number): void {
    this.ticks[slot] = tick;
    this.lots[slot] = lots;
    this.sortedCount = -1;
    // Probes stay short while a quarter of the slots is free.
    if (++this.used * 4 > this.ticks.length * 3) this.rebuild();
  }

  /** Drops slots of quantity 0, and takes a larger table where that leaves more than half in use. */
  private rebuild(): void {
    const { ticks, lots } = this;
    const live = this.count();
    const size = live * 2 > ticks.length ? ticks.length * 2 : ticks.length;
    this.ticks = new Int32Array(size);
    this.lots = new Float64Array(size);
    this.sorted = new Int32Array(size);
    this.shift = 32 - Math.log2(size);
    this.used = live;
    for (let i = 0; i < ticks.length; i++) {
      if (lots[i] === 0) continue;
      const slot = this.slot(ticks[i]);
      this.ticks[slot] = ticks[i];
      this.lots[slot] = lots[i];
    }
  }

  /** Index in `sorted` of the first tick at or above one. */
  private seek(tick: number): number {
    if (this.sortedCount < 0) this.sort();
    let low = 0;
    let high = this.sortedCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle] < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private sort(): void {
    let n = 0;
    for (let i = 0; i < this.ticks.length; i++) if (this.ticks[i] !== 0) this.sorted[n++] = this.ticks[i];
    this.sorted.subarray(0, n).sort();
    this.sortedCount = n;
  }
}
