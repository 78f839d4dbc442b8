import { parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import type { EngineState } from '@mrmarket/engine/engine-state';
import { ORDER_STATE_NAMES, OrderState } from '@mrmarket/engine/order-state';
import { parseClientOrderId } from '@mrmarket/engine/client-order-id';
import { total } from '@mrmarket/engine/reconciler';
import type { VenueFill, VenueOrder } from '@mrmarket/engine/venue';
import type { AccountRecord } from './exchange/protocol.ts';

const END_STATE: Readonly<Record<VenueOrder['status'], OrderState>> = {
  open: OrderState.Open,
  filled: OrderState.Filled,
  canceled: OrderState.Canceled,
  expired: OrderState.Expired,
  rejected: OrderState.Rejected,
};

/**
 * Where a journal contradicts the exchange's record, one line each: an order or fill that only one of them can
 * explain. What the exchange did while the engine was away may be missing in the journal; that is no contradiction.
 */
export function contradictions(state: EngineState, record: AccountRecord): string[] {
  const found: string[] = [];
  const theirs = new Map(record.orders.map((order) => [order.clientId, order]));
  const theirFills = new Map(record.fills.map((fill) => [fill.tradeId, fill]));
  for (const { op, clientId } of record.commands) {
    const ours = parseClientOrderId(clientId)?.tag === state.tag;
    if (ours && !state.orders.get(clientId)) found.push(`${op} ${clientId} is not in the journal`);
  }
  const submits = record.commands.filter(({ op }) => op === 'submit');
  if (new Set(submits.map(({ clientId }) => clientId)).size < submits.length)
    found.push('an order was sent twice');
  for (const { clientId, code } of record.refusals)
    if (code === 'DUPLICATE_ID') found.push(`${clientId} was refused as a duplicate`);
  for (const order of state.orders.all()) {
    const venueOrder = theirs.get(order.clientId);
    if (!order.final || order.state === OrderState.Denied) continue;
    if (venueOrder && END_STATE[venueOrder.status] !== order.state)
      found.push(
        `${order.clientId} is ${ORDER_STATE_NAMES[order.state]}, the exchange says ${venueOrder.status}`,
      );
    if (!venueOrder && order.filledLots > 0) found.push(`${order.clientId} filled without an order`);
  }
  for (const fill of state.fills.values()) {
    const terms = theirFills.get(fill.tradeId);
    if (!terms || termsOf(terms) !== termsOf(fill))
      found.push(
        `fill ${fill.tradeId}: ${termsOf(fill)}, the exchange says ${terms ? termsOf(terms) : 'none'}`,
      );
  }
  return found;
}

/**
 * Where a journal does not tell all of the exchange's record, to the unit: orders with their ends and quantities,
 * fills with terms and fees, balances, position and costs. Only once nothing is on its way any more.
 * @param startQuote quote units that the account began with
 */
export function differences(
  state: EngineState,
  record: AccountRecord,
  { instrument, startQuote }: { instrument: Instrument; startQuote: bigint },
): string[] {
  const found = contradictions(state, record);
  const same = (what: string, ours: unknown, exchange: unknown): void => {
    if (ours !== exchange) found.push(`${what}: ${String(ours)}, the exchange says ${String(exchange)}`);
  };
  for (const { clientId, status, filledLots, tick, lots } of record.orders) {
    const order = state.orders.get(clientId);
    if (parseClientOrderId(clientId)?.tag !== state.tag) continue;
    same(`state of ${clientId}`, order?.state, END_STATE[status]);
    same(`filled lots of ${clientId}`, order?.filledLots, filledLots);
    same(`booked lots of ${clientId}`, order?.bookedLots, filledLots);
    // A replace whose answer died with a run is settled by the order's end, and nobody asks for its terms then.
    if (!order || order.replaceUnanswered) continue;
    same(`quantity of ${clientId}`, order.lots, lots);
    same(`price of ${clientId}`, order.tick, tick);
  }
  same('number of fills', state.fills.size, record.fills.length);
  for (const fill of record.fills)
    if (!state.fills.has(`0:${fill.tradeId}`)) found.push(`fill ${fill.tradeId} is missing`);
  same('working orders', state.orders.working.length, 0);
  same('open orders at the exchange', record.orders.filter(({ status }) => status === 'open').length, 0);

  const { account } = state;
  same('cash', account.cash, startQuote - spent(record.fills, instrument));
  if (instrument.product === 'spot') {
    same('cash', account.cash, total(record.account, instrument.quote, instrument.quoteDecimals));
    same(
      'inventory',
      account.positions[0].inventory,
      total(record.account, instrument.base, instrument.baseDecimals),
    );
  } else same('position', account.netLots(0), record.account.positions[0]?.lots);
  same('fees', account.fees + account.rebates, feesOf(record.fills, instrument));
  return found;
}

/** Quote units that fills cost in all, fees in quote included. */
function spent(fills: readonly VenueFill[], instrument: Instrument): bigint {
  let sum = 0n;
  for (const fill of fills) {
    const value = notional(fill, instrument);
    sum += fill.side === Side.Buy ? value : -value;
    if (fill.feeAsset === instrument.quote) sum -= parseDecimal(fill.fee ?? '0', instrument.quoteDecimals);
  }
  return sum;
}

/** Fees in quote units, those in base at the fill's price, each rounded against us. */
function feesOf(fills: readonly VenueFill[], instrument: Instrument): bigint {
  let sum = 0n;
  for (const fill of fills) {
    const { feeAsset, fee = '0' } = fill;
    if (feeAsset === instrument.quote) sum += parseDecimal(fee, instrument.quoteDecimals);
    else sum -= worth(-parseDecimal(fee, instrument.baseDecimals), fill.tick, instrument);
  }
  return sum;
}

/** Value of base units at a tick, rounded up. */
function worth(units: bigint, tick: number, instrument: Instrument): bigint {
  const lot = instrument.baseUnitsPerLot;
  return (units * BigInt(tick) * instrument.quoteUnitsPerTickLot + lot - 1n) / lot;
}

function notional({ tick, lots }: { tick: number; lots: number }, instrument: Instrument): bigint {
  return BigInt(tick) * BigInt(lots) * instrument.quoteUnitsPerTickLot;
}

/** Digits behind the unit that the reference result is computed with. */
const SCALE = 10n ** 20n;

/**
 * The realized result before fees that the exchange's fills add up to by average cost, quote units, computed with
 * more digits than the engine keeps. Fees in base leave the inventory at the fill's price.
 */
export function realizedResult(
  fills: readonly VenueFill[],
  opening: { readonly baseUnits: bigint; readonly mark2: number },
  instrument: Instrument,
): bigint {
  const lot = instrument.baseUnitsPerLot;
  let held = opening.baseUnits;
  let average = (BigInt(opening.mark2) * instrument.quoteUnitsPerTickLot * SCALE) / (2n * lot);
  let realized = 0n;
  const change = (units: bigint, tick: number): void => {
    const price = (BigInt(tick) * instrument.quoteUnitsPerTickLot * SCALE) / lot;
    if (held === 0n || held > 0n === units > 0n) {
      if (units !== 0n) average = (average * abs(held) + price * abs(units)) / (abs(held) + abs(units));
    } else {
      const closed = abs(units) < abs(held) ? abs(units) : abs(held);
      realized += (held > 0n ? price - average : average - price) * closed;
      if (abs(units) > abs(held)) average = price;
    }
    held += units;
  };
  for (const fill of fills) {
    const units = BigInt(fill.lots) * lot;
    change(fill.side === Side.Buy ? units : -units, fill.tick);
    if (fill.feeAsset === instrument.base && instrument.product === 'spot')
      change(parseDecimal(fill.fee ?? '0', instrument.baseDecimals), fill.tick);
  }
  return realized / SCALE;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function termsOf(fill: Omit<VenueFill, 'instrument'>): string {
  const { clientId, side, tick, lots, maker, feeAsset, fee, venueUs } = fill;
  return JSON.stringify([clientId, side, tick, lots, maker, feeAsset, fee, venueUs]);
}
