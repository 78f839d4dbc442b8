import { MAX_LEVELS } from './proposal.ts';

/** Distances and sizes of one side's levels; made once per change of parameters. */
export class Ladder {
  count = 0;
  /** Distance from the reference price as a fraction of it. */
  readonly spread = new Float64Array(MAX_LEVELS);
  /** Lots. */
  readonly lots = new Float64Array(MAX_LEVELS);

  /** Adds a level outside the others. */
  add(spread: number, lots: number): void {
    this.spread[this.count] = spread;
    this.lots[this.count] = lots;
    this.count++;
  }

  /** Lots of all levels. */
  get totalLots(): number {
    let total = 0;
    for (let i = 0; i < this.count; i++) total += this.lots[i];
    return total;
  }
}

/** `count` levels from the first spread outwards; the sizes grow by `stepLots` (trading.md 2.1). */
export function evenLadder(levels: {
  count: number;
  spread: number;
  levelSpread: number;
  lots: number;
  stepLots: number;
}): Ladder {
  const ladder = new Ladder();
  for (let i = 0; i < levels.count; i++) {
    ladder.add(levels.spread + i * levels.levelSpread, levels.lots + i * levels.stepLots);
  }
  return ladder;
}
