import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { optimize } from './optimize.ts';

const sample = () =>
  proposalOf(
    [
      [990, 1],
      [980, 2],
    ],
    [
      [1010, 1],
      [1020, 2],
    ],
  );

describe('optimize', () => {
  it('goes down to one tick over the best bid and up to one under the best ask; outer levels keep their distance', () => {
    const proposal = sample();
    optimize(proposal, 970, 1050);
    expect(rowsOf(proposal.bids)).toEqual([
      [971, 1],
      [961, 2],
    ]);
    expect(rowsOf(proposal.asks)).toEqual([
      [1049, 1],
      [1059, 2],
    ]);
  });

  it('never makes a price better', () => {
    const proposal = sample();
    optimize(proposal, 995, 1005);
    expect([...rowsOf(proposal.bids), ...rowsOf(proposal.asks)]).toEqual([
      [990, 1],
      [980, 2],
      [1010, 1],
      [1020, 2],
    ]);
  });

  it('starts from the first level that still stands', () => {
    const proposal = sample();
    proposal.bids.active[0] = 0;
    optimize(proposal, 970, NO_ASK);
    expect(rowsOf(proposal.bids)).toEqual([[971, 2]]);
  });

  it('leaves a side alone when nobody else is there', () => {
    const proposal = sample();
    optimize(proposal, NO_BID, NO_ASK);
    expect(rowsOf(proposal.bids)[0]).toEqual([990, 1]);
    expect(rowsOf(proposal.asks)[0]).toEqual([1010, 1]);
  });
});
