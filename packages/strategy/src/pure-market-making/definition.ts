import type { Instrument } from '@mrmarket/market/instrument';
import { defineStrategy } from '../define-strategy.ts';
import type { FeeFractions } from '../strategy.ts';
import { pureMarketMakingParameters } from './parameters.ts';
import type { PureMarketMakingParameters } from './parameters.ts';
import { PureMarketMaking } from './pure-market-making.ts';
import { validatePureMarketMaking } from './validate.ts';
import { warnPureMarketMaking } from './warnings.ts';

/** Pure market making; trading.md 2.1, docs/strategies/pure-market-making.md. */
export const pureMarketMaking = defineStrategy({
  name: 'pmm',
  title: 'Pure market making',
  summary: 'Quotes on both sides of a reference price, made anew at intervals, with many ways to lean them.',
  risk: 'In a trend it keeps buying what falls, or selling what rises: inventory is the risk. A spread below twice the maker fee loses on every round trip.',
  minimumCapital:
    'Base and quote for one order on each side per level: with the default size about five times the exchange’s minimum order on each side.',
  parameters: pureMarketMakingParameters,
  validate: (parameters: PureMarketMakingParameters, instrument: Instrument) =>
    validatePureMarketMaking(parameters, instrument),
  warnings: (parameters: PureMarketMakingParameters, instrument: Instrument, fees: FeeFractions) =>
    warnPureMarketMaking(parameters, instrument, fees),
  create: (parameters: PureMarketMakingParameters, instruments: readonly Instrument[]) =>
    new PureMarketMaking(parameters, instruments),
});
