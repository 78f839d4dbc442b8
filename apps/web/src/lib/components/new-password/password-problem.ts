/** Characters that a password needs at least; the instance asks for the same. */
export const SHORTEST = 12;

export type PasswordProblem =
  { readonly kind: 'short'; readonly missing: number } | { readonly kind: 'differs' };

/** What is wrong with a new password, typed twice; undefined when nothing is. */
export function passwordProblem(password: string, again: string): PasswordProblem | undefined {
  const missing = SHORTEST - password.length;
  if (missing > 0) return { kind: 'short', missing };
  return password === again ? undefined : { kind: 'differs' };
}
