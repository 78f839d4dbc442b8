import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FAIR_VALUE, FairValue } from './fair-value.ts';
import type { FairValueSettings } from './fair-value.ts';
import { autocorrelation, standardDeviation } from './testing/statistics.ts';

const START = 6_000_000;
const STILL: FairValueSettings = {
  ...DEFAULT_FAIR_VALUE,
  volatilityBp: 0,
  volatilitySwing: 0,
  trendBp: 0,
  jumpsPerSec: 0,
};

/** Returns over steps of `stepSec`, in basis points. */
function returnsBp(
  settings: FairValueSettings,
  { seed, steps, stepSec = 1 }: { seed: string; steps: number; stepSec?: number },
): number[] {
  const value = new FairValue(START, settings, seededRandom(seed));
  const returns: number[] = [];
  for (let i = 0; i < steps; i++) {
    const before = value.tick;
    value.advance(stepSec);
    returns.push(Math.log(value.tick / before) * 10_000);
  }
  return returns;
}

const SEEDS = ['a', 'b', 'c', 'd', 'e'];

describe('FairValue', () => {
  it('stands still where nothing moves it', () => {
    const value = new FairValue(START, STILL, seededRandom('1'));
    for (let i = 0; i < 100; i++) value.advance(1);
    expect(value.tick).toBe(START);
  });

  it('is a function of its seed', () => {
    const one = returnsBp(DEFAULT_FAIR_VALUE, { seed: '1', steps: 1000 });
    expect(returnsBp(DEFAULT_FAIR_VALUE, { seed: '1', steps: 1000 })).toEqual(one);
    expect(returnsBp(DEFAULT_FAIR_VALUE, { seed: '2', steps: 1000 })).not.toEqual(one);
  });

  it.each([0.01, 1, 25])('moves by its volatility times the root of %d seconds', (stepSec) => {
    // 10,000 draws: the standard deviation is known to 0.7 %.
    const steps = returnsBp({ ...STILL, volatilityBp: 2 }, { seed: 'walk', steps: 10_000, stepSec });
    expect(standardDeviation(steps) / (2 * Math.sqrt(stepSec))).toBeCloseTo(1, 1);
    expect(Math.abs(autocorrelation(steps, 1))).toBeLessThan(0.04);
  });

  it.each(SEEDS)('has volatility in clusters (seed %s)', (seed) => {
    const calm = returnsBp({ ...STILL, volatilityBp: 0.6 }, { seed, steps: 10_000 }).map(Math.abs);
    const clustered = returnsBp(DEFAULT_FAIR_VALUE, { seed, steps: 10_000 }).map(Math.abs);
    expect(Math.abs(autocorrelation(calm, 5))).toBeLessThan(0.04);
    expect(autocorrelation(clustered, 1)).toBeGreaterThan(0.1);
    expect(autocorrelation(clustered, 30)).toBeGreaterThan(0.04);
  });

  it('keeps its typical volatility while that swings: the mean heat is 1', () => {
    const value = new FairValue(START, { ...DEFAULT_FAIR_VALUE, jumpsPerSec: 0 }, seededRandom('heat'));
    let sum = 0;
    for (let i = 0; i < 100_000; i++) {
      value.advance(1);
      sum += value.heat;
    }
    // About 800 independent swings of 0.6: the mean is known to 2.5 %.
    expect(Math.abs(sum / 100_000 - 1)).toBeLessThan(0.1);
  });

  it('has trends that last', () => {
    // Drift alone: from one second to the next it keeps exp(-1/45) of itself.
    const drift = returnsBp({ ...STILL, trendBp: 0.04 }, { seed: 'trend', steps: 20_000 });
    expect(autocorrelation(drift, 1)).toBeGreaterThan(0.95);
    expect(autocorrelation(drift, 45)).toBeGreaterThan(0.2);
    expect(Math.abs(autocorrelation(drift, 450))).toBeLessThan(0.2);
  });

  it('jumps now and then, and a jump stirs the market up', () => {
    const settings = { ...STILL, jumpsPerSec: 1 / 240, jumpBp: 6 };
    const jumps = returnsBp(settings, { seed: 'jumps', steps: 240_000 }).filter((bp) => Math.abs(bp) > 1e-9);
    // 1000 expected, give or take 32.
    expect(jumps.length).toBeGreaterThan(900);
    expect(jumps.length).toBeLessThan(1100);
    expect(standardDeviation(jumps)).toBeGreaterThan(5.4);
    expect(standardDeviation(jumps)).toBeLessThan(6.6);

    const value = new FairValue(START, { ...settings, jumpsPerSec: 1 }, seededRandom('stir'));
    value.advance(1);
    value.advance(1);
    // Half a logarithm, less what a second forgets of it.
    expect(value.heat).toBeCloseTo(Math.exp(0.5 * Math.exp(-1 / 60)), 9);
  });

  it('stays positive through the wildest market', () => {
    const value = new FairValue(
      10,
      { ...DEFAULT_FAIR_VALUE, volatilityBp: 500, jumpBp: 5000 },
      seededRandom('1'),
    );
    for (let i = 0; i < 100_000; i++) {
      value.advance(0.1);
      if (!(value.tick > 0 && value.heat > 0)) expect.fail(`price ${value.tick}, heat ${value.heat}`);
    }
    expect(value.tick).toBeGreaterThan(0);
  });
});
