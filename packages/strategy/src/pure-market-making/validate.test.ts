import { describe, expect, it } from 'vitest';
import { StrategyError } from '../errors.ts';
import { parseParameters } from '../parameters.ts';
import { samplePerpetual, sampleSpot } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';
import { warnPureMarketMaking } from './warnings.ts';

function problems(input: object, instrument = sampleSpot): readonly string[] {
  try {
    parseParameters(pureMarketMaking, input, instrument);
  } catch (error) {
    if (error instanceof StrategyError) return error.problems;
    throw error;
  }
  return [];
}

describe('validatePureMarketMaking', () => {
  const reference = [{ instrument: 'a:spot:B' }];
  it.each<[object, string]>([
    [{ priceFloor: '10', priceCeiling: '9.5' }, 'priceFloor must be below priceCeiling (9.5), got 10'],
    [
      { bidSpreadBp: 9000, levels: 6, levelSpreadBp: 200 },
      'levelSpreadBp must leave the last bid a price above 0: it would be 10000 bp from the reference',
    ],
    [
      {
        askLevels: [
          { spreadBp: 5, qty: '1' },
          { spreadBp: 4, qty: '1' },
        ],
      },
      'askLevels[1].spreadBp must be at least that of the level before it (5), got 4',
    ],
    [
      { priceSource: 'own', references: reference },
      'references must be empty while priceSource is "own", got 1',
    ],
    [
      { priceSource: 'reference' },
      'references must name one instrument while priceSource is "reference", got 0',
    ],
    [
      { priceSource: 'weighted' },
      'references must name at least one instrument while priceSource is "weighted", got 0',
    ],
    [
      { priceSource: 'reference', references: reference, priceType: 'inventoryCost' },
      'priceType must be a price of the market while priceSource is "reference", got "inventoryCost"',
    ],
    [{ priceType: 'depth' }, 'priceDepthQty must be given while priceType is "depth"'],
    [{ stopLossBp: 50 }, 'stopLossBp is for perpetuals, sim:spot:ABCUSD is spot'],
    [{ leverage: 2 }, 'leverage must be 1 on spot, got 2'],
  ])('refuses %j', (input, problem) => {
    expect(problems(input)).toEqual([problem]);
  });

  it('keeps the order size within what the venue takes', () => {
    const narrow = { ...sampleSpot, minQty: '0.01', minLots: 10, maxQty: '1', maxLots: 1000 };
    expect(problems({ orderQty: '0.009' }, narrow)).toEqual([
      'orderQty must be at least 0.01, the smallest order of sim:spot:ABCUSD, got 0.009',
    ]);
    expect(problems({ orderQty: '1.001' }, narrow)).toEqual([
      'orderQty must be at most 1, the largest order of sim:spot:ABCUSD, got 1.001',
    ]);
  });

  it('takes the exits of a perpetual', () => {
    const exits = { leverage: 3, stopLossBp: 50, longTakeProfitBp: 20, shortTakeProfitBp: 20 };
    expect(problems(exits, samplePerpetual)).toEqual([]);
  });
});

describe('warnPureMarketMaking', () => {
  const warnings = (input: object, maker = 0.001): string[] =>
    warnPureMarketMaking(parseParameters(pureMarketMaking, input, sampleSpot), sampleSpot, {
      maker,
      taker: 0.001,
    });

  it('warns about a spread under the maker fee, side by side', () => {
    expect(warnings({ bidSpreadBp: 9.9, askSpreadBp: 10 })).toEqual([
      'bidSpreadBp is 9.9 bp, under the maker fee of 10 bp: a round trip at that distance loses',
    ]);
    expect(warnings({ bidSpreadBp: 10, askLevels: [{ spreadBp: 3, qty: '1' }] })).toEqual([
      'askLevels[0].spreadBp is 3 bp, under the maker fee of 10 bp: a round trip at that distance loses',
    ]);
  });

  it('has nothing to say when the fee comes on top, or is a rebate', () => {
    expect(warnings({ addCosts: true })).toEqual([]);
    expect(warnings({}, -0.0001)).toEqual([]);
  });

  it('warns about orders that the minimum spread never lets out', () => {
    expect(warnings({ minSpreadBp: 5, bidSpreadBp: 4, askSpreadBp: 6 }, 0)).toEqual([
      'minSpreadBp is 5, over bidSpreadBp of 4: those orders are never placed',
    ]);
  });

  it('warns about skewing the smallest order', () => {
    const input = { skew: true, orderQty: '0.001' };
    expect(warnings(input, 0)).toEqual([
      'orderQty is the smallest order (0.001): the smaller one of a skewed pair is never placed',
    ]);
  });
});
