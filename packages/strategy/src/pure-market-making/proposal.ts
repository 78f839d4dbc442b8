import type { Side } from '@mrmarket/market/side';

/** Orders per side at most. */
export const MAX_LEVELS = 25;

/**
 * The orders one refresh would like to have, on their way through the transformers: per side and level a price in
 * ticks (not yet on one), a quantity in lots (not yet whole), and whether it still stands. Level 0 is the innermost.
 *
 * One object is used for the whole run, so that a refresh allocates nothing; each transformer changes it in place and
 * nothing else.
 */
export class Proposal {
  readonly bids = new ProposalSide();
  readonly asks = new ProposalSide();

  side(side: Side): ProposalSide {
    return side === 0 ? this.bids : this.asks;
  }
}

export class ProposalSide {
  /** Levels in use. */
  count = 0;
  /** Ticks. */
  readonly price = new Float64Array(MAX_LEVELS);
  /** Lots. */
  readonly qty = new Float64Array(MAX_LEVELS);
  /** 1 while the level stands. */
  readonly active = new Uint8Array(MAX_LEVELS);

  /** Takes all levels out. */
  drop(): void {
    this.active.fill(0);
  }

  /** The innermost level that stands, -1 when none does. */
  first(): number {
    for (let i = 0; i < this.count; i++) if (this.active[i] === 1) return i;
    return -1;
  }
}
