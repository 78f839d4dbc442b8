/**
 * Price levels of one side that lie outside the dense window of an `OrderBook`: two columns sorted by tick.
 * Few changes go here (about one in twenty on busy pairs), and those of one message come in price order, so the
 * search starts where the last one ended.
 */
export class FarLevels {
  count = 0;
  tick = new Int32Array(256);
  lots = new Float64Array(256);
  private finger = 0;

  /** Quantity at a tick, 0 where there is none. */
  at(tick: number): number {
    const i = this.seek(tick);
    return i < this.count && this.tick[i] === tick ? this.lots[i] : 0;
  }

  /** Writes a level; quantity 0 removes it. */
  set(tick: number, lots: number): void {
    const i = this.seek(tick);
    const present = i < this.count && this.tick[i] === tick;
    if (lots !== 0) {
      if (!present) this.open(i, tick);
      this.lots[i] = lots;
    } else if (present) this.close(i, i + 1);
  }

  /** Largest tick below, or -1. */
  below(tick: number): number {
    const i = this.seek(tick);
    return i > 0 ? this.tick[i - 1] : -1;
  }

  /** Smallest tick above, or 0x7fffffff. */
  above(tick: number): number {
    const i = this.seek(tick + 1);
    return i < this.count ? this.tick[i] : 0x7fffffff;
  }

  /** Index of the first level at or above a tick. */
  seek(tick: number): number {
    const ticks = this.tick;
    let low = 0;
    let high = this.count;
    let step = 1;
    let at = this.finger;
    if (at > high) at = high;
    // Gallop away from the finger until the answer is enclosed, then halve.
    if (at < high && ticks[at] < tick) {
      do {
        low = at + 1;
        at += step;
        step += step;
      } while (at < high && ticks[at] < tick);
      if (at < high) high = at;
    } else {
      high = at;
      at -= step;
      while (at >= 0 && ticks[at] >= tick) {
        high = at;
        step += step;
        at -= step;
      }
      if (at >= 0) low = at + 1;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ticks[middle] < tick) low = middle + 1;
      else high = middle;
    }
    this.finger = low;
    return low;
  }

  /** Drops the levels `[from, to)`, by index. */
  close(from: number, to: number): void {
    this.tick.copyWithin(from, to, this.count);
    this.lots.copyWithin(from, to, this.count);
    this.count -= to - from;
  }

  clear(): void {
    this.count = 0;
  }

  private open(i: number, tick: number): void {
    if (this.count === this.tick.length) this.grow();
    this.tick.copyWithin(i + 1, i, this.count);
    this.lots.copyWithin(i + 1, i, this.count);
    this.tick[i] = tick;
    this.count++;
  }

  private grow(): void {
    const tick = new Int32Array(this.count * 2);
    const lots = new Float64Array(this.count * 2);
    tick.set(this.tick);
    lots.set(this.lots);
    this.tick = tick;
    this.lots = lots;
  }
}
