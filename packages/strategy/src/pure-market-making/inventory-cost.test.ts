import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { inventoryCostGuard } from './inventory-cost.ts';

const sample = () =>
  proposalOf(
    [[990, 1]],
    [
      [1010, 1],
      [1030, 1],
    ],
  );

describe('inventoryCostGuard', () => {
  it('sells nothing under average cost·(1 + maker fee)', () => {
    const proposal = sample();
    inventoryCostGuard(proposal, { costTicks: 1020, netLots: 5 }, 0.001);
    expect(rowsOf(proposal.asks)).toEqual([
      [1021.02, 1],
      [1030, 1],
    ]);
    expect(rowsOf(proposal.bids)).toEqual([[990, 1]]);
  });

  it('buys a short back at no more than average cost·(1 − maker fee)', () => {
    const proposal = sample();
    inventoryCostGuard(proposal, { costTicks: 980, netLots: -5 }, 0.001);
    expect(rowsOf(proposal.bids)).toEqual([[979.02, 1]]);
    expect(rowsOf(proposal.asks)[0]).toEqual([1010, 1]);
  });

  it('does nothing while flat', () => {
    const proposal = sample();
    inventoryCostGuard(proposal, { costTicks: 0, netLots: 0 }, 0.001);
    expect(rowsOf(proposal.bids)).toEqual([[990, 1]]);
    expect(rowsOf(proposal.asks)[0]).toEqual([1010, 1]);
  });
});
