import { actsOf, displayState } from '#lib/components/bot-controls/bot-state.ts';
import type { BotSummary, DisplayState } from '#lib/components/bot-controls/bot-state.ts';
import type { components } from '#lib/api/schema.d.ts';

export type { BotSummary };
export type Overview = components['schemas']['Overview'];

/** True while an engine is at work that has or may send orders, so that it can be stopped (P20: whatever its errors). */
export function canStop(bot: BotSummary): boolean {
  return actsOf(bot.state).includes('stop');
}

/** True when it has quotes in the market now and nothing keeps it from renewing them. */
export function isQuoting(bot: BotSummary): boolean {
  return bot.state === 'running' && bot.risk !== 'HALTED' && bot.openOrders > 0;
}

const RANK: Readonly<Record<DisplayState, number>> = {
  failed: 0,
  degraded: 1,
  stopping: 2,
  paused: 3,
  running: 4,
  stopped: 5,
};

/** Those with trouble first, then those that run, those that stand still last; within a state by name. */
export function troubledFirst(bots: readonly BotSummary[]): BotSummary[] {
  return [...bots].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function rank(bot: BotSummary): number {
  const state = displayState(bot.state);
  return bot.risk === 'HALTED' && state !== 'stopped' ? RANK.failed : RANK[state];
}
