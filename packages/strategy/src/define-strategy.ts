import type { TObject } from 'typebox';
import type { StrategyDefinition } from './strategy.ts';

/**
 * Gives `create`, `validate` and `warnings` the type of the parameters that the schema describes.
 *
 * @example
 * export const twoSided = defineStrategy({
 *   name: 'two-sided',
 *   title: 'Two-sided quotes',
 *   summary: 'One bid and one ask around the mid.',
 *   parameters: parameters({ spreadBp: bp({ title: 'Spread', description: '…', default: 10, minimum: 0 }) }),
 *   create: ({ spreadBp }) => new TwoSided(spreadBp),
 * });
 */
export function defineStrategy<P extends TObject>(definition: StrategyDefinition<P>): StrategyDefinition<P> {
  return definition;
}
