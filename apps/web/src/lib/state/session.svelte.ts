import { getContext, setContext } from 'svelte';
import { answer, api } from '#lib/api/client.ts';
import { Resource } from '#lib/api/resource.svelte.ts';
import type { components } from '#lib/api/schema.d.ts';

export type AccessState = components['schemas']['AccessState'];
export type Role = NonNullable<AccessState['me']>['role'];

const RANK: Record<Role, number> = { viewer: 0, operator: 1, owner: 2 };

/** Who is signed in, and what they may do. The instance enforces it; the page only leaves out what would be refused. */
export class Session {
  readonly access = new Resource<AccessState>(() => answer(api.GET('/api/auth/state')));

  get me(): AccessState['me'] {
    return this.access.data?.me ?? null;
  }

  /** Whether the one signed in has at least this role. */
  can(role: Role): boolean {
    return this.me !== null && RANK[this.me.role] >= RANK[role];
  }

  async signOut(): Promise<void> {
    await answer(api.POST('/api/auth/sign-out'));
    await this.access.retry();
  }
}

const key = Symbol('session');

export function setSession(session: Session): Session {
  return setContext(key, session);
}

/** The session of this page. */
export function getSession(): Session {
  return getContext<Session>(key);
}
