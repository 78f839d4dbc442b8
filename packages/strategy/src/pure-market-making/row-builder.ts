import { NO_ASK } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import { ceilNear, floorNear } from '../rounding.ts';
import type { OwnOrder } from '../strategy.ts';
import type { Budget } from './budget.ts';
import { OrderKeeper } from './keep-orders.ts';
import { isTooNear } from './min-spread.ts';
import type { OrderMinimum } from './order-minimum.ts';
import type { Band } from './price-band.ts';
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
  /** No bid at or over the ceiling, no ask at or under the floor, kept orders included. */
  readonly band: Readonly<Band>;
  /** What is left for quotes. */
  readonly budget: Budget;
  /** Side whose quotes an exit stands for, -1 when neither. */
  readonly closingSide: number;
}

/**
 * The last steps of a refresh: from a proposal to rows. Prices go to their tick (bids down, asks up), orders that are
 * good enough stay where they are, what is too near or too small is left out, and own orders neither cross each other nor
 * share a price.
 */
export class RowBuilder {
  private readonly keeper = new OrderKeeper();
  private readonly minimum: OrderMinimum;
  private readonly maxLots: number;

  constructor(minimum: OrderMinimum, maxLots: number) {
    this.minimum = minimum;
    this.maxLots = maxLots;
  }

  /** Adds the quotes to the hanging and exit rows that are there already. */
  build(rows: WantedRows, input: BuildInput): void {
    const { orders, band, closingSide } = input;
    this.keeper.start(orders, rows);
    if (closingSide !== Side.Buy) {
      this.addSide(rows, Side.Buy, Math.min(rows.lowestAsk(), ceilNear(band.ceiling)) - 1, input);
    }
    if (closingSide !== Side.Sell) {
      this.addSide(rows, Side.Sell, Math.max(rows.highestBid(), floorNear(band.floor)) + 1, input);
    }
  }

  /** @param limit highest bid or lowest ask that is inside the band and meets no own order */
  private addSide(rows: WantedRows, side: Side, limit: number, input: BuildInput): void {
    const { settings, ref, budget } = input;
    const levels = input.proposal.side(side);
    const tolerance = settings.tolerance < 0 ? -1 : floorNear(ref * settings.tolerance);
    for (let i = 0; i < levels.count; i++) {
      if (levels.active[i] === 0) continue;
      const wanted = side === Side.Buy ? floorNear(levels.price[i]) : ceilNear(levels.price[i]);
      const lots = Math.min(levels.qty[i], this.maxLots);
      const kept = this.keeper.keep(side, wanted, lots, tolerance) || wanted;
      const tick = outwards(rows, side, side === Side.Buy ? Math.min(kept, limit) : Math.max(kept, limit));
      if (isTooNear(side, tick, ref, settings.minSpread)) continue;
      const affordable = tick < 1 || tick >= NO_ASK ? 0 : budget.take(side, tick, lots);
      if (this.minimum.allows(tick, affordable)) rows.add(RowKind.Quote, side, i, tick, affordable);
    }
  }
}

/** The price itself, or the next one farther out that has no own order yet: a price tells which order it is. */
function outwards(rows: WantedRows, side: Side, tick: number): number {
  let free = tick;
  while (rows.findAt(side, free) >= 0) free += side === Side.Buy ? -1 : 1;
  return free;
}

/** Side that closes a net position, -1 when there is none. */
export function closingSide(netLots: number): number {
  if (netLots === 0) return -1;
  return opposite(netLots > 0 ? Side.Buy : Side.Sell);
}
