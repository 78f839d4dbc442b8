import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { pingPong } from './ping-pong.ts';

function left(netLots: number): string {
  const proposal = proposalOf(
    [
      [99, 10],
      [98, 20],
      [97, 30],
    ],
    [
      [101, 10],
      [102, 20],
      [103, 30],
    ],
  );
  pingPong(proposal, netLots);
  const prices = (side: 'bids' | 'asks'): string =>
    rowsOf(proposal[side])
      .map(([price]) => price)
      .join(' ');
  return `${prices('bids')} | ${prices('asks')}`;
}

describe('pingPong', () => {
  it.each([
    [0, '99 98 97 | 101 102 103'],
    [10, '98 97 | 101 102 103'],
    [20, '97 | 101 102 103'],
    [-10, '99 98 97 | 102 103'],
    [-30, '99 98 97 | '],
    [1000, ' | 101 102 103'],
  ])('with an order size of 10 and %d net lots leaves %s', (netLots, expected) => {
    expect(left(netLots)).toBe(expected);
  });

  it('counts by quantity, rounded: half an order is one, less is none', () => {
    expect(left(4)).toBe('99 98 97 | 101 102 103');
    expect(left(5)).toBe('98 97 | 101 102 103');
    expect(left(-4)).toBe('99 98 97 | 101 102 103');
    expect(left(-5)).toBe('99 98 97 | 102 103');
  });

  it('leaves a proposal without that side alone', () => {
    const proposal = proposalOf([], [[101, 10]]);
    pingPong(proposal, 50);
    expect(rowsOf(proposal.asks)).toEqual([[101, 10]]);
  });
});
