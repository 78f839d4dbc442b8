import { NO_BID } from '@mrmarket/market/order-book';
import { ceilNear, floorNear } from '../rounding.ts';
import type { Proposal } from './proposal.ts';

/**
 * Drops the orders that would take: bids at or over the best ask, asks at or under the best bid, on their ticks.
 * An empty side of the book (`NO_BID`, `NO_ASK`) stops nothing.
 */
export function takerFilter(proposal: Proposal, bestBid: number, bestAsk: number): void {
  const { bids, asks } = proposal;
  for (let i = 0; i < bids.count; i++) {
    if (floorNear(bids.price[i]) >= bestAsk) bids.active[i] = 0;
  }
  if (bestBid === NO_BID) return;
  for (let i = 0; i < asks.count; i++) {
    if (ceilNear(asks.price[i]) <= bestBid) asks.active[i] = 0;
  }
}
