/**
 * Own resting quantity of one side of an `OrderBook`, with the public quantity of the same levels. A handful of
 * rows, so finding one is a short scan.
 */
export class OwnLevels {
  count = 0;
  tick = new Int32Array(16);
  /** Own quantity, lots. */
  own = new Float64Array(16);
  /** Quantity the venue shows, own included, lots. */
  shown = new Float64Array(16);

  /** Row of a tick, or -1. */
  find(tick: number): number {
    for (let i = 0; i < this.count; i++) if (this.tick[i] === tick) return i;
    return -1;
  }

  /** Adds a row and returns its index. */
  add(tick: number, shown: number): number {
    const i = this.count;
    if (i === this.tick.length) this.grow();
    this.tick[i] = tick;
    this.own[i] = 0;
    this.shown[i] = shown;
    this.count = i + 1;
    return i;
  }

  remove(i: number): void {
    const last = --this.count;
    this.tick[i] = this.tick[last];
    this.own[i] = this.own[last];
    this.shown[i] = this.shown[last];
  }

  /** What others have at row i. */
  rest(i: number): number {
    const rest = this.shown[i] - this.own[i];
    return rest > 0 ? rest : 0;
  }

  private grow(): void {
    const { tick, own, shown } = this;
    const size = this.count * 2;
    this.tick = new Int32Array(size);
    this.own = new Float64Array(size);
    this.shown = new Float64Array(size);
    this.tick.set(tick);
    this.own.set(own);
    this.shown.set(shown);
  }
}
