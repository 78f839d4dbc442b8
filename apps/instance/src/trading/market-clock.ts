/**
 * Wall time against the time of a paper market, both µs. A recording is years old and may be played at a speed, and a
 * generated market stands still while the machine sleeps; a real venue's time is ours.
 */
export class MarketClock {
  private readonly speed: number;
  private wallUs: number;
  private marketUs: number;

  /** @param speed market seconds a wall second */
  constructor(wallUs: number, marketUs: number, speed = 1) {
    this.wallUs = wallUs;
    this.marketUs = marketUs;
    this.speed = speed;
  }

  toMarket(wallUs: number): number {
    return this.marketUs + (wallUs - this.wallUs) * this.speed;
  }

  toWall(marketUs: number): number {
    return this.wallUs + (marketUs - this.marketUs) / this.speed;
  }

  /** From now on this market time is this wall time: what lies between is left out. */
  set(wallUs: number, marketUs: number): void {
    this.wallUs = wallUs;
    this.marketUs = marketUs;
  }
}
