import { describe, expect, it } from 'vitest';
import { botOf, countByState, worstFirst } from './health-order.ts';
import type { HealthItem } from './health-order.ts';

const item = (name: string, state: HealthItem['state']): HealthItem => ({
  name,
  title: name,
  state,
  since: '2026-11-25T10:00:00.000Z',
  detail: '',
  lastError: null,
  figures: {},
});
const items = [
  item('process', 'ok'),
  item('disk', 'warn'),
  item('clock', 'unknown'),
  item('bot:b1', 'fail'),
  item('loop', 'ok'),
];

describe('health (D11)', () => {
  it('puts what needs a look first and keeps the order within a state', () => {
    expect(worstFirst(items).map(({ name }) => name)).toEqual(['bot:b1', 'clock', 'disk', 'process', 'loop']);
  });

  it('counts the states', () => {
    expect(countByState(items)).toEqual({ fail: 1, unknown: 1, warn: 1, ok: 2 });
  });

  it('knows which bot an item speaks of', () => {
    expect(items.map(botOf)).toEqual([undefined, undefined, undefined, 'b1', undefined]);
  });
});
