/** Side of an order, a level or an aggressor. Buy = bid = 0, sell = ask = 1: the value indexes per-side arrays. */
export const Side = { Buy: 0, Sell: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

/** The other side. */
export function opposite(side: Side): Side {
  return (1 - side) as Side;
}

/** +1 for buy, -1 for sell: the sign a fill adds to a position. */
export function sign(side: Side): 1 | -1 {
  return side === Side.Buy ? 1 : -1;
}
