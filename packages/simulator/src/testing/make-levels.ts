import type { Levels } from '@mrmarket/market/levels';
import { Side } from '@mrmarket/market/side';

/** Price in ticks and quantity in lots. */
export type Row = readonly [tick: number, lots: number];

/** Columns of a depth message, bids first. */
export function makeLevels(bids: readonly Row[], asks: readonly Row[] = []): Levels {
  return {
    side: Uint8Array.from([...bids.map(() => Side.Buy), ...asks.map(() => Side.Sell)]),
    tick: Int32Array.from([...bids, ...asks], ([tick]) => tick),
    lots: Float64Array.from([...bids, ...asks], ([, lots]) => lots),
  };
}
