import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { Proposal } from './proposal.ts';

/**
 * Quotes no better than it takes to be first in line: the innermost bid goes down to one tick over the best bid, asks
 * mirrored. Outer levels keep their distance from it.
 *
 * @param bidTick the best bid that counts (`book.tickBeyondDepth`), or `NO_BID`: then bids stay
 * @param askTick the best ask that counts, or `NO_ASK`: then asks stay
 */
export function optimize(proposal: Proposal, bidTick: number, askTick: number): void {
  const { bids, asks } = proposal;
  const bid = bids.first();
  if (bid >= 0 && bidTick !== NO_BID) {
    const down = bids.price[bid] - (bidTick + 1);
    if (down > 0) for (let i = bid; i < bids.count; i++) bids.price[i] -= down;
  }
  const ask = asks.first();
  if (ask >= 0 && askTick !== NO_ASK) {
    const up = askTick - 1 - asks.price[ask];
    if (up > 0) for (let i = ask; i < asks.count; i++) asks.price[i] += up;
  }
}
