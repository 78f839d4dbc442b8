/** What came live (oldest first) before the pages of history (newest first); what both have stands once. */
export function joinNewest<T extends { readonly id: string }>(
  history: readonly T[],
  came: readonly T[],
): T[] {
  const known = new Set(history.map(({ id }) => id));
  return [...came.filter(({ id }) => !known.has(id)).reverse(), ...history];
}
