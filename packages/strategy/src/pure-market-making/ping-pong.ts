import { roundHalfAway } from '../rounding.ts';
import type { Proposal, ProposalSide } from './proposal.ts';

/**
 * After buys only sells are wanted until they are balanced, and the other way round: drops the first
 * k = round(net filled lots / order lots) buy levels, or −k sell levels. It counts quantity, not orders, so partial
 * fills count too.
 *
 * @param netLots lots bought less lots sold since the start
 */
export function pingPong(proposal: Proposal, netLots: number): void {
  const side = netLots > 0 ? proposal.bids : proposal.asks;
  if (side.count === 0) return;
  dropFirst(side, Math.abs(roundHalfAway(netLots / side.qty[0])));
}

function dropFirst(side: ProposalSide, levels: number): void {
  for (let i = 0; i < Math.min(levels, side.count); i++) side.active[i] = 0;
}
