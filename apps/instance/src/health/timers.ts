/** Runs things later; tests hand in timers that they turn by hand. */
export interface Timers {
  /** Calls `run` once, `ms` from now; the answer calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's timers. They keep no process alive. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
