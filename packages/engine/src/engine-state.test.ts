import { Side } from '@mrmarket/market/side';
import { describe, expect, it } from 'vitest';
import {
  btcusdt,
  emptyState,
  fillRecord,
  ORDER_ID,
  run,
  submitRecord,
  updateRecord,
} from './engine-state-testing.ts';
import { EngineState } from './engine-state.ts';
import type { EngineRecord } from './journal-records.ts';
import { ORDER_STATE_NAMES, Pending } from './order-state.ts';
import type { Order } from './order.ts';
import { riskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';

const LOT = 100_000n;
const USDT = 10n ** 8n;

/** A state with one open order of 10 lots, then these records. */
function after(...records: readonly EngineRecord[]): { readonly state: EngineState; readonly order: Order } {
  const state = emptyState();
  const order = run(state, submitRecord()).order as Order;
  run(state, updateRecord({ event: 'ack', venueUs: 10, tick: 10_000, lots: 10 }));
  for (const record of records) run(state, record);
  return { state, order };
}

function name(order: Order): string {
  return ORDER_STATE_NAMES[order.state];
}

function inventory(state: EngineState): bigint {
  return state.account.positions[0].inventory;
}

const cancel: EngineRecord = { type: 'cancel', atUs: 3, clientId: ORDER_ID };
const replace = (lots: number, tick = 9_990): EngineRecord => ({
  type: 'replace',
  atUs: 3,
  clientId: ORDER_ID,
  tick,
  lots,
});

describe('fills', () => {
  it('F15 the same trade id is booked once, however often it comes', () => {
    const { state, order } = after(fillRecord({ tradeId: '7', lots: 4 }));
    expect(run(state, fillRecord({ tradeId: '7', lots: 4, atUs: 99 }))).toMatchObject({ booked: false });
    expect([order.bookedLots, inventory(state), state.counts.fills]).toEqual([4, 4n * LOT, 1]);
  });

  it('F15 the same trade id in another instrument is another fill', () => {
    const state = new EngineState([btcusdt, btcusdt], { maker: '0', taker: '0' }, riskLimits());
    run(state, fillRecord({ tradeId: '7' }));
    expect(run(state, fillRecord({ tradeId: '7', instrument: 1 }))).toMatchObject({ booked: true });
    expect(state.counts.fills).toBe(2);
  });

  it.each<[string, Partial<ReturnType<typeof fillRecord>>]>([
    ['lots', { lots: 5 }],
    ['tick', { tick: 10_001 }],
    ['side', { side: Side.Sell }],
    ['clientId', { clientId: 'other' }],
  ])('the same trade id with another %s changes nothing and raises FILL_CONFLICT', (_, other) => {
    const { state, order } = after(fillRecord({ tradeId: '7', lots: 4 }));
    const { cash } = state.account;
    expect(run(state, fillRecord({ tradeId: '7', lots: 4, ...other }))).toMatchObject({
      booked: false,
      alert: 'FILL_CONFLICT',
    });
    expect([order.bookedLots, inventory(state), state.account.cash]).toEqual([4, 4n * LOT, cash]);
  });

  it('F16 FILLED before its fills: what is missing counts as exposure until it is in', () => {
    const { state, order } = after(updateRecord({ event: 'full', filledLots: 10 }));
    expect([name(order), order.unbookedLots, state.orders.exposedLots(0, Side.Buy)]).toEqual([
      'FILLED',
      10,
      10,
    ]);
    run(state, fillRecord({ tradeId: '2', lots: 6 }));
    expect([order.unbookedLots, state.orders.exposedLots(0, Side.Buy)]).toEqual([4, 4]);
    run(state, fillRecord({ tradeId: '1', lots: 4 }));
    expect([name(order), order.unbookedLots, state.orders.exposedLots(0, Side.Buy)]).toEqual([
      'FILLED',
      0,
      0,
    ]);
    expect(inventory(state)).toBe(10n * LOT);
  });

  it('F16 FILLED without a number is the whole quantity, the larger one while a replace is unanswered', () => {
    const { order, state } = after(replace(25), updateRecord({ event: 'full' }));
    expect([name(order), order.filledLots, state.orders.exposedLots(0, Side.Buy)]).toEqual([
      'FILLED',
      25,
      25,
    ]);
    run(state, updateRecord({ event: 'rrej' }));
    expect([name(order), order.filledLots, state.orders.exposedLots(0, Side.Buy)]).toEqual([
      'FILLED',
      10,
      10,
    ]);
  });

  it('F16 fills in the wrong order add up, and the last of them completes the order', () => {
    const { state, order } = after(
      fillRecord({ tradeId: '3', lots: 3, venueUs: 30 }),
      fillRecord({ tradeId: '1', lots: 4, venueUs: 10 }),
    );
    expect(name(order)).toBe('OPEN');
    run(state, fillRecord({ tradeId: '2', lots: 3, venueUs: 20 }));
    expect([name(order), order.openLots, state.lastFillUs]).toEqual(['FILLED', 0, 30]);
  });

  it('a word on the quantity does not book anything, and a smaller one later takes nothing back', () => {
    const { state, order } = after(updateRecord({ event: 'ack', filledLots: 6 }));
    run(state, updateRecord({ event: 'ack', filledLots: 2 }));
    expect([order.filledLots, order.openLots, order.unbookedLots, inventory(state)]).toEqual([6, 4, 6, 0n]);
  });

  it('F13 a partial fill and a cancel keep the filled quantity', () => {
    const { state, order } = after(
      fillRecord({ tradeId: '1', lots: 4 }),
      cancel,
      updateRecord({ event: 'cack', filledLots: 4, code: 'USER' }),
    );
    expect([name(order), order.bookedLots, order.reason]).toEqual(['CANCELED', 4, 'USER']);
    expect([inventory(state), state.orders.working.length]).toEqual([4n * LOT, 0]);
    expect(state.orders.exposedLots(0, Side.Buy)).toBe(0);
  });

  it('F13 a cancel before the partial fill that it names counts that fill as exposure', () => {
    const { state, order } = after(cancel, updateRecord({ event: 'cack', filledLots: 4 }));
    expect([name(order), state.orders.exposedLots(0, Side.Buy)]).toEqual(['CANCELED', 4]);
    run(state, fillRecord({ tradeId: '1', lots: 4 }));
    expect([name(order), state.orders.exposedLots(0, Side.Buy)]).toEqual(['CANCELED', 0]);
  });

  it('F9 a fill after CANCELED is booked, and one that completes the order makes it FILLED', () => {
    const { state, order } = after(cancel, updateRecord({ event: 'cack' }));
    expect(run(state, fillRecord({ tradeId: '1', lots: 4 }))).toMatchObject({ booked: true });
    expect([name(order), inventory(state), state.account.cash]).toEqual(['CANCELED', 4n * LOT, -40_000_000n]);
    run(state, fillRecord({ tradeId: '2', lots: 6 }));
    expect([name(order), inventory(state)]).toEqual(['FILLED', 10n * LOT]);
  });

  it('F7 a fill before the ack opens the order', () => {
    const state = emptyState();
    const order = run(state, submitRecord()).order as Order;
    run(state, fillRecord({ tradeId: '1', lots: 4 }));
    expect(name(order)).toBe('OPEN');
    run(state, updateRecord({ event: 'ack', venueUs: 10 }));
    expect([name(order), order.openLots]).toEqual(['OPEN', 6]);
  });

  it('F19 fills beyond the quantity are booked and raise ORDER_OVERFILL', () => {
    const { state, order } = after(fillRecord({ tradeId: '1', lots: 8 }));
    expect(run(state, fillRecord({ tradeId: '2', lots: 3 }))).toMatchObject({
      booked: true,
      alert: 'ORDER_OVERFILL',
    });
    expect([name(order), order.bookedLots, inventory(state)]).toEqual(['FILLED', 11, 11n * LOT]);
    expect(run(state, fillRecord({ tradeId: '3', lots: 1 })).alert).toBe('ORDER_OVERFILL');
  });

  it('F14 fills up to the larger quantity of an unanswered replace are none beyond it', () => {
    const { state, order } = after(replace(15));
    expect(order.openLots).toBe(15);
    expect(run(state, fillRecord({ tradeId: '1', lots: 12 })).alert).toBeUndefined();
    expect([name(order), order.openLots]).toEqual(['OPEN', 3]);
    run(state, updateRecord({ event: 'rack', venueUs: 20 }));
    expect([name(order), order.tick, order.lots, order.pending]).toEqual(['OPEN', 9_990, 15, Pending.None]);
  });

  it('F20 a fill of an unknown order moves the position', () => {
    const { state } = after();
    const applied = run(state, fillRecord({ tradeId: '1', clientId: 'manual', side: Side.Sell, lots: 3 }));
    expect(applied).toMatchObject({ booked: true, order: undefined });
    expect(inventory(state)).toBe(-3n * LOT);
  });

  it('F18 a fee that was missing is corrected once', () => {
    const state = new EngineState([btcusdt], { maker: '0.001', taker: '0.001' }, riskLimits());
    expect(run(state, fillRecord({ tradeId: '1', lots: 1_000 })).fee).toMatchObject({ expected: true });
    expect(state.account.fees).toBe(-10_000_000n);
    const fee: EngineRecord = {
      type: 'fee',
      atUs: 5,
      instrument: 0,
      tradeId: '1',
      feeAsset: 'USDT',
      fee: '-0.05',
    };
    expect(run(state, fee)).toMatchObject({ booked: true, fee: { expected: false } });
    expect(run(state, { ...fee, fee: '-0.09' })).toEqual({ booked: false });
    expect([state.account.fees, state.account.cash]).toEqual([-5_000_000n, -100n * USDT - 5_000_000n]);
    expect(state.fills.get('0:1')).toMatchObject({ fee: '-0.05', feeAsset: 'USDT' });
    expect(run(state, { ...fee, tradeId: 'nobody knows' })).toEqual({ booked: false });
  });

  it('F18 fees without a price and over 1 % are told', () => {
    const { state } = after();
    const big = { lots: 1, feeAsset: 'USDT', fee: '-1' };
    expect(run(state, fillRecord({ tradeId: '1', ...big })).alert).toBe('FEE_UNUSUAL');
    const token = { lots: 1, feeAsset: 'BNB', fee: '-0.00001' };
    expect(run(state, fillRecord({ tradeId: '2', ...token })).alert).toBe('FEE_UNPRICED');
    expect(run(state, fillRecord({ tradeId: '3', ...token, feePrice: '600' })).alert).toBe('FEE_UNUSUAL');
  });
});

describe('terms', () => {
  it('come from the message with the newest venue time', () => {
    const { state, order } = after(updateRecord({ event: 'ack', venueUs: 30, tick: 10_003, lots: 8 }));
    run(state, updateRecord({ event: 'ack', venueUs: 20, tick: 10_002, lots: 9 }));
    expect([order.tick, order.lots]).toEqual([10_003, 8]);
  });

  it('of a replace are kept when older news comes after its answer', () => {
    const { state, order } = after(replace(15), updateRecord({ event: 'rack', venueUs: 30 }));
    run(state, updateRecord({ event: 'ack', venueUs: 30, tick: 10_000, lots: 10 }));
    run(state, updateRecord({ event: 'ack', venueUs: 20, tick: 10_000, lots: 10 }));
    expect([order.tick, order.lots]).toEqual([9_990, 15]);
  });

  it('F14 of a replace whose reply was lost are those a query shows', () => {
    const { state, order } = after(replace(15));
    run(state, updateRecord({ event: 'live', venueUs: 10, tick: 10_000, lots: 10 }));
    expect([order.pending, order.quantity]).toEqual([Pending.Replace, 15]);
    run(state, updateRecord({ event: 'live', venueUs: 20, tick: 9_990, lots: 15, replaceResolved: true }));
    expect([order.pending, order.tick, order.quantity]).toEqual([Pending.None, 9_990, 15]);
  });

  it('F14 of a replace that never took effect stay the old ones', () => {
    const { state, order } = after(
      replace(15),
      updateRecord({ event: 'live', venueUs: 10, tick: 10_000, lots: 10, replaceResolved: true }),
    );
    expect([order.pending, order.tick, order.quantity]).toEqual([Pending.None, 10_000, 10]);
    run(state, fillRecord({ tradeId: '1', lots: 10 }));
    expect(name(order)).toBe('FILLED');
  });

  it('a second replace while the first is unanswered is ✗ and leaves the first', () => {
    const { state, order } = after(replace(15, 9_990));
    expect(run(state, replace(30, 9_000))).toMatchObject({ alert: 'ORDER_UNEXPECTED' });
    expect([order.replaceTick, order.replaceLots, order.quantity]).toEqual([9_990, 15, 15]);
  });
});

describe('requests', () => {
  it('are counted, and an unknown order changes nothing', () => {
    const { state } = after(replace(15), updateRecord({ event: 'rrej' }), cancel);
    expect(state.counts).toEqual({ orders: 1, replaces: 1, cancels: 1, fills: 0 });
    expect(run(state, { ...cancel, clientId: 'nobody' })).toEqual({});
  });

  it('a cancel stays wanted when a refused order turns out to live', () => {
    const { state, order } = after(cancel, updateRecord({ event: 'rej', code: 'X' }));
    expect([name(order), state.orders.working.length]).toEqual(['REJECTED', 0]);
    expect(run(state, fillRecord({ tradeId: '1', lots: 1 })).alert).toBe('ORDER_RESURRECTED');
    expect([name(order), order.cancelling, order.resting]).toEqual(['OPEN', true, false]);
    expect(state.orders.working).toEqual([order]);
  });

  it('the code of a refused cancel is not why the order ended', () => {
    const { state, order } = after(cancel, updateRecord({ event: 'exp', code: 'IOC_REST' }));
    run(state, updateRecord({ event: 'crej', code: 'UNKNOWN_ORDER' }));
    expect(order.reason).toBe('IOC_REST');
  });

  it('intents count on from the largest known, far on when the journal had lost its end', () => {
    const { state } = after();
    expect(state.nextIntent).toBe(2);
    run(state, submitRecord({ intent: 41, clientId: 'x' }));
    expect(state.nextIntent).toBe(42);
    run(state, { type: 'session', atUs: 5, tag: 'ABCDEF', recovered: true, identity: {} });
    expect(state.nextIntent).toBe(1_000_042);
  });
});

describe('restrictions and flows', () => {
  it('the strictest restriction is the mode', () => {
    const { state } = after();
    const restrict = (key: string, mode: TradingMode): EngineRecord => ({
      type: 'restrict',
      atUs: 5,
      key,
      restriction: { mode, code: 'OPERATOR', detail: '', sinceUs: 5, untilUs: Infinity },
    });
    expect(state.mode).toBe(TradingMode.Active);
    run(state, restrict('a', TradingMode.Halted));
    run(state, restrict('b', TradingMode.Reducing));
    expect(state.mode).toBe(TradingMode.Halted);
    run(state, { type: 'restrict', atUs: 6, key: 'a' });
    expect(state.mode).toBe(TradingMode.Reducing);
  });

  it('F42 a flow moves the peak and the start of the day with equity', () => {
    const { state } = after();
    state.guard.mark(0, 1_000);
    run(state, {
      type: 'flow',
      atUs: 5,
      quoteUnits: String(-300n * USDT),
      instrument: 0,
      baseUnits: String(5n * 1_000n * LOT),
      mark2: 20_000,
      reason: 'rebalanced',
    });
    // 300 USDT out, 5 BTC at 100 in.
    expect([state.guard.peak, state.guard.dayStart]).toEqual([1_200, 1_200]);
    expect([state.account.flows, inventory(state)]).toEqual([200n * USDT, 5_000n * LOT]);
  });
});
