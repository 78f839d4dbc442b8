/**
 * Does something once what stands on the page now has been painted, in a task of its own; gives how to forget it. On a
 * page that nobody sees it waits until somebody does.
 */
export function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A frame is painted after its callbacks, and tasks come after that.
  const frame = requestAnimationFrame(() => (timer = setTimeout(work)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
