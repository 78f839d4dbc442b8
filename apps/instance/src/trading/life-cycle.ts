import type { BotState } from '../api/schemas/bots.ts';

/**
 * What can happen to a bot. `ready`, `notReady` and `reducing` are what its engine says of itself; `halted` is the kill
 * switch or a loss limit; `verified` is the end of a stop: all own orders are known to be gone.
 */
export type BotSignal =
  | 'start'
  | 'ready'
  | 'notReady'
  | 'reducing'
  | 'pause'
  | 'stop'
  | 'halted'
  | 'error'
  | 'restart'
  | 'verified';

/** `refused`: the signal is not allowed in this state. */
type Cell = BotState | 'refused';

/** The table of trading.md 6.1; what is not listed leaves the state as it is. */
const TABLE: Readonly<Record<BotState, Readonly<Partial<Record<BotSignal, Cell>>>>> = {
  created: { start: 'starting', pause: 'refused' },
  starting: {
    ready: 'running',
    reducing: 'degraded',
    pause: 'paused',
    stop: 'stopping',
    halted: 'stopping',
    error: 'failed',
  },
  running: {
    notReady: 'degraded',
    reducing: 'degraded',
    pause: 'paused',
    stop: 'stopping',
    halted: 'stopping',
    error: 'failed',
    restart: 'starting',
  },
  degraded: {
    ready: 'running',
    pause: 'paused',
    stop: 'stopping',
    halted: 'stopping',
    error: 'failed',
    restart: 'starting',
  },
  paused: { start: 'starting', stop: 'stopping', halted: 'stopping', error: 'failed' },
  stopping: { start: 'refused', pause: 'refused', error: 'failed', verified: 'stopped' },
  stopped: { start: 'starting', pause: 'refused' },
  failed: { start: 'starting', pause: 'refused', stop: 'stopping', halted: 'stopping' },
};

/** The state after a signal, or `refused`. */
export function nextState(state: BotState, signal: BotSignal): Cell {
  return TABLE[state][signal] ?? state;
}

/** States in which an engine is at work. */
export function isAtWork(state: BotState): boolean {
  return (
    state === 'starting' ||
    state === 'running' ||
    state === 'degraded' ||
    state === 'paused' ||
    state === 'stopping'
  );
}
