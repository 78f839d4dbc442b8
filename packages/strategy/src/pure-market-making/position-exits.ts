import { NO_ASK } from '@mrmarket/market/order-book';
import { ceilNear, floorNear } from '../rounding.ts';
import type { InventoryCost } from './inventory-cost.ts';

const HIGHEST_TICK = NO_ASK - 1;

/** Distances of the exits as fractions; Infinity is off. */
export interface ExitDistances {
  readonly longTakeProfit: number;
  readonly shortTakeProfit: number;
  readonly stopLoss: number;
  readonly stopSlippage: number;
}

/** Whether the net position has a take-profit order in place of the quotes of its closing side. */
export function takesProfit({ netLots }: InventoryCost, exits: ExitDistances): boolean {
  if (netLots === 0) return false;
  return (netLots > 0 ? exits.longTakeProfit : exits.shortTakeProfit) < Infinity;
}

/**
 * Price of the order that closes the net position in profit: cost·(1 + distance) for a long, cost·(1 − distance) for a
 * short, and never one that would take.
 */
export function takeProfitTick(
  { netLots, costTicks }: InventoryCost,
  exits: ExitDistances,
  best: { readonly bestBid: number; readonly bestAsk: number },
): number {
  if (netLots > 0) {
    const wanted = Math.max(ceilNear(costTicks * (1 + exits.longTakeProfit)), best.bestBid + 1);
    return Math.min(wanted, HIGHEST_TICK);
  }
  return Math.max(1, Math.min(floorNear(costTicks * (1 - exits.shortTakeProfit)), best.bestAsk - 1));
}

/** Mid at which the stop loss acts: at or under it for a long, at or over it for a short. NaN when it never does. */
export function stopLossTick({ netLots, costTicks }: InventoryCost, exits: ExitDistances): number {
  if (netLots === 0 || exits.stopLoss === Infinity) return NaN;
  return costTicks * (netLots > 0 ? 1 - exits.stopLoss : 1 + exits.stopLoss);
}

/** Limit price of a stop order: the best price of the other side, worse by the slippage that is allowed. */
export function stopOrderTick(
  netLots: number,
  exits: ExitDistances,
  best: { readonly bestBid: number; readonly bestAsk: number },
): number {
  if (netLots > 0) return Math.max(1, ceilNear(best.bestBid * (1 - exits.stopSlippage)));
  return Math.min(HIGHEST_TICK, floorNear(best.bestAsk * (1 + exits.stopSlippage)));
}
