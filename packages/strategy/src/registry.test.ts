import { describe, expect, it } from 'vitest';
import { describeParameters } from './describe-parameters.ts';
import { StrategyError } from './errors.ts';
import { parseParameters } from './parameters.ts';
import { builtInStrategies, findStrategy } from './registry.ts';
import { sampleSpot } from './testing/strategy-harness.ts';

describe('findStrategy', () => {
  it('finds a strategy by its name', () => {
    expect(findStrategy('pmm').title).toBe('Pure market making');
  });

  it('names the known ones when there is no such strategy', () => {
    expect(() => findStrategy('pum')).toThrow(
      new StrategyError('STRATEGY_UNKNOWN', 'pum', ['there is no such strategy; known: pmm']),
    );
  });
});

describe.each(builtInStrategies.map((definition) => [definition.name, definition] as const))(
  '%s',
  (_, definition) => {
    it('starts with nothing said', () => {
      const strategy = definition.create(parseParameters(definition, {}, sampleSpot), [sampleSpot]);
      expect(strategy.ready()).toBe(true);
    });

    it('explains every parameter', () => {
      for (const row of describeParameters(definition)) {
        expect(row.title.length, row.name).toBeGreaterThan(2);
        expect(row.description, row.name).toMatch(/^\S.{8,}\.$/);
        expect(row.values, row.name).not.toBe('');
      }
    });

    it('has a name of its own', () => {
      expect(builtInStrategies.filter(({ name }) => name === definition.name)).toEqual([definition]);
    });
  },
);
