import type { Clock } from '@mrmarket/engine/clock';

/** setTimeout takes at most 2^31 - 1 ms. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The machine's clock. */
export class SystemClock implements Clock {
  nowUs(): number {
    return Math.floor((performance.timeOrigin + performance.now()) * 1000);
  }

  async until(atUs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const waitMs = (atUs - this.nowUs()) / 1000;
      if (waitMs <= 0 || signal.aborted) return;
      await pause(Math.min(waitMs, LONGEST_WAIT_MS), signal);
    }
  }
}

/** Resolves after some time, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
