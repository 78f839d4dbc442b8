import type { AccessState } from '#lib/state/session.svelte.ts';

/**
 * How a page is shown: `bare`, inside the shell (`framed`), not yet (`wait`: nobody knows who is there), or that
 * another page has to come first (`elsewhere`).
 */
export type Gate =
  { readonly kind: 'bare' | 'framed' | 'wait' } | { readonly kind: 'elsewhere'; readonly href: string };

/** Pages that have no frame of their own to wait for. */
const BARE = ['/claim', '/sign-in', '/dev'];

/**
 * Decides by the route, its address and what the instance says about access. The instance itself refuses what is not
 * allowed; this only leads to the page that helps, and back (U3).
 */
export function gateOf(options: {
  readonly route: string;
  readonly address: string;
  readonly access: AccessState | undefined;
}): Gate {
  const { route, address, access } = options;
  if (BARE.some((it) => route === it || route.startsWith(`${it}/`))) return { kind: 'bare' };
  if (access === undefined) return { kind: 'wait' };
  if (access.me !== null) return { kind: 'framed' };
  if (route === '/about') return { kind: 'bare' };
  if (!access.claimed) return { kind: 'elsewhere', href: '/claim' };
  return { kind: 'elsewhere', href: `/sign-in?return=${encodeURIComponent(address)}` };
}
