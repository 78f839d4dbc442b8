import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import { emptyState, fillRecord, run, submitRecord, updateRecord } from './engine-state-testing.ts';
import type { SubmitRecord } from './journal-records.ts';
import type { Order } from './order.ts';

const MIN = 60_000_000;

function setting() {
  const state = emptyState();
  return {
    state,
    store: state.orders,
    submit: (clientId: string, terms: Partial<SubmitRecord> = {}): Order =>
      run(state, submitRecord({ clientId, ...terms })).order as Order,
    end: (clientId: string, atUs: number, filledLots = 0) =>
      run(state, updateRecord({ event: 'exp', clientId, atUs, filledLots })),
  };
}

describe('working orders', () => {
  it('are all that have not ended, oldest first', () => {
    const { store, submit, end } = setting();
    const [a, b, c] = ['a', 'b', 'c'].map((id, i) => submit(id, { intent: i, createdUs: i }));
    expect(store.working).toEqual([a, b, c]);
    end('b', 5);
    expect(store.working).toEqual([a, c]);
  });

  it('that come back take their place by age', () => {
    const { state, store, submit, end } = setting();
    const [a, b, c] = ['a', 'b', 'c'].map((id, i) => submit(id, { intent: i, createdUs: 7 }));
    end('b', 8);
    end('a', 8);
    run(state, updateRecord({ event: 'live', clientId: 'b' }));
    run(state, updateRecord({ event: 'live', clientId: 'a' }));
    expect(store.working).toEqual([a, b, c]);
  });
});

describe('exposure', () => {
  it('is what may still be bought or sold: open, in flight, unknown, and filled but not booked', () => {
    const { state, store, submit, end } = setting();
    submit('in flight', { lots: 1 });
    submit('unknown', { lots: 2 });
    run(state, updateRecord({ event: 'amb', clientId: 'unknown' }));
    submit('partly', { lots: 7 });
    run(state, updateRecord({ event: 'ack', clientId: 'partly', filledLots: 3 }));
    run(state, fillRecord({ tradeId: '1', clientId: 'partly', lots: 1 }));
    submit('ended', { lots: 100 });
    end('ended', 5, 30);
    submit('other side', { lots: 1_000, side: Side.Sell });
    submit('other instrument', { lots: 1_000, instrument: 1 });
    // 1 + 2 + the 6 of 7 not booked + 30 filled and not booked
    expect(store.exposedLots(0, Side.Buy)).toBe(39);
    expect(store.exposedLots(0, Side.Sell)).toBe(1_000);
  });

  it('of an ended order that comes back is counted once', () => {
    const { state, store, submit, end } = setting();
    submit('a', { lots: 10 });
    end('a', 5, 4);
    expect(store.exposedLots(0, Side.Buy)).toBe(4);
    run(state, updateRecord({ event: 'live', clientId: 'a' }));
    expect(store.exposedLots(0, Side.Buy)).toBe(10);
  });
});

describe('the best own price', () => {
  it('is the highest buy and the lowest sell, 0 without one', () => {
    const { store, submit } = setting();
    expect(store.bestTick(0, Side.Buy)).toBe(0);
    submit('a', { tick: 100 });
    submit('b', { tick: 102 });
    submit('c', { tick: 110, side: Side.Sell });
    submit('d', { tick: 108, side: Side.Sell });
    submit('e', { tick: 1, side: Side.Sell, instrument: 1 });
    expect([store.bestTick(0, Side.Buy), store.bestTick(0, Side.Sell)]).toEqual([102, 108]);
  });

  it('is the worst case of a replace without an answer', () => {
    const { state, store, submit } = setting();
    submit('a', { tick: 100 });
    run(state, updateRecord({ event: 'ack', clientId: 'a' }));
    run(state, { type: 'replace', atUs: 3, clientId: 'a', tick: 105, lots: 10 });
    expect(store.bestTick(0, Side.Buy)).toBe(105);
    run(state, updateRecord({ event: 'rrej', clientId: 'a' }));
    expect(store.bestTick(0, Side.Buy)).toBe(100);
  });
});

describe('ended orders', () => {
  it('stay in memory for ten minutes, so that late fills find them', () => {
    const { store, submit, end } = setting();
    submit('early');
    submit('late');
    end('early', 0);
    end('late', 10 * MIN);
    expect(store.get('early')).toBeDefined();
    submit('last');
    end('last', 10 * MIN + 1);
    expect([...store.all()].map(({ clientId }) => clientId)).toEqual(['late', 'last']);
  });

  it('stay until their fills are in, and keep no other order', () => {
    const { state, store, submit, end } = setting();
    for (const id of ['owed', 'done', 'last']) submit(id);
    end('owed', 0, 5);
    end('done', 1);
    end('last', 20 * MIN);
    expect([...store.all()].map(({ clientId }) => clientId)).toEqual(['owed', 'last']);
    run(state, fillRecord({ tradeId: '1', clientId: 'owed', lots: 5, atUs: 21 * MIN }));
    submit('more');
    end('more', 22 * MIN);
    expect(store.get('owed')).toBeUndefined();
  });
});
