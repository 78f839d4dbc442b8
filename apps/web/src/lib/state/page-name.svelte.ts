import { getContext, setContext } from 'svelte';

/** The name of the thing a page is about, e.g. of a bot: for breadcrumbs and the window's title. */
export class PageName {
  current = $state.raw<string>();
}

const key = Symbol('page-name');

export function setPageNameContext(name: PageName): PageName {
  return setContext(key, name);
}

export function getPageName(): PageName {
  return getContext<PageName>(key);
}

/**
 * Says what this page is about, while it is shown.
 *
 * @example
 *   namePage(() => bot.data?.name);
 */
export function namePage(name: () => string | undefined): void {
  const page = getPageName();
  $effect(() => {
    page.current = name();
    return () => {
      page.current = undefined;
    };
  });
}
