import type { LiveTimers } from '../live-timers.ts';

interface Waiting {
  due: number;
  readonly every: number | undefined;
  readonly call: () => void;
}

/** Timers that a test turns by hand. */
export class ManualTimers implements LiveTimers {
  readonly #waiting = new Set<Waiting>();
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    return this.#add({ due: this.#now + ms, every: undefined, call });
  }

  every(ms: number, call: () => void): () => void {
    return this.#add({ due: this.#now + ms, every: ms, call });
  }

  /** Lets time pass and calls what is due, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#waiting].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#now = next.due;
      if (next.every === undefined) this.#waiting.delete(next);
      else next.due += next.every;
      next.call();
    }
    this.#now = end;
  }

  #add(waiting: Waiting): () => void {
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }
}
