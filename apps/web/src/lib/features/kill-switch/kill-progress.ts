import type { components } from '#lib/api/schema.d.ts';

export type KillStatus = components['schemas']['KillStatus'];
export type KilledBot = KillStatus['bots'][number];

export interface KillProgress {
  readonly cancelled: number;
  readonly of: number;
  /** At least one bot still cancels. */
  readonly running: boolean;
  readonly failed: readonly KilledBot[];
  /** The bots by venue, in the order in which the venues first come. */
  readonly venues: readonly { readonly venue: string; readonly bots: readonly KilledBot[] }[];
}

/** How far a kill has come. */
export function progressOf(status: KillStatus): KillProgress {
  const venues = new Map<string, KilledBot[]>();
  for (const bot of status.bots) venues.set(bot.venue, [...(venues.get(bot.venue) ?? []), bot]);
  return {
    cancelled: status.bots.reduce((sum, bot) => sum + bot.cancelled, 0),
    of: status.bots.reduce((sum, bot) => sum + bot.of, 0),
    running: status.bots.some((bot) => bot.state === 'stopping'),
    failed: status.bots.filter((bot) => bot.state === 'failed'),
    venues: [...venues].map(([venue, bots]) => ({ venue, bots })),
  };
}
