/** When the live hub does something later; tests hand in their own. */
export interface LiveTimers {
  /** Wall time, ms since the epoch. */
  now(): number;
  /** Calls once after `ms`; the answer takes it back. */
  after(ms: number, call: () => void): () => void;
  /** Calls each `ms`; the answer ends it. */
  every(ms: number, call: () => void): () => void;
}

/** The machine's timers. They keep no process alive. */
export const systemTimers: LiveTimers = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, call) {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
};
