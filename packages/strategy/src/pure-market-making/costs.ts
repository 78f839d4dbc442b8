import type { Proposal } from './proposal.ts';

/** Adds the maker fee to the distance: bid·(1 − fee), ask·(1 + fee). A rebate brings the quotes nearer. */
export function addCosts(proposal: Proposal, makerFee: number): void {
  const { bids, asks } = proposal;
  for (let i = 0; i < bids.count; i++) bids.price[i] *= 1 - makerFee;
  for (let i = 0; i < asks.count; i++) asks.price[i] *= 1 + makerFee;
}
