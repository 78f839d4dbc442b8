import type { Ladder } from './ladder.ts';
import type { Proposal } from './proposal.ts';

/** Puts each level at its distance from the reference: price = ref·(1 ∓ spread). */
export function baseProposal(proposal: Proposal, bids: Ladder, asks: Ladder, ref: number): void {
  const bid = proposal.bids;
  bid.count = bids.count;
  for (let i = 0; i < bids.count; i++) {
    bid.price[i] = ref * (1 - bids.spread[i]);
    bid.qty[i] = bids.lots[i];
    bid.active[i] = 1;
  }
  const ask = proposal.asks;
  ask.count = asks.count;
  for (let i = 0; i < asks.count; i++) {
    ask.price[i] = ref * (1 + asks.spread[i]);
    ask.qty[i] = asks.lots[i];
    ask.active[i] = 1;
  }
}
