import { goto } from '$app/navigation';

/**
 * Takes a one-time code out of the address's fragment, where a link of the terminal puts it: a fragment is sent to no
 * server. The address is cleared at once, so that the code stays in no history.
 */
export function takeFragmentCode(): string {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code !== '') void goto(location.pathname + location.search, { replace: true });
  return code;
}
