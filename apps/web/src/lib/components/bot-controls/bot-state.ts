import type { components } from '#lib/api/schema.d.ts';

export type BotSummary = components['schemas']['BotSummary'];
export type BotDetail = components['schemas']['BotDetail'];

/** States as people read them: one that was never started is stopped, one that starts does not quote yet. */
export type DisplayState = 'running' | 'paused' | 'stopping' | 'stopped' | 'degraded' | 'failed';

export function displayState(state: BotSummary['state']): DisplayState {
  if (state === 'created') return 'stopped';
  return state === 'starting' ? 'degraded' : state;
}

/** What can be done to a bot by one press. */
export type BotAct = 'start' | 'pause' | 'resume' | 'stop';

/** The acts its state allows, the most wanted first. What has an engine at work always has `stop`. */
export function actsOf(state: BotSummary['state']): readonly BotAct[] {
  switch (state) {
    case 'created':
    case 'stopped':
      return ['start'];
    case 'failed':
      return ['start', 'stop'];
    case 'starting':
    case 'running':
    case 'degraded':
      return ['pause', 'stop'];
    case 'paused':
      return ['resume', 'stop'];
    case 'stopping':
      return [];
  }
}

/** An engine is at work: only parameters marked `runtime` may change. */
export function isAtWork(state: BotSummary['state']): boolean {
  return state !== 'created' && state !== 'stopped' && state !== 'failed';
}
