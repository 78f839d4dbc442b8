import { createInstrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { EngineState } from './engine-state.ts';
import type { Applied } from './engine-state.ts';
import type { EngineRecord, FillRecord, SubmitRecord, UpdateRecord } from './journal-records.ts';
import { transitionCreated } from './order-state.ts';
import type { Order } from './order.ts';
import { riskLimits } from './risk-limits.ts';

/** An instrument for hand-computed cases: a tick is 0.01 USDT, a lot is 0.001 BTC. */
export const btcusdt = createInstrument({
  venue: 'test',
  product: 'spot',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  lotSize: '0.001',
});

/** The id under which the helpers below make and move their order. */
export const ORDER_ID = 'MABCDEF00000000000100';

/** An empty state that trades `btcusdt` without fees. */
export function emptyState(): EngineState {
  return new EngineState([btcusdt], { maker: '0', taker: '0' }, riskLimits());
}

/** A buy of 10 lots at 100.00, unless said otherwise. */
export function submitRecord(terms: Partial<SubmitRecord> = {}): SubmitRecord {
  return {
    type: 'submit',
    intent: 1,
    clientId: ORDER_ID,
    instrument: 0,
    side: Side.Buy,
    slot: 0,
    tick: 10_000,
    lots: 10,
    flags: 0,
    createdUs: 1,
    ...terms,
  };
}

/** A record about that order. */
export function updateRecord(update: Partial<UpdateRecord> & Pick<UpdateRecord, 'event'>): UpdateRecord {
  return { type: 'update', atUs: 2, clientId: ORDER_ID, venueUs: 0, ...update };
}

/** A fill of one lot of that order at its price, maker, without a named fee, unless said otherwise. */
export function fillRecord(fill: Partial<FillRecord> & Pick<FillRecord, 'tradeId'>): FillRecord {
  return {
    type: 'fill',
    atUs: 2,
    instrument: 0,
    clientId: ORDER_ID,
    side: Side.Buy,
    tick: 10_000,
    lots: 1,
    maker: true,
    venueUs: 0,
    ...fill,
  };
}

/** Applies a record as a run does: what is submitted is sent at once. */
export function run(state: EngineState, record: EngineRecord): Applied {
  const applied = state.apply(record);
  if (record.type === 'submit') transitionCreated(applied.order as Order, 'send');
  return applied;
}
