import type { Side } from '@mrmarket/market/side';
import { floorNear, ceilNear } from '../rounding.ts';
import type { Proposal, ProposalSide } from './proposal.ts';

/**
 * What may still be ordered on each side: lots of base, and value in tick-lots (quote divided by tick size × lot size).
 * Orders take from it as they are made.
 */
export class Budget {
  private readonly lots = new Float64Array(2);
  private readonly value = new Float64Array(2);
  /** Value that an order of one tick-lot needs, fee included. */
  private unitCost = 1;

  /**
   * Spot: bids need quote and their fee, asks need base.
   * @param baseLots base held, lots
   * @param quoteValue quote held, tick-lots
   */
  setSpot(baseLots: number, quoteValue: number, makerFee: number): void {
    this.lots[0] = Infinity;
    this.value[0] = quoteValue;
    this.lots[1] = floorNear(baseLots);
    this.value[1] = Infinity;
    this.unitCost = 1 + Math.max(0, makerFee);
  }

  /**
   * Perpetual: both sides need margin; what closes the position needs none.
   * @param marginValue margin balance × leverage, tick-lots
   * @param netValue value of the net position, tick-lots, negative when short
   */
  setMargin(marginValue: number, netValue: number, makerFee: number): void {
    this.lots[0] = Infinity;
    this.value[0] = marginValue - netValue;
    this.lots[1] = Infinity;
    this.value[1] = marginValue + netValue;
    this.unitCost = 1 + Math.max(0, makerFee);
  }

  /**
   * Takes out what an order needs.
   * @param lots wanted, a whole number
   * @returns whole lots that can be had, 0 when none
   */
  take(side: Side, tick: number, lots: number): number {
    const unit = tick * this.unitCost;
    // Not floorNear: what float error adds to the budget must not be spent.
    const taken = Math.max(0, Math.min(lots, this.lots[side], Math.floor(this.value[side] / unit)));
    this.lots[side] -= taken;
    this.value[side] -= taken * unit;
    return taken;
  }
}

/** Sizes the orders to what there is, innermost first; sizes become whole lots. */
export function applyBudget(proposal: Proposal, budget: Budget): void {
  sizeSide(proposal.bids, 0, budget);
  sizeSide(proposal.asks, 1, budget);
}

function sizeSide(levels: ProposalSide, side: Side, budget: Budget): void {
  for (let i = 0; i < levels.count; i++) {
    if (levels.active[i] === 0) continue;
    const tick = side === 0 ? floorNear(levels.price[i]) : ceilNear(levels.price[i]);
    levels.qty[i] = tick <= 0 ? 0 : budget.take(side, tick, Math.max(0, floorNear(levels.qty[i])));
    if (levels.qty[i] === 0) levels.active[i] = 0;
  }
}
