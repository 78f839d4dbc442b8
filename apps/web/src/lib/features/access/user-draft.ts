import type { components } from '#lib/api/schema.d.ts';

export type User = components['schemas']['User'];
export type Role = User['role'];
export const ROLES: readonly Role[] = ['viewer', 'operator', 'owner'];

export interface UserDraft {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}
export type UserProblem = 'name' | 'password';

export const PASSWORD_LEAST = 12;

/** The fields that the server would refuse. */
export function userProblems(draft: UserDraft): UserProblem[] {
  const problems: UserProblem[] = [];
  if (!/^[A-Za-z0-9._@-]{1,60}$/.test(draft.name)) problems.push('name');
  if (draft.password.length < PASSWORD_LEAST) problems.push('password');
  return problems;
}

/** True for the only owner who can still sign in: taking that role away would lock everybody out. */
export function isLastOwner(user: User, users: readonly User[]): boolean {
  const owners = users.filter(({ role, disabled }) => role === 'owner' && !disabled);
  return owners.length === 1 && owners[0]?.id === user.id;
}
