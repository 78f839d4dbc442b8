import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECOVERY_MS, stepAlert } from './alert-state.ts';
import type { AlertState } from './alert-state.ts';

const NOW = 1_000_000;
const at = (state: AlertState['state'], ago: number, clear?: number): AlertState => ({
  state,
  since: NOW - ago,
  ...(clear === undefined ? {} : { clearSince: NOW - clear }),
});

describe('states of an alert (D13)', () => {
  it.each([
    // from, breach, forSec → state, notice, entered now
    ['new, fine', undefined, false, 5, 'normal', undefined, true],
    ['new, bad', undefined, true, 5, 'pending', undefined, true],
    ['new, bad, no wait', undefined, true, 0, 'firing', 'firing', true],
    ['new, unknown', undefined, undefined, 5, 'no-data', undefined, true],
    ['normal stays', at('normal', 9000), false, 5, 'normal', undefined, false],
    ['normal → pending', at('normal', 9000), true, 5, 'pending', undefined, true],
    ['normal → firing without a wait', at('normal', 9000), true, 0, 'firing', 'firing', true],
    ['normal → no-data', at('normal', 9000), undefined, 5, 'no-data', undefined, true],
    ['pending stays before its time', at('pending', 4999), true, 5, 'pending', undefined, false],
    ['pending → firing at its time', at('pending', 5000), true, 5, 'firing', 'firing', true],
    ['pending → normal', at('pending', 4999), false, 5, 'normal', undefined, true],
    ['pending → no-data', at('pending', 4999), undefined, 5, 'no-data', undefined, true],
    ['pending → firing when the wait was taken away', at('pending', 1), true, 0, 'firing', 'firing', true],
    ['firing stays', at('firing', 9000), true, 5, 'firing', undefined, false],
    ['firing stays while its end is young', at('firing', 9000), false, 5, 'firing', undefined, false],
    ['firing → normal', at('firing', 90_000, RECOVERY_MS), false, 5, 'normal', 'resolved', true],
    ['firing stays when it cannot be told', at('firing', 9000), undefined, 5, 'firing', undefined, false],
    ['no-data stays', at('no-data', 9000), undefined, 5, 'no-data', undefined, false],
    ['no-data → normal', at('no-data', 9000), false, 5, 'normal', undefined, true],
    ['no-data → pending', at('no-data', 9000), true, 5, 'pending', undefined, true],
    ['no-data → firing without a wait', at('no-data', 9000), true, 0, 'firing', 'firing', true],
  ] as const)('D13 %s', (_name, before, breach, forSec, state, notice, entered) => {
    const step = stepAlert(before, breach, forSec, NOW);
    expect(step.next.state).toBe(state);
    expect(step.notice).toBe(notice);
    expect(step.next.since).toBe(entered ? NOW : before?.since);
  });

  it('D13 what comes and goes within the recovery time is one alert', () => {
    let state: AlertState | undefined;
    const notices: string[] = [];
    for (let second = 0; second < 60; second += 1) {
      const step = stepAlert(state, second % 3 === 0, 0, NOW + second * 1000);
      state = step.next;
      if (step.notice !== undefined) notices.push(step.notice);
    }
    expect(notices).toEqual(['firing']);
  });

  it('D13 a clock that is set back holds no alert up', () => {
    const pending = stepAlert(undefined, true, 5, NOW).next;
    const back = stepAlert(pending, true, 5, NOW - 3_600_000).next;
    expect(back).toEqual({ state: 'pending', since: NOW - 3_600_000 });
    expect(stepAlert(back, true, 5, NOW - 3_600_000 + 5000).notice).toBe('firing');
  });

  it('D13 firing and resolved are told in turn, whatever happens', () => {
    const events = fc.array(
      fc.record({
        breach: fc.constantFrom(true, false, undefined),
        forSec: fc.constantFrom(0, 5, 30),
        passed: fc.integer({ min: -20_000, max: 20_000 }),
      }),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(events, (list) => {
        let now = NOW;
        let state: AlertState | undefined;
        let told = false;
        for (const { breach, forSec, passed } of list) {
          now += passed;
          const step = stepAlert(state, breach, forSec, now);
          state = step.next;
          if (step.notice !== undefined) {
            expect(step.notice).toBe(told ? 'resolved' : 'firing');
            told = !told;
          }
          expect(state.state === 'firing').toBe(told);
          expect(state.since).toBeLessThanOrEqual(now);
        }
      }),
    );
  });
});
