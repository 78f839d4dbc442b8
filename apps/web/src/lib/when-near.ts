import { whenIdle } from './when-idle.ts';

/** How long a page is left to whoever has just opened it. */
const FIRST_MS = 3_000;

/**
 * Does something in a task of its own once an element is within half a screen of being seen; at the latest when the page
 * has been there for three seconds and has nothing better to do, so that all of it can be searched and printed. Gives how
 * to forget it.
 */
export function whenNear(element: Element, work: () => void): () => void {
  let task: ReturnType<typeof setTimeout> | undefined;
  let forgetIdle: (() => void) | undefined;
  const late = setTimeout(() => {
    forgetIdle = whenIdle(() => {
      observer.disconnect();
      work();
    });
  }, FIRST_MS);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      forget();
      task = setTimeout(work);
    },
    { rootMargin: '50% 0px' },
  );
  observer.observe(element);

  function forget(): void {
    observer.disconnect();
    clearTimeout(late);
    clearTimeout(task);
    forgetIdle?.();
  }
  return forget;
}
