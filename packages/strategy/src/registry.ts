import { StrategyError } from './errors.ts';
import { pureMarketMaking } from './pure-market-making/definition.ts';
import type { StrategyDefinition } from './strategy.ts';

/** The strategies that come with the house. */
export const builtInStrategies: readonly StrategyDefinition[] = [pureMarketMaking];

/**
 * The built-in strategy of that name.
 * @throws StrategyError `STRATEGY_UNKNOWN` naming the known ones
 * @example findStrategy('pmm').title // 'Pure market making'
 */
export function findStrategy(name: string): StrategyDefinition {
  const found = builtInStrategies.find((definition) => definition.name === name);
  if (found) return found;
  const known = builtInStrategies.map((definition) => definition.name).join(', ');
  throw new StrategyError('STRATEGY_UNKNOWN', name, [`there is no such strategy; known: ${known}`]);
}
