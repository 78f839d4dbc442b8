import type { Proposal } from './proposal.ts';

/** Prices in ticks between which the strategy works; 0 and Infinity are off. */
export interface Band {
  floor: number;
  ceiling: number;
}

/** At or over the ceiling nothing is bought, at or under the floor nothing is sold. */
export function priceBand(proposal: Proposal, ref: number, band: Readonly<Band>): void {
  if (ref >= band.ceiling) proposal.bids.drop();
  if (ref <= band.floor) proposal.asks.drop();
}
