import type { WallClock } from '../../api/ports.ts';
import type { Timers } from '../timers.ts';

/** A clock and timers that stand still until a test turns them. */
export class ManualTime implements WallClock, Timers {
  #now: number;
  readonly #due: { readonly at: number; readonly run: () => void }[] = [];

  constructor(now = Date.UTC(2026, 10, 25)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run };
    this.#due.push(entry);
    return () => {
      this.#remove(entry);
    };
  }

  /** Times until the timers that are set, ms, soonest first. */
  get waiting(): number[] {
    return this.#due.map((entry) => entry.at - this.#now).sort((a, b) => a - b);
  }

  /** Lets time pass; timers run in their order, each at its time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#remove(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  #remove(entry: { readonly at: number; readonly run: () => void }): void {
    const index = this.#due.indexOf(entry);
    if (index >= 0) this.#due.splice(index, 1);
  }
}
