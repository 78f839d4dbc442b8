import type { Proposal } from './proposal.ts';

/** Average cost of what is held, ticks, and the net position in lots. */
export interface InventoryCost {
  readonly costTicks: number;
  readonly netLots: number;
}

/**
 * Sells nothing under cost: asks are at least average cost·(1 + maker fee). For a short position the same holds on the
 * side that closes it: bids are at most cost·(1 − fee).
 */
export function inventoryCostGuard(
  proposal: Proposal,
  { costTicks, netLots }: InventoryCost,
  makerFee: number,
): void {
  if (netLots > 0) {
    const lowest = costTicks * (1 + makerFee);
    const { asks } = proposal;
    for (let i = 0; i < asks.count; i++) asks.price[i] = Math.max(asks.price[i], lowest);
  } else if (netLots < 0) {
    const highest = costTicks * (1 - makerFee);
    const { bids } = proposal;
    for (let i = 0; i < bids.count; i++) bids.price[i] = Math.min(bids.price[i], highest);
  }
}
