import { parseQtyLots } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { evenLadder, Ladder } from './ladder.ts';
import type { PureMarketMakingParameters } from './parameters.ts';

const BP = 10_000;
const SECOND = 1_000_000;

/**
 * The parameters as the numbers that the code works with: fractions, microseconds, ticks and lots. What is off has the
 * value that does nothing, so that no branch asks whether it is on.
 */
export interface Settings {
  /** Undefined until the default size is known. */
  readonly orderLots: number | undefined;
  readonly refreshUs: number;
  /** Fraction; negative: keep nothing. */
  readonly tolerance: number;
  /** Fraction; −Infinity is off. */
  readonly minSpread: number;
  readonly maxAgeUs: number;
  readonly filledDelayUs: number;
  readonly waitCancel: boolean;
  /** Ticks. */
  readonly ceiling: number;
  readonly floor: number;
  readonly movingBand: boolean;
  readonly band: { readonly up: number; readonly down: number; readonly periodUs: number };
  readonly pingPong: boolean;
  readonly skew: boolean;
  readonly targetRatio: number;
  readonly skewRange: number;
  readonly inventoryCostGuard: boolean;
  readonly hanging: boolean;
  /** Fraction. */
  readonly hangingMax: number;
  readonly optimize: boolean;
  readonly optimizeDepthLots: number;
  readonly addCosts: boolean;
  readonly takeIfCrossed: boolean;
  /** Inventory is a margined position, which may be short. */
  readonly perpetual: boolean;
  readonly leverage: number;
  /** Fractions; Infinity is off. */
  readonly longTakeProfit: number;
  readonly shortTakeProfit: number;
  readonly stopLoss: number;
  readonly stopRetryUs: number;
  readonly stopSlippage: number;
}

export function createSettings(p: PureMarketMakingParameters, instrument: Instrument): Settings {
  return {
    orderLots: p.orderQty === undefined ? undefined : parseQtyLots(instrument, p.orderQty),
    refreshUs: micros(p.refreshSec),
    tolerance: p.toleranceBp / BP,
    minSpread: p.minSpreadBp === undefined ? -Infinity : p.minSpreadBp / BP,
    maxAgeUs: micros(p.maxAgeSec),
    filledDelayUs: micros(p.filledDelaySec),
    waitCancel: p.waitCancel,
    ceiling: p.priceCeiling === undefined ? Infinity : toTicks(p.priceCeiling, instrument),
    floor: p.priceFloor === undefined ? 0 : toTicks(p.priceFloor, instrument),
    movingBand: p.movingBand,
    band: { up: p.bandUpBp / BP, down: p.bandDownBp / BP, periodUs: micros(p.bandRefreshSec) },
    pingPong: p.pingPong,
    skew: p.skew,
    targetRatio: p.targetBaseRatio,
    skewRange: p.skewRange,
    inventoryCostGuard: p.inventoryCostGuard,
    hanging: p.hanging,
    hangingMax: p.hangingMaxBp / BP,
    optimize: p.optimize,
    optimizeDepthLots: parseQtyLots(instrument, p.optimizeDepthQty),
    addCosts: p.addCosts,
    takeIfCrossed: p.takeIfCrossed,
    perpetual: instrument.product !== 'spot',
    leverage: p.leverage,
    longTakeProfit: (p.longTakeProfitBp ?? Infinity) / BP,
    shortTakeProfit: (p.shortTakeProfitBp ?? Infinity) / BP,
    stopLoss: (p.stopLossBp ?? Infinity) / BP,
    stopRetryUs: micros(p.stopRetrySec),
    stopSlippage: p.stopSlippageBp / BP,
  };
}

/** Levels of the bids and the asks. */
export function createLadders(
  p: PureMarketMakingParameters,
  instrument: Instrument,
  orderLots: number,
): { bids: Ladder; asks: Ladder } {
  const even = (spreadBp: number): Ladder =>
    evenLadder({
      count: p.levels,
      spread: spreadBp / BP,
      levelSpread: p.levelSpreadBp / BP,
      lots: orderLots,
      stepLots: parseQtyLots(instrument, p.levelQty),
    });
  const explicit = (levels: PureMarketMakingParameters['bidLevels']): Ladder => {
    const ladder = new Ladder();
    for (const level of levels) ladder.add(level.spreadBp / BP, parseQtyLots(instrument, level.qty));
    return ladder;
  };
  return {
    bids: p.bidLevels.length > 0 ? explicit(p.bidLevels) : even(p.bidSpreadBp),
    asks: p.askLevels.length > 0 ? explicit(p.askLevels) : even(p.askSpreadBp),
  };
}

/** Five times the smallest order value, rounded up to a lot; at least the smallest quantity. */
export function defaultOrderLots(instrument: Instrument, ref: number): number {
  const tickLots = Number(instrument.minNotionalUnits) / Number(instrument.quoteUnitsPerTickLot);
  return Math.min(instrument.maxLots, Math.max(instrument.minLots, Math.ceil((5 * tickLots) / ref)));
}

/** A price in ticks, fractions kept. */
function toTicks(price: string, instrument: Instrument): number {
  return Number(price) / instrument.tick;
}

/** Whole microseconds. */
function micros(seconds: number): number {
  return Math.round(seconds * SECOND);
}
