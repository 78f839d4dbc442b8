import { m } from '#lib/i18n/generated/messages.js';
import type { Role } from '#lib/state/session.svelte.ts';

export interface Destination {
  readonly href: string;
  readonly name: () => string;
  /** Who sees it. */
  readonly role: Role;
  /** Pressed after `g`. */
  readonly letter?: string;
}

/** What the user trades with. The first four also stand in the bar at the bottom of a phone. */
export const mainPages: readonly Destination[] = [
  { href: '/', name: m.nav_overview, role: 'viewer', letter: 'o' },
  { href: '/market-making', name: m.nav_market_making, role: 'viewer', letter: 'm' },
  { href: '/strategies', name: m.nav_strategies, role: 'viewer', letter: 's' },
  { href: '/alerts', name: m.nav_alerts, role: 'viewer', letter: 'a' },
];

/** What keeps the instance alive. */
export const managePages: readonly Destination[] = [
  { href: '/manage', name: m.nav_health, role: 'viewer', letter: 'h' },
  { href: '/manage/logs', name: m.nav_logs, role: 'operator', letter: 'l' },
  { href: '/manage/alerts', name: m.nav_rules, role: 'operator' },
  { href: '/manage/keys', name: m.nav_keys, role: 'operator', letter: 'k' },
  { href: '/manage/keys/addresses', name: m.nav_addresses, role: 'operator' },
  { href: '/manage/access', name: m.nav_access, role: 'operator' },
  { href: '/manage/backup', name: m.nav_backup, role: 'operator' },
];

export const ownPages: readonly Destination[] = [
  { href: '/preferences', name: m.nav_preferences, role: 'viewer', letter: 'p' },
  { href: '/about', name: m.nav_about, role: 'viewer' },
];

/** Whether `href` is the place that `path` belongs to: the longest one of all destinations that begins it. */
export function isCurrent(href: string, path: string): boolean {
  const all = [...mainPages, ...managePages, ...ownPages].map((page) => page.href);
  const best = all
    .filter((it) => path === it || (it !== '/' && path.startsWith(`${it}/`)))
    .sort((a, b) => b.length - a.length)[0];
  return href === best;
}
