import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { applyBudget, Budget } from './budget.ts';

const spot = (baseLots: number, quoteValue: number, fee = 0): Budget => {
  const budget = new Budget();
  budget.setSpot(baseLots, quoteValue, fee);
  return budget;
};

describe('applyBudget', () => {
  it('sizes from the inside out, whole lots, until the money is used up', () => {
    const proposal = proposalOf(
      [
        [100, 10],
        [90, 10],
        [80, 10],
      ],
      [
        [110, 10],
        [120, 10],
        [130, 10],
      ],
    );
    // 1000 for the first bid, 879/90 = 9.8 lots for the second, 69 are short of the third.
    applyBudget(proposal, spot(14, 1879));
    expect(rowsOf(proposal.bids)).toEqual([
      [100, 10],
      [90, 9],
    ]);
    expect(rowsOf(proposal.asks)).toEqual([
      [110, 10],
      [120, 4],
    ]);
  });

  it('needs the maker fee on top for bids', () => {
    const proposal = proposalOf([[100, 10]], []);
    applyBudget(proposal, spot(0, 1000, 0.001));
    expect(rowsOf(proposal.bids)).toEqual([[100, 9]]);
  });

  it('does not spend a rebate before it is earned', () => {
    const proposal = proposalOf([[100, 11]], []);
    applyBudget(proposal, spot(0, 1000, -0.5));
    expect(rowsOf(proposal.bids)).toEqual([[100, 10]]);
  });

  it('floors sizes to lots, but not for float error', () => {
    const proposal = proposalOf([[100, 7.99]], [[110, 3 - 1e-15]]);
    applyBudget(proposal, spot(100, 1e6));
    expect(rowsOf(proposal.bids)).toEqual([[100, 7]]);
    expect(rowsOf(proposal.asks)).toEqual([[110, 3]]);
  });

  it('keeps what was taken out before', () => {
    const budget = spot(10, 1000);
    expect(budget.take(0, 50, 10)).toBe(10);
    expect(budget.take(1, 200, 4)).toBe(4);
    const proposal = proposalOf([[100, 10]], [[110, 10]]);
    applyBudget(proposal, budget);
    expect(rowsOf(proposal.bids)).toEqual([[100, 5]]);
    expect(rowsOf(proposal.asks)).toEqual([[110, 6]]);
  });

  it('counts margin on a perpetual: what closes the position is free', () => {
    const budget = new Budget();
    // Margin × leverage 1000, long 400: 600 more to buy, 1400 to sell.
    budget.setMargin(1000, 400, 0);
    const proposal = proposalOf([[100, 20]], [[100, 20]]);
    applyBudget(proposal, budget);
    expect(rowsOf(proposal.bids)).toEqual([[100, 6]]);
    expect(rowsOf(proposal.asks)).toEqual([[100, 14]]);
  });

  it('is never exceeded, whatever the proposal', () => {
    const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    const rows = fc.array(fc.tuple(price, fc.double({ min: -10, max: 1e6, noNaN: true })), { maxLength: 25 });
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        rows,
        rows,
        amount,
        amount,
        fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        (bids, asks, base, quote, fee) => {
          const proposal = proposalOf(bids, asks);
          applyBudget(proposal, spot(base, quote, fee));
          let value = 0;
          let lots = 0;
          for (let i = 0; i < bids.length; i++) {
            if (proposal.bids.active[i] === 1)
              value += Math.floor(proposal.bids.price[i]) * proposal.bids.qty[i];
          }
          for (let i = 0; i < asks.length; i++) {
            if (proposal.asks.active[i] === 1) lots += proposal.asks.qty[i];
            expect(Number.isInteger(proposal.asks.qty[i])).toBe(true);
          }
          expect(value * (1 + Math.max(0, fee))).toBeLessThanOrEqual(quote * (1 + 1e-12));
          expect(lots).toBeLessThanOrEqual(base + 1e-6);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
