import type { Clock } from '@mrmarket/engine/clock';

/** Real time, for processes that talk to each other: all of a machine agree on it to well under a millisecond. */
export class WallClock implements Clock {
  nowUs(): number {
    return Math.floor((performance.timeOrigin + performance.now()) * 1000);
  }

  async until(atUs: number, signal: AbortSignal): Promise<void> {
    while (this.nowUs() < atUs && !signal.aborted) {
      const waitMs = Math.min(1000, (atUs - this.nowUs()) / 1000);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
