import { parseQtyLots } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import type { FeeFractions } from '../strategy.ts';
import type { PureMarketMakingParameters } from './parameters.ts';

/** What is allowed but probably not meant; one line each, starting with the field. */
export function warnPureMarketMaking(
  p: PureMarketMakingParameters,
  instrument: Instrument,
  fees: FeeFractions,
): string[] {
  const warnings: string[] = [];
  const feeBp = Number((fees.maker * 10_000).toPrecision(12));
  for (const [name, spreadBp] of nearest(p)) {
    if (!p.addCosts && spreadBp < feeBp) {
      warnings.push(
        `${name} is ${spreadBp} bp, under the maker fee of ${feeBp} bp: a round trip at that distance loses`,
      );
    }
    if (p.minSpreadBp !== undefined && p.minSpreadBp > spreadBp + (p.addCosts ? feeBp : 0)) {
      warnings.push(
        `minSpreadBp is ${p.minSpreadBp}, over ${name} of ${spreadBp}: those orders are never placed`,
      );
    }
  }
  if (p.skew && p.bidLevels.length === 0 && p.askLevels.length === 0 && p.orderQty !== undefined) {
    if (parseQtyLots(instrument, p.orderQty) === instrument.minLots) {
      warnings.push(
        `orderQty is the smallest order (${p.orderQty}): the smaller one of a skewed pair is never placed`,
      );
    }
  }
  return warnings;
}

/** Name and distance of the innermost order of each side. */
function nearest(p: PureMarketMakingParameters): [name: string, spreadBp: number][] {
  return [
    p.bidLevels.length > 0
      ? ['bidLevels[0].spreadBp', p.bidLevels[0].spreadBp]
      : ['bidSpreadBp', p.bidSpreadBp],
    p.askLevels.length > 0
      ? ['askLevels[0].spreadBp', p.askLevels[0].spreadBp]
      : ['askSpreadBp', p.askSpreadBp],
  ];
}
