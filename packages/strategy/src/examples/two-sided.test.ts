import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StrategyHarness } from '../testing/strategy-harness.ts';
import { twoSided } from './two-sided.ts';

const funds = { base: '10', quote: '10000' };

describe('two-sided', () => {
  it('quotes around mid', () => {
    const market = new StrategyHarness(twoSided, { orderQty: '1' }, funds);
    market.book({ bid: '99.99', ask: '100.01' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('leaves its orders alone while mid moves little, and moves them when it moves more', () => {
    const market = new StrategyHarness(twoSided, { orderQty: '1' }, funds);
    market.book({ bid: '99.99', ask: '100.01' });
    market.book({ bid: '100.00', ask: '100.02' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
    market.book({ bid: '100.05', ask: '100.07' });
    expect(market.quotes()).toEqual(['buy 99.95 1.000', 'sell 100.17 1.000']);
  });

  it('quotes the full size again on the event after a fill', () => {
    const market = new StrategyHarness(twoSided, { orderQty: '1' }, funds);
    market.book({ bid: '99.99', ask: '100.01' });
    market.fill(market.at('buy'), '0.4');
    expect(market.quotes()[0]).toBe('buy 99.90 0.600');
    market.book({ bid: '99.99', ask: '100.01' });
    expect(market.quotes()).toEqual(['buy 99.90 1.000', 'sell 100.10 1.000']);
  });

  it('waits for two sides', () => {
    const market = new StrategyHarness(twoSided, { orderQty: '1' }, funds);
    market.book({ bid: '99.99' });
    expect(market.quotes()).toEqual([]);
  });
});

describe('docs/strategies/write-a-strategy.md', () => {
  const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
  const source = read('two-sided.ts');

  it('shows this file as it is', () => {
    const shown = /```ts two-sided\.ts\n([\s\S]*?)```/.exec(
      read('../../../../docs/strategies/write-a-strategy.md'),
    )?.[1];
    // Outside this package the relative imports are package imports.
    const inPackage = shown?.replace(/'@mrmarket\/strategy\/([\w-]+)'/g, "'../$1.ts'");
    expect(inPackage).toBe(source);
  });

  it('is a strategy in thirty lines of code, imports and blank lines aside', () => {
    const lines = source.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
    expect(lines.length).toBeLessThanOrEqual(30);
  });
});
