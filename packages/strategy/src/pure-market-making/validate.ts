import { parseQtyLots } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import type { PureMarketMakingParameters } from './parameters.ts';

const PERPETUAL_ONLY = ['longTakeProfitBp', 'shortTakeProfitBp', 'stopLossBp'] as const;

/** Checks of several parameters together; one line per problem, starting with the field. */
export function validatePureMarketMaking(p: PureMarketMakingParameters, instrument: Instrument): string[] {
  const problems: string[] = [];
  if (
    p.priceFloor !== undefined &&
    p.priceCeiling !== undefined &&
    Number(p.priceFloor) >= Number(p.priceCeiling)
  ) {
    problems.push(`priceFloor must be below priceCeiling (${p.priceCeiling}), got ${p.priceFloor}`);
  }
  const outermost = p.bidSpreadBp + (p.levels - 1) * p.levelSpreadBp;
  if (p.bidLevels.length === 0 && outermost >= 10_000) {
    problems.push(
      `levelSpreadBp must leave the last bid a price above 0: it would be ${outermost} bp from the reference`,
    );
  }
  for (const side of ['bidLevels', 'askLevels'] as const) {
    const levels = p[side];
    for (let i = 1; i < levels.length; i++) {
      if (levels[i].spreadBp >= levels[i - 1].spreadBp) continue;
      problems.push(
        `${side}[${i}].spreadBp must be at least that of the level before it (${levels[i - 1].spreadBp}), got ${levels[i].spreadBp}`,
      );
    }
  }
  if (p.orderQty !== undefined && parseQtyLots(instrument, p.orderQty) < instrument.minLots) {
    problems.push(
      `orderQty must be at least ${instrument.minQty}, the smallest order of ${instrument.id}, got ${p.orderQty}`,
    );
  }
  if (p.orderQty !== undefined && parseQtyLots(instrument, p.orderQty) > instrument.maxLots) {
    problems.push(
      `orderQty must be at most ${instrument.maxQty}, the largest order of ${instrument.id}, got ${p.orderQty}`,
    );
  }
  problems.push(...referenceProblems(p));
  if (instrument.product === 'spot') {
    for (const name of PERPETUAL_ONLY) {
      if (p[name] !== undefined) problems.push(`${name} is for perpetuals, ${instrument.id} is spot`);
    }
    if (p.leverage !== 1) problems.push(`leverage must be 1 on spot, got ${p.leverage}`);
  }
  return problems;
}

function referenceProblems(p: PureMarketMakingParameters): string[] {
  const problems: string[] = [];
  const { length } = p.references;
  if (p.priceSource === 'own' && length > 0) {
    problems.push(`references must be empty while priceSource is "own", got ${length}`);
  }
  if (p.priceSource === 'reference' && length !== 1) {
    problems.push(`references must name one instrument while priceSource is "reference", got ${length}`);
  }
  if (p.priceSource === 'weighted' && length === 0) {
    problems.push('references must name at least one instrument while priceSource is "weighted", got 0');
  }
  if (p.priceSource !== 'own' && (p.priceType === 'lastOwnTrade' || p.priceType === 'inventoryCost')) {
    problems.push(
      `priceType must be a price of the market while priceSource is "${p.priceSource}", got "${p.priceType}"`,
    );
  }
  if (p.priceType === 'depth' && p.priceDepthQty === undefined) {
    problems.push('priceDepthQty must be given while priceType is "depth"');
  }
  return problems;
}
