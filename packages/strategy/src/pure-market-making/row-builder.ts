import type { Instrument } from '@mrmarket/market/instrument';
import { opposite, Side } from '@mrmarket/market/side';
import { ceilNear, floorNear } from '../rounding.ts';
import type { OwnOrder } from '../strategy.ts';
import type { Budget } from './budget.ts';
import { OrderKeeper } from './keep-orders.ts';
import { isTooNear } from './min-spread.ts';
import type { Proposal } from './proposal.ts';
import type { Settings } from './settings.ts';
import { RowKind } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

export interface BuildInput {
  readonly proposal: Proposal;
  readonly orders: readonly OwnOrder[];
  readonly settings: Settings;
  /** Ticks. */
  readonly ref: number;
  /** What is left for quotes. */
  readonly budget: Budget;
  /** Side whose quotes an exit stands for, -1 when neither. */
  readonly closingSide: number;
}

/**
 * The last steps of a refresh: from a proposal to rows. Prices go to their tick (bids down, asks up), orders that are
 * good enough stay where they are, what is too near or too small is left out, and own orders never cross each other.
 */
export class RowBuilder {
  private readonly keeper = new OrderKeeper();
  private readonly minLots: number;
  private readonly maxLots: number;
  /** Smallest price × quantity, tick-lots. */
  private readonly minTickLots: number;

  constructor(instrument: Instrument) {
    const { minNotionalUnits, quoteUnitsPerTickLot } = instrument;
    this.minLots = instrument.minLots;
    this.maxLots = instrument.maxLots;
    this.minTickLots = Number((minNotionalUnits + quoteUnitsPerTickLot - 1n) / quoteUnitsPerTickLot);
  }

  /** Adds the quotes to the hanging and exit rows that are there already. */
  build(rows: WantedRows, input: BuildInput): void {
    this.keeper.start(input.orders, rows);
    if (input.closingSide !== Side.Buy) this.addSide(rows, Side.Buy, rows.lowestAsk() - 1, input);
    if (input.closingSide !== Side.Sell) this.addSide(rows, Side.Sell, rows.highestBid() + 1, input);
  }

  /** @param limit highest bid or lowest ask that does not meet an own order */
  private addSide(rows: WantedRows, side: Side, limit: number, input: BuildInput): void {
    const { settings, ref, budget } = input;
    const levels = input.proposal.side(side);
    const tolerance = settings.tolerance < 0 ? -1 : floorNear(ref * settings.tolerance);
    for (let i = 0; i < levels.count; i++) {
      if (levels.active[i] === 0) continue;
      const wanted = side === Side.Buy ? floorNear(levels.price[i]) : ceilNear(levels.price[i]);
      const lots = Math.min(levels.qty[i], this.maxLots);
      const kept = this.keeper.keep(side, wanted, lots, tolerance) || wanted;
      const tick = side === Side.Buy ? Math.min(kept, limit) : Math.max(kept, limit);
      if (isTooNear(side, tick, ref, settings.minSpread)) continue;
      const affordable = tick < 1 ? 0 : budget.take(side, tick, lots);
      if (affordable < this.minLots || affordable * tick < this.minTickLots) continue;
      rows.add(RowKind.Quote, side, i, tick, affordable);
    }
  }
}

/** Side that closes a net position, -1 when there is none. */
export function closingSide(netLots: number): number {
  if (netLots === 0) return -1;
  return opposite(netLots > 0 ? Side.Buy : Side.Sell);
}
