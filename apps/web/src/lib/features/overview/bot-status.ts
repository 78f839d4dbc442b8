import type { components } from '#lib/api/schema.d.ts';

export type Overview = components['schemas']['Overview'];
export type BotSummary = components['schemas']['BotSummary'];
/** The words of the status tag: a bot that was never started reads stopped, one that is starting reads degraded. */
export type ShownState = Exclude<BotSummary['state'], 'created' | 'starting'>;

export function shownState(state: BotSummary['state']): ShownState {
  if (state === 'created') return 'stopped';
  return state === 'starting' ? 'degraded' : state;
}

/** True while it has or may send orders, so that it can be stopped (P20: whatever its errors). */
export function canStop(state: BotSummary['state']): boolean {
  return state === 'starting' || state === 'running' || state === 'degraded' || state === 'paused';
}

/** True when it puts quotes into the market now: running, and nothing said why not. */
export function quotes(bot: BotSummary): boolean {
  return bot.state === 'running' && bot.risk !== 'HALTED' && bot.openOrders > 0;
}

const RANK: Readonly<Record<ShownState, number>> = {
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
  const halted = bot.risk === 'HALTED' && canStop(bot.state);
  return halted ? RANK.failed : RANK[shownState(bot.state)];
}
