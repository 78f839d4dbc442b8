/** Time outside the engine: what paces a live or paper run. The engine itself knows only the times of its events. */
export interface Clock {
  /** µs since the epoch. */
  nowUs(): number;
  /** Resolves at or after a time, or earlier when the signal aborts. */
  until(atUs: number, signal: AbortSignal): Promise<void>;
}

/** A clock that jumps to whatever is waited for: runs at any speed in no time, for tests. */
export class JumpClock implements Clock {
  private atUs: number;

  constructor(startUs: number) {
    this.atUs = startUs;
  }

  nowUs(): number {
    return this.atUs;
  }

  until(atUs: number): Promise<void> {
    if (atUs > this.atUs) this.atUs = atUs;
    return Promise.resolve();
  }
}
