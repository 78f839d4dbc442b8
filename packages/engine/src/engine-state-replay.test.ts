import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeCheckpoint } from './checkpoint.ts';
import { clientOrderId } from './client-order-id.ts';
import { btcusdt, fillRecord, run, submitRecord } from './engine-state-testing.ts';
import { EngineState } from './engine-state.ts';
import type { EngineRecord, SessionRecord } from './journal-records.ts';
import { ORDER_EVENTS, ORDER_STATE_NAMES, OrderState, transition } from './order-state.ts';
import { riskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';

const MIN = 60_000_000;
const SESSION: SessionRecord = {
  type: 'session',
  atUs: 0,
  tag: 'ABCDEF',
  recovered: false,
  identity: { instrument: btcusdt.id },
  fees: { maker: '-0.0001', taker: '0.00075' },
};
const id = (intent: number) => clientOrderId({ tag: 'ABCDEF', strategy: 0, intent, attempt: 0 });

/** One thing that happens, about one of a few orders and trades, some time after the one before. */
const step = fc.record({
  kind: fc.constantFrom(
    ...(['submit', 'submit', 'update', 'update', 'update', 'fill', 'fill', 'fill', 'fee'] as const),
    ...(['cancel', 'replace', 'restrict', 'loss', 'flow', 'session'] as const),
  ),
  wait: fc.oneof(fc.nat(1_000), fc.nat(4 * MIN)),
  order: fc.integer({ min: 1, max: 6 }),
  trade: fc.nat(12),
  event: fc.constantFrom(...ORDER_EVENTS.filter((event) => event !== 'creq' && event !== 'rreq')),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  tick: fc.integer({ min: 9_000, max: 11_000 }),
  lots: fc.integer({ min: 1, max: 12 }),
  venueUs: fc.nat(50),
  fee: fc.constantFrom(undefined, '-0.0000123', '0.01'),
  feeAsset: fc.constantFrom('USDT', 'BTC', 'BNB'),
  flag: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The records of a run in which these things happened. */
function recordsOf(steps: readonly Step[]): EngineRecord[] {
  const records: EngineRecord[] = [
    SESSION,
    { type: 'opening', atUs: 1, quoteUnits: '1000000000', baseUnits: ['123456'], marks2: [20_001] },
  ];
  let atUs = 1;
  let intent = 0;
  for (const made of steps) {
    atUs += made.wait;
    const { kind, tick, lots, side, event, venueUs, flag, fee, feeAsset } = made;
    const clientId = id(made.order);
    const tradeId = String(made.trade);
    switch (kind) {
      case 'submit':
        intent++;
        records.push(submitRecord({ intent, clientId: id(intent), side, tick, lots, createdUs: atUs }));
        break;
      case 'update':
        records.push({
          type: 'update',
          atUs,
          clientId,
          event,
          venueUs,
          filledLots: flag ? lots : undefined,
          tick: flag ? undefined : tick,
          lots: flag ? undefined : lots,
          replaceResolved: event === 'live' && flag,
        });
        break;
      case 'fill':
        records.push({
          ...fillRecord({ atUs, tradeId, clientId, side, tick, lots, maker: flag, venueUs }),
          ...(fee === undefined ? {} : { fee, feeAsset, feePrice: '600.25' }),
        });
        break;
      case 'fee':
        records.push({ type: 'fee', atUs, instrument: 0, tradeId, feeAsset, fee: fee ?? '0' });
        break;
      case 'cancel':
        records.push({ type: 'cancel', atUs, clientId });
        break;
      case 'replace':
        records.push({ type: 'replace', atUs, clientId, tick, lots });
        break;
      case 'restrict':
        records.push({
          type: 'restrict',
          atUs,
          key: flag ? 'loss' : 'operator',
          restriction:
            fee === undefined
              ? undefined
              : { mode: TradingMode.Halted, code: 'OPERATOR', detail: '', sinceUs: atUs, untilUs: Infinity },
        });
        break;
      case 'loss': {
        const peak = flag ? -Infinity : tick;
        records.push({ type: 'loss', atUs, state: { peak, dayStart: lots, day: 3, losses: 1, halts: 0 } });
        break;
      }
      case 'flow':
        records.push({
          type: 'flow',
          atUs,
          quoteUnits: String(tick - 10_000),
          instrument: 0,
          baseUnits: flag ? '0' : String(777 * (lots - 6)),
          mark2: 2 * tick + 1,
          reason: 'moved',
        });
        break;
      case 'session':
        records.push({
          ...SESSION,
          atUs,
          recovered: flag,
          fees: flag ? { maker: '0.0002', taker: '0.0004' } : undefined,
        });
    }
  }
  return records;
}

/** The rates are another day's: a replay must not use them. */
function fresh(): EngineState {
  return new EngineState([btcusdt], { maker: '0.01', taker: '0.01' }, riskLimits());
}

/** As the journal gives them back. */
function written(records: readonly EngineRecord[]): EngineRecord[] {
  return JSON.parse(JSON.stringify(records)) as EngineRecord[];
}

function replayed(records: readonly EngineRecord[]): EngineState {
  const state = fresh();
  expect(state.replay(written(records))).toBe(records.length);
  return state;
}

const steps = fc.array(step, { minLength: 1, maxLength: 60 });

describe('a replay', () => {
  it('gives the state of the run that wrote the journal', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(steps, (made) => {
        const records = recordsOf(made);
        const state = fresh();
        for (const record of records) run(state, record);
        // What had no answer when the run ended is to be asked for.
        for (const order of state.orders.working) {
          ends.add(ORDER_STATE_NAMES[order.state]);
          if (order.state === OrderState.Submitted)
            transition(order, 'amb', { hasFill: false, complete: false, replaceResolved: false });
        }
        expect(replayed(records)).toEqual(state);
      }),
      { numRuns: 2_000 },
    );
    expect([...ends].sort()).toEqual(['OPEN', 'SUBMITTED', 'UNKNOWN']);
  });

  it('may begin at a checkpoint anywhere: the state is the same', () => {
    let taken = 0;
    fc.assert(
      fc.property(steps, fc.nat(60), (made, at) => {
        const records = recordsOf(made);
        const state = fresh();
        let tail: EngineRecord[] = records;
        records.forEach((record, i) => {
          run(state, record);
          if (i !== Math.min(at, records.length - 1)) return;
          const checkpoint = takeCheckpoint(state, { atUs: state.lastUs, marks2: state.lastMarks2 });
          if (!checkpoint) return;
          taken++;
          tail = [checkpoint, ...records.slice(i + 1)];
        });
        expect(replayed(tail)).toEqual(replayed(records));
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  it('keeps so many of the newest fills and tells a repeated one among them', () => {
    const state = new EngineState([btcusdt], { maker: '0', taker: '0' }, riskLimits(), { keepFills: 3 });
    for (let trade = 1; trade <= 10; trade++)
      state.apply(fillRecord({ tradeId: String(trade), fee: '0', feeAsset: 'USDT' }));
    const { inventory } = state.account.positions[0];
    expect(state.fills.size).toBeGreaterThanOrEqual(3);
    expect(state.fills.size).toBeLessThan(7);
    expect(state.counts.fills).toBe(10);
    expect(state.apply(fillRecord({ tradeId: '9', fee: '0', feeAsset: 'USDT' })).booked).toBe(false);
    expect(state.account.positions[0].inventory).toBe(inventory);
  });

  it('F15 with all fills once more is the same', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const records = recordsOf(made);
        const state = replayed(records);
        const before = replayed(records);
        const known = state.counts.fills;
        for (const record of written(records)) if (record.type === 'fill') state.apply(record);
        expect(state).toEqual(before);
        expect(state.fills.size).toBe(known);
      }),
      { numRuns: 1_000 },
    );
  });

  it('Σ fills = filled quantity of each order, and equity - flows = the result', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const state = fresh();
        // Fills of each order, each trade once; a fill before its order is a stranger's.
        const sums = new Map<string, number>();
        const trades = new Set<string>();
        for (const record of recordsOf(made)) {
          run(state, record);
          if (record.type === 'submit') sums.set(record.clientId, 0);
          if (record.type === 'fill' && !trades.has(record.tradeId)) {
            trades.add(record.tradeId);
            const sum = sums.get(record.clientId);
            if (sum !== undefined) sums.set(record.clientId, sum + record.lots);
          }
          const { account } = state;
          const result = account.realized + account.unrealized([19_999]) + account.fees + account.rebates;
          expect(account.equity([19_999]) - account.flows).toBe(result);
        }
        for (const order of state.orders.all()) expect(order.bookedLots).toBe(sums.get(order.clientId));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what a crash leaves', () => {
  const submit = submitRecord();

  it('an intent without any word is UNKNOWN: whether it was sent cannot be known', () => {
    expect([...replayed([SESSION, submit]).orders.all()].map(({ state }) => state)).toEqual([
      OrderState.Unknown,
    ]);
  });

  it('intents, ids and the session go on', () => {
    const state = replayed([SESSION, submit]);
    expect([state.nextIntent, state.tag, state.identity]).toEqual([2, 'ABCDEF', { instrument: btcusdt.id }]);
  });

  it('nothing is of an empty journal', () => {
    expect(replayed([])).toEqual(fresh());
  });
});
