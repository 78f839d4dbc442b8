import { describe, expect, it } from 'vitest';
import { actsOf, displayState, isAtWork } from './bot-state.ts';

const STATES = [
  'created',
  'starting',
  'running',
  'degraded',
  'paused',
  'stopping',
  'stopped',
  'failed',
] as const;

describe('displayState', () => {
  it('U8 shows the six states people know', () => {
    expect(STATES.map(displayState)).toEqual([
      'stopped',
      'degraded',
      'running',
      'degraded',
      'paused',
      'stopping',
      'stopped',
      'failed',
    ]);
  });
});

describe('actsOf', () => {
  it('P20 offers Stop in every state that has an engine at work', () => {
    const working = STATES.filter((state) => isAtWork(state) && state !== 'stopping');
    expect(working).toEqual(['starting', 'running', 'degraded', 'paused']);
    for (const state of working) expect(actsOf(state)).toContain('stop');
  });

  it('U9 offers what leads on from each state', () => {
    expect(actsOf('created')).toEqual(['start']);
    expect(actsOf('paused')).toEqual(['resume', 'stop']);
    expect(actsOf('failed')).toEqual(['start', 'stop']);
    expect(actsOf('stopping')).toEqual([]);
  });
});
