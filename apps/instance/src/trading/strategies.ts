import { builtInStrategies } from '@mrmarket/strategy/registry';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import { InstanceError } from '../errors.ts';

/** The strategies an instance knows: the built-in ones, and those it was put together with. */
export class Strategies {
  readonly all: readonly StrategyDefinition[];

  constructor(more: readonly StrategyDefinition[] = []) {
    this.all = [...builtInStrategies, ...more];
  }

  /** @throws InstanceError `STRATEGY_NOT_FOUND` naming the known ones */
  find(name: string): StrategyDefinition {
    const found = this.all.find((definition) => definition.name === name);
    if (found) return found;
    const known = this.all.map((definition) => definition.name).join(', ');
    throw new InstanceError('STRATEGY_NOT_FOUND', `there is no strategy ${name}; known: ${known}`, {
      problems: [{ field: 'strategy', message: `must be one of ${known}` }],
    });
  }
}
