/** Does something once the browser has nothing better to do, such as loading what may be needed later; gives how to forget it. */
export function whenIdle(work: () => void): () => void {
  // Safari may know no idle time: right after the page is drawn is nearest to it.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(work);
  return () => cancelIdleCallback(idle);
}
