import type { Static } from 'typebox';
import type { Role, Scope } from '../api/schemas/access.ts';

/** Who asks. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'cli' | 'system';
  /** Of the user behind it; `cli` and `system` for those. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** An API key's; undefined = everything the role may. */
  readonly scopes?: readonly Static<typeof Scope>[] | undefined;
  /** The browser session, where there is one. */
  readonly sessionId?: string | undefined;
  readonly ip?: string | undefined;
}

/** The program itself, e.g. an alarm that halts. */
export const SYSTEM: Actor = { kind: 'system', id: 'system', name: 'system', role: 'owner' };

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, owner: 2 };

export function hasRole(actor: Actor, role: Role): boolean {
  return RANK[actor.role] >= RANK[role];
}

/**
 * What each route says about itself in `config.access`. A route without one is refused when it is registered: nothing
 * is open because somebody forgot.
 */
export interface RouteAccess {
  /** `public` needs no session: health and sign-in only. */
  readonly role: Role | 'public';
  /** Scope an API key needs for it; `none` = no key may. Default: `read` for GET, else `none`. */
  readonly scope?: 'read' | 'trade' | 'none';
  /** Needs `X-Step-Up` bound to this very request. The machine's own CLI, which holds the token file, does not. */
  readonly stepUp?: boolean;
  /** Only from the machine itself. */
  readonly loopback?: boolean;
}
