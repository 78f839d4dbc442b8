import { Proposal } from '../pure-market-making/proposal.ts';
import type { ProposalSide } from '../pure-market-making/proposal.ts';

/** A level as [price in ticks, quantity in lots]. */
export type ProposalRow = readonly [price: number, qty: number];

/** A proposal from rows, innermost first. */
export function proposalOf(bids: readonly ProposalRow[], asks: readonly ProposalRow[]): Proposal {
  const proposal = new Proposal();
  fill(proposal.bids, bids);
  fill(proposal.asks, asks);
  return proposal;
}

/** The rows that still stand, rounded to nine digits so that float error does not show. */
export function rowsOf(side: ProposalSide): ProposalRow[] {
  const rows: ProposalRow[] = [];
  for (let i = 0; i < side.count; i++) {
    if (side.active[i] === 1) rows.push([round(side.price[i]), round(side.qty[i])]);
  }
  return rows;
}

function fill(side: ProposalSide, rows: readonly ProposalRow[]): void {
  side.count = rows.length;
  rows.forEach(([price, qty], i) => {
    side.price[i] = price;
    side.qty[i] = qty;
    side.active[i] = 1;
  });
}

function round(x: number): number {
  return Number(x.toPrecision(9));
}
