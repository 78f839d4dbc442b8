import { describe, expect, it } from 'vitest';
import { MarketClock } from './market-clock.ts';

describe('MarketClock', () => {
  it('maps wall time to market time and back, at a speed', () => {
    const clock = new MarketClock(1_000_000, 50_000_000, 10);
    expect(clock.toMarket(1_000_000)).toBe(50_000_000);
    expect(clock.toMarket(1_500_000)).toBe(55_000_000);
    expect(clock.toWall(55_000_000)).toBe(1_500_000);
  });

  it('leaves out what lies between when it is set', () => {
    const clock = new MarketClock(0, 100);
    clock.set(3_600_000_000, 250);
    expect(clock.toMarket(3_600_000_010)).toBe(260);
    expect(clock.toWall(260)).toBe(3_600_000_010);
  });
});
