/** The times a vault clock is made of; the machine's unless said. */
export interface TimeSource {
  /** ms since the epoch, as people set it. */
  wallMs(): number;
  /** ms that only grow. */
  monotonicMs(): number;
}

const machine: TimeSource = { wallMs: Date.now, monotonicMs: () => performance.now() };

/**
 * Time that never goes back, for limits: begins at the later of the machine's clock and the last time in the vault,
 * and from then on follows the monotonic clock alone. A clock set back, or forth and back, resets no limit.
 */
export class VaultClock {
  readonly #source: TimeSource;
  readonly #startMs: number;
  readonly #startMonotonicMs: number;

  /** @param lastMs the last time that the vault has seen */
  constructor(lastMs: number, source: TimeSource = machine) {
    this.#source = source;
    this.#startMs = Math.max(lastMs, source.wallMs());
    this.#startMonotonicMs = source.monotonicMs();
  }

  /** ms since the epoch. */
  now(): number {
    return Math.floor(this.#startMs + this.#source.monotonicMs() - this.#startMonotonicMs);
  }
}
