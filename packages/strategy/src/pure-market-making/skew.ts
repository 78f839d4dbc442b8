import type { Proposal } from './proposal.ts';

/** What the skew looks at. Values are in tick-lots (quote divided by tick size × lot size), so that no unit is lost. */
export interface SkewInput {
  /** Value of the base held at the reference price. */
  baseValue: number;
  /** Everything that is there: base and quote on spot, margin × leverage on a perpetual. */
  portfolio: number;
  /** Part of the portfolio that should be base, 0..1. */
  targetRatio: number;
  /** Width of the range around the target, as a multiple of all orders together. */
  range: number;
  /** Lots of all orders of both sides. */
  orderLots: number;
  /** Reference price, ticks. */
  ref: number;
  /** Less than nothing can be held (a short): the range below the target does not end at 0. */
  mayBeShort: boolean;
}

/**
 * How far the inventory is from its target, −1 (far too little) to 1 (far too much); trading.md 2.1.
 *
 * R = min(T·range·price, portfolio/2); x = (v − t)/min(R, t) below the target, (v − t)/R above it.
 */
export function skewRatio(input: Readonly<SkewInput>): number {
  const range = Math.min(input.orderLots * input.range * input.ref, input.portfolio / 2);
  const target = input.portfolio * input.targetRatio;
  const distance = input.baseValue - target;
  if (distance === 0) return 0;
  const width = distance < 0 && !input.mayBeShort ? Math.min(range, target) : range;
  if (width <= 0) return Math.sign(distance);
  return Math.max(-1, Math.min(1, distance / width));
}

/** Buys less and sells more the more there is: bids ×(1 − x), asks ×(1 + x). */
export function skew(proposal: Proposal, ratio: number): void {
  const { bids, asks } = proposal;
  for (let i = 0; i < bids.count; i++) bids.qty[i] *= 1 - ratio;
  for (let i = 0; i < asks.count; i++) asks.qty[i] *= 1 + ratio;
}
