import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { addCosts } from './costs.ts';

describe('addCosts', () => {
  it('puts the maker fee on top: bid·(1 − f), ask·(1 + f)', () => {
    const proposal = proposalOf(
      [
        [99_000, 1],
        [98_000, 1],
      ],
      [[101_000, 1]],
    );
    addCosts(proposal, 0.001);
    expect(rowsOf(proposal.bids)).toEqual([
      [98_901, 1],
      [97_902, 1],
    ]);
    expect(rowsOf(proposal.asks)).toEqual([[101_101, 1]]);
  });

  it('comes nearer with a rebate', () => {
    const proposal = proposalOf([[99_000, 1]], [[101_000, 1]]);
    addCosts(proposal, -0.001);
    expect(rowsOf(proposal.bids)).toEqual([[99_099, 1]]);
    expect(rowsOf(proposal.asks)).toEqual([[100_899, 1]]);
  });
});
