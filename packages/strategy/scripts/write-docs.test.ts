import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pureMarketMakingParameters } from '../src/pure-market-making/parameters.ts';
import { fillTables, tableNames } from './parameter-tables.ts';
import { pictures } from './pictures.ts';

const read = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../../docs/strategies', path), 'utf8');

describe('docs/strategies, as written by scripts/write-docs.ts', () => {
  it.each([...pictures()])('%s shows what the strategy does today', (file, svg) => {
    expect(read(`images/${file}`)).toBe(svg);
  });

  it('has the parameters as the schema has them, each one once', () => {
    const page = read('pure-market-making.md');
    expect(fillTables(page)).toBe(page);
    expect(tableNames(page).sort()).toEqual(Object.keys(pureMarketMakingParameters.properties).sort());
  });
});
