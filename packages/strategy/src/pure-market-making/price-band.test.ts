import { describe, expect, it } from 'vitest';
import { proposalOf, rowsOf } from '../testing/proposal-rows.ts';
import { MovingBand } from './moving-band.ts';
import { priceBand } from './price-band.ts';

function sides(ref: number, band: { floor: number; ceiling: number }): string {
  const proposal = proposalOf([[99, 1]], [[101, 1]]);
  priceBand(proposal, ref, band);
  return `${rowsOf(proposal.bids).length} bids, ${rowsOf(proposal.asks).length} asks`;
}

describe('priceBand', () => {
  const band = { floor: 90, ceiling: 110 };
  it.each([
    [100, '1 bids, 1 asks'],
    [109.999, '1 bids, 1 asks'],
    [110, '0 bids, 1 asks'],
    [111, '0 bids, 1 asks'],
    [90.001, '1 bids, 1 asks'],
    [90, '1 bids, 0 asks'],
    [89, '1 bids, 0 asks'],
  ])('at a reference of %d between floor 90 and ceiling 110 leaves %s', (ref, left) => {
    expect(sides(ref, band)).toBe(left);
  });

  it('does nothing when it is off', () => {
    expect(sides(1e9, { floor: 0, ceiling: Infinity })).toBe('1 bids, 1 asks');
  });
});

describe('MovingBand', () => {
  const width = { up: 0.01, down: 0.02, periodUs: 100 };

  it('is centred at once, stays for its period, and is centred again when it is over', () => {
    const band = new MovingBand();
    band.update(1000, 5, width);
    expect([band.floor, band.ceiling]).toEqual([980, 1010]);
    band.update(2000, 104, width);
    expect([band.floor, band.ceiling]).toEqual([980, 1010]);
    band.update(2000, 105, width);
    expect([band.floor, band.ceiling]).toEqual([1960, 2020]);
    band.update(3000, 204, width);
    expect([band.floor, band.ceiling]).toEqual([1960, 2020]);
  });

  it('is centred by the next update after a reset', () => {
    const band = new MovingBand();
    band.update(1000, 5, width);
    band.reset();
    band.update(500, 6, width);
    expect([band.floor, band.ceiling]).toEqual([490, 505]);
  });
});
