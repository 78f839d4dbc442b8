import type { Page } from 'playwright-core';

/** How many px of the page lie right of the window; 0 where nothing scrolls sideways. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, (document.scrollingElement?.scrollWidth ?? 0) - innerWidth));
}

/**
 * Buttons, links and fields that stand outside of the window and that no scrolling region brings in: they are lost to
 * whoever has a narrow screen.
 */
export async function lostControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth)
          return true;
      }
      return false;
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
    return [...document.querySelectorAll('button, a[href], input, select, textarea')]
      .filter((element) => isShown(element) && !scrolls(element))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -0.5 || right > innerWidth + 0.5;
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
