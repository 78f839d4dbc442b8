import { describe, expect, it } from 'vitest';
import { BotState } from '../api/schemas/bots.ts';
import { isAtWork, nextState } from './life-cycle.ts';
import type { BotSignal } from './life-cycle.ts';

/** trading.md 6.1, column by column; `=` stays, `!` is refused. */
const TABLE = `
            start     ready    notReady  reducing  pause   stop      halted    error   restart   verified
created     starting  =        =         =         !       =         =         =       =         =
starting    =         running  =         degraded  paused  stopping  stopping  failed  =         =
running     =         =        degraded  degraded  paused  stopping  stopping  failed  starting  =
degraded    =         running  =         =         paused  stopping  stopping  failed  starting  =
paused      starting  =        =         =         =       stopping  stopping  failed  =         =
stopping    !         =        =         =         !       =         =         failed  =         stopped
stopped     starting  =        =         =         !       =         =         =       =         =
failed      starting  =        =         =         !       stopping  stopping  =       =         =`;

const [head, ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

describe('the life cycle of a bot', () => {
  for (const [state, ...cells] of rows) {
    it(`${state}: ${cells.join(' ')}`, () => {
      cells.forEach((cell, i) => {
        const next = cell === '=' ? state : cell === '!' ? 'refused' : cell;
        expect(nextState(state as BotState, head[i] as BotSignal), `${state} on ${head[i]}`).toBe(next);
      });
    });
  }

  it('has a row for every state', () => {
    expect(rows.map(([state]) => state)).toEqual(BotState.enum);
  });

  it('an engine is at work from starting to stopping', () => {
    expect(BotState.enum.filter(isAtWork)).toEqual(['starting', 'running', 'degraded', 'paused', 'stopping']);
  });
});
