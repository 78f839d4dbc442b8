import { describe, expect, it } from 'vitest';
import { parseParameters } from '../parameters.ts';
import { samplePerpetual, sampleSpot } from '../testing/strategy-harness.ts';
import { pureMarketMaking } from './definition.ts';
import { createLadders, createSettings, defaultOrderLots } from './settings.ts';

const parse = (input: object, instrument = sampleSpot) =>
  parseParameters(pureMarketMaking, input, instrument);

describe('createSettings', () => {
  it('turns units into the numbers of the code', () => {
    const settings = createSettings(
      parse({
        orderQty: '1.5',
        refreshSec: 0.25,
        toleranceBp: 3,
        priceCeiling: '101.005',
        optimizeDepthQty: '2',
      }),
      sampleSpot,
    );
    expect(settings).toMatchObject({
      orderLots: 1500,
      refreshUs: 250_000,
      tolerance: 0.0003,
      optimizeDepthLots: 2000,
      maxAgeUs: 1_800_000_000,
      perpetual: false,
    });
    expect(settings.ceiling).toBeCloseTo(10_100.5, 9);
  });

  it('gives what is off the value that does nothing', () => {
    expect(createSettings(parse({}, samplePerpetual), samplePerpetual)).toMatchObject({
      orderLots: undefined,
      minSpread: -Infinity,
      ceiling: Infinity,
      floor: 0,
      longTakeProfit: Infinity,
      shortTakeProfit: Infinity,
      stopLoss: Infinity,
      perpetual: true,
    });
  });
});

describe('createLadders', () => {
  it('adds up all levels', () => {
    const { bids } = createLadders(parse({ levels: 3, levelQty: '0.5' }), sampleSpot, 1000);
    expect(bids.totalLots).toBe(1000 + 1500 + 2000);
  });
});

describe('defaultOrderLots', () => {
  it('is five times the smallest value, rounded up to a lot', () => {
    // 25 USD at 100.00 is 0.25; at 99.99 it is 0.250025.
    expect(defaultOrderLots(sampleSpot, 10_000)).toBe(250);
    expect(defaultOrderLots(sampleSpot, 9_999)).toBe(251);
  });

  it('is within the smallest and the largest quantity', () => {
    expect(defaultOrderLots({ ...sampleSpot, minNotionalUnits: 0n, minLots: 7 }, 10_000)).toBe(7);
    expect(defaultOrderLots({ ...sampleSpot, maxLots: 100 }, 10_000)).toBe(100);
  });
});
