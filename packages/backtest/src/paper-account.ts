import type { EngineState } from '@mrmarket/engine/engine-state';
import type { VenueOrder } from '@mrmarket/engine/venue';
import type { StartBalances } from '@mrmarket/simulator/exchange-account';
import { plainDecimal } from './decimals.ts';

/** What a simulated exchange has to know of an earlier run to go on with its account. */
export interface PaperAccount {
  readonly balances: StartBalances;
  readonly deadOrders: readonly VenueOrder[];
  readonly firstTradeId: number;
  readonly startUs: number;
  /** Where the market stood, ticks; undefined when that is not known. */
  readonly lastTick: number | undefined;
}

/**
 * The account of a paper exchange after a restart, from the engine's journal: the exchange lived in the same process
 * and died with it, so what the journal holds is all that happened, and orders that were open have ended.
 */
export function paperAccount(state: EngineState): PaperAccount {
  const { account } = state;
  const [instrument] = account.instruments;
  const [position] = account.positions;
  if (!instrument || !position) throw new RangeError('a paper account needs an instrument');
  const spot = instrument.product === 'spot';
  const quote = spot ? account.cash : account.cash + position.cost;
  const deadOrders = state.orders.working.map((order) => ({
    instrument: order.instrument,
    clientId: order.clientId,
    venueOrderId: order.venueOrderId,
    side: order.side,
    tick: order.tick,
    lots: order.lots,
    filledLots: order.bookedLots,
    status: 'canceled' as const,
    postOnly: false,
    reduceOnly: false,
    venueUs: state.lastUs,
  }));
  const [mark2] = state.lastMarks2;
  let lastTradeId = 0;
  for (const { tradeId } of state.fills.values()) lastTradeId = Math.max(lastTradeId, Number(tradeId));
  return {
    balances: {
      quote: plainDecimal(quote, instrument.quoteDecimals),
      base: spot ? plainDecimal(position.inventory, instrument.baseDecimals) : '0',
      ...(spot
        ? {}
        : {
            positionLots: account.netLots(0),
            positionCost: plainDecimal(position.cost, instrument.quoteDecimals),
          }),
    },
    deadOrders,
    firstTradeId: lastTradeId + 1,
    startUs: state.lastUs,
    lastTick: mark2 === undefined || mark2 === 0 ? undefined : Math.round(mark2 / 2),
  };
}

/** Lots worth an amount of quote at a price in ticks, rounded down. */
export function lotsWorth(quoteUnits: bigint, tick: number, unitsPerTickLot: bigint): bigint {
  return quoteUnits / (BigInt(tick) * unitsPerTickLot);
}
