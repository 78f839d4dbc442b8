import { Side } from '@mrmarket/market/side';

/**
 * Whether an order is nearer to the reference price than the minimum spread. The distance has a sign: an order on the
 * wrong side of the reference is nearer than any minimum.
 *
 * @param minSpread fraction of the reference; −Infinity when off
 */
export function isTooNear(side: Side, tick: number, ref: number, minSpread: number): boolean {
  return (side === Side.Buy ? ref - tick : tick - ref) < ref * minSpread;
}
