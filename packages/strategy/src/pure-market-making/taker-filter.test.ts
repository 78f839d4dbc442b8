import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { takerFilter } from './taker-filter.ts';

describe('takerFilter', () => {
  it('drops bids at or over the best ask and asks at or under the best bid, on their ticks', () => {
    const proposal = proposalOf(
      [
        [105.2, 1],
        [104.9, 1],
      ],
      [
        [99.8, 1],
        [100.1, 1],
      ],
    );
    takerFilter(proposal, 100, 105);
    // 105.2 goes down to 105 and would take, 104.9 to 104; 99.8 goes up to 100 and would take, 100.1 to 101.
    expect(rowsOf(proposal.bids)).toEqual([[104.9, 1]]);
    expect(rowsOf(proposal.asks)).toEqual([[100.1, 1]]);
  });

  it('has nothing to drop at an empty side', () => {
    const proposal = proposalOf([[1e9, 1]], [[1, 1]]);
    takerFilter(proposal, NO_BID, NO_ASK);
    expect(rowsOf(proposal.bids)).toHaveLength(1);
    expect(rowsOf(proposal.asks)).toHaveLength(1);
  });
});
