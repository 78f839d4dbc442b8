import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { baseProposal } from './base-proposal.ts';
import { evenLadder, Ladder } from './ladder.ts';
import { Proposal } from './proposal.ts';

describe('baseProposal', () => {
  it('puts price_i at ref·(1 ∓ (spread + i·levelSpread)) and size_i at orderQty + i·levelQty', () => {
    const levels = { count: 3, levelSpread: 0.002, lots: 10, stepLots: 5 };
    const proposal = new Proposal();
    baseProposal(
      proposal,
      evenLadder({ ...levels, spread: 0.001 }),
      evenLadder({ ...levels, spread: 0.004 }),
      1000,
    );
    // 1000·0.999, 1000·0.997, 1000·0.995; 1000·1.004, 1000·1.006, 1000·1.008
    expect(rowsOf(proposal.bids)).toEqual([
      [999, 10],
      [997, 15],
      [995, 20],
    ]);
    expect(rowsOf(proposal.asks)).toEqual([
      [1004, 10],
      [1006, 15],
      [1008, 20],
    ]);
  });

  it('forgets what the proposal held before', () => {
    const proposal = proposalOf(
      [
        [1, 1],
        [2, 2],
      ],
      [
        [3, 3],
        [4, 4],
      ],
    );
    proposal.bids.drop();
    const one = new Ladder();
    one.add(0.01, 7);
    baseProposal(proposal, one, new Ladder(), 200);
    expect(rowsOf(proposal.bids)).toEqual([[198, 7]]);
    expect(rowsOf(proposal.asks)).toEqual([]);
  });
});
