import type { Strategy } from '@mrmarket/strategy/strategy';

/** Longer than any test; not for ever, so that no process is left over when a test run is broken off. */
const STUCK_MS = 60_000;

/**
 * A strategy that works like another one until a number of books, and then does not return.
 * @param before called just before
 */
export function stuckAfter(inner: Strategy, books: number, before: () => void): Strategy {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let left = books;
  return {
    ready: () => inner.ready(),
    onBook: (view, sheet, instrument) => {
      if (--left < 0) {
        before();
        Atomics.wait(nothing, 0, 0, STUCK_MS);
      }
      inner.onBook?.(view, sheet, instrument);
    },
    onTrade: (view, sheet, instrument) => inner.onTrade?.(view, sheet, instrument),
    onFill: (view, sheet, fill) => inner.onFill?.(view, sheet, fill),
    onOrder: (view, sheet, order) => inner.onOrder?.(view, sheet, order),
    onTimer: (view, sheet, id) => inner.onTimer?.(view, sheet, id),
    onPulled: (view, reason) => inner.onPulled?.(view, reason),
  };
}
