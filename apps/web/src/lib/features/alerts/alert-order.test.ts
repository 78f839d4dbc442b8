import { describe, expect, it } from 'vitest';
import { byUrgency, countByState, isSilenced, stateOfRule, waiting } from './alert-order.ts';
import type { Alert } from './alert-order.ts';

const now = Date.parse('2026-11-25T12:00:00.000Z');
const alert = (id: string, part: Partial<Alert> = {}): Alert => ({
  id,
  ruleId: 'halted',
  kind: 'halted',
  title: 'Halted',
  subject: 'b1',
  subjectName: 'Alpha',
  state: 'firing',
  since: '2026-11-25T11:00:00.000Z',
  detail: '',
  acknowledgedBy: null,
  silencedUntil: null,
  ...part,
});
const ids = (alerts: readonly Alert[]) => alerts.map(({ id }) => id);

const alerts = [
  alert('calm', { state: 'normal' }),
  alert('soon', { state: 'pending', ruleId: 'disk-low' }),
  alert('blind', { state: 'no-data', ruleId: 'disk-low' }),
  alert('seen', { acknowledgedBy: 'ann', since: '2026-11-25T11:59:00.000Z' }),
  alert('old', { since: '2026-11-25T09:00:00.000Z' }),
  alert('new', { since: '2026-11-25T11:30:00.000Z' }),
  alert('quiet', { silencedUntil: '2026-11-25T13:00:00.000Z' }),
];

describe('alerts (D13)', () => {
  it('come most urgent first, those that wait before those that are handled', () => {
    expect(ids(byUrgency(alerts, now))).toEqual(['new', 'old', 'seen', 'quiet', 'blind', 'soon', 'calm']);
  });

  it('wait for somebody while they fire and nobody has taken them', () => {
    expect(ids(waiting(alerts, now))).toEqual(['old', 'new']);
  });

  it('come back when the silence ends', () => {
    const quiet = alert('quiet', { silencedUntil: '2026-11-25T12:00:00.000Z' });
    expect(isSilenced(quiet, now - 1)).toBe(true);
    expect(isSilenced(quiet, now)).toBe(false);
    expect(ids(waiting([quiet], now))).toEqual(['quiet']);
  });

  it('give a rule the most urgent state of what it watches', () => {
    expect(stateOfRule('halted', alerts)).toBe('firing');
    expect(stateOfRule('disk-low', alerts)).toBe('no-data');
    expect(stateOfRule('clock-off', alerts)).toBe('normal');
  });

  it('are counted by state', () => {
    expect(countByState(alerts)).toEqual({ firing: 4, 'no-data': 1, pending: 1, normal: 1 });
  });
});
