import type { components } from '#lib/api/schema.d.ts';

export type Health = components['schemas']['Health'];
export type HealthItem = components['schemas']['HealthItem'];

const RANK: Readonly<Record<HealthItem['state'], number>> = { fail: 0, unknown: 1, warn: 2, ok: 3 };

/** What needs a look first: failing, unknown, warning, fine; within a state in the server's order. */
export function worstFirst(items: readonly HealthItem[]): HealthItem[] {
  return [...items].sort((a, b) => RANK[a.state] - RANK[b.state]);
}

/** How many items are in each state. */
export function countByState(items: readonly HealthItem[]): Record<HealthItem['state'], number> {
  const counts: Record<HealthItem['state'], number> = { fail: 0, unknown: 0, warn: 0, ok: 0 };
  for (const { state } of items) counts[state] += 1;
  return counts;
}

/** The bot an item speaks of, where it speaks of one: `bot:<id>`. */
export function botOf(item: HealthItem): string | undefined {
  return item.name.startsWith('bot:') ? item.name.slice('bot:'.length) : undefined;
}

const WORD = { ok: 'ok', warn: 'warning', fail: 'failed', unknown: 'unknown' } as const;

/** The word of the status tag for a state. */
export function statusWord(state: HealthItem['state']): (typeof WORD)[HealthItem['state']] {
  return WORD[state];
}
