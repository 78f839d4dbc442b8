import { describe, expect, it } from 'vitest';
import { FaultPlan, isLost } from './faults.ts';
import type { Fault } from './faults.ts';

describe('FaultPlan', () => {
  it('befalls the first message of its kind unless it says which', () => {
    const plan = new FaultPlan([{ on: 'fill', do: 'drop' }]);
    expect(['ack', 'fill', 'fill'].map((on) => plan.meet(on as Fault['on'])?.do)).toEqual([
      undefined,
      'drop',
      undefined,
    ]);
  });

  it('counts only what matches: kind and order', () => {
    const plan = new FaultPlan([{ on: 'fill', clientId: 'b', nth: 2, do: 'drop' }]);
    expect(['b', 'a', 'b', 'b'].map((id) => plan.meet('fill', id)?.do)).toEqual([
      undefined,
      undefined,
      'drop',
      undefined,
    ]);
  });

  it('several faults count the same messages', () => {
    const plan = new FaultPlan([
      { on: 'fill', nth: 1, do: 'drop' },
      { on: 'fill', nth: 2, do: 'duplicate' },
      { on: 'fill', nth: 'all', do: 'delay', byUs: 5 },
    ]);
    expect([1, 2, 3].map(() => plan.meet('fill')?.do)).toEqual(['drop', 'duplicate', 'delay']);
  });

  it('is empty without faults', () => {
    expect([new FaultPlan().empty, new FaultPlan([{ on: 'ack', do: 'drop' }]).empty]).toEqual([true, false]);
  });
});

describe('isLost', () => {
  it('says which faults keep a message from arriving', () => {
    const lost = (['drop', 'silence', 'error', 'delay', 'duplicate'] as const).filter((what) =>
      isLost({ on: 'ack', do: what }),
    );
    expect(lost).toEqual(['drop', 'silence', 'error']);
    expect(isLost(undefined)).toBe(false);
  });
});
