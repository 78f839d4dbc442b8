import type { Random } from '@mrmarket/strategy/random';

/** How the hidden value behind a generated market moves. Rates are per second, sizes in basis points. */
export interface FairValueSettings {
  /** Typical volatility over one second. */
  readonly volatilityBp: number;
  /** How far volatility swings (standard deviation of its logarithm) and how long a swing lasts, seconds. */
  readonly volatilitySwing: number;
  readonly volatilityMemorySec: number;
  /** Typical drift over one second while a trend lasts, and how long one lasts, seconds. */
  readonly trendBp: number;
  readonly trendMemorySec: number;
  /** Jumps a second, and their typical size. */
  readonly jumpsPerSec: number;
  readonly jumpBp: number;
}

export const DEFAULT_FAIR_VALUE: FairValueSettings = {
  volatilityBp: 0.6,
  volatilitySwing: 0.6,
  volatilityMemorySec: 60,
  trendBp: 0.04,
  trendMemorySec: 45,
  jumpsPerSec: 1 / 240,
  jumpBp: 6,
};

/**
 * The value that informed participants believe in: a logarithmic random walk whose volatility comes in clusters
 * (log-normal stochastic volatility), with slow trends (Ornstein-Uhlenbeck drift) and rare jumps (Poisson).
 * A stylized model of what markets do (Cont 2001, "Empirical properties of asset returns"), not a fit to one.
 */
export class FairValue {
  /** Price in ticks, not rounded. */
  tick: number;
  /** Volatility now, as a multiple of the typical one. */
  heat = 1;
  private readonly settings: FairValueSettings;
  private readonly random: Random;
  private logHeat = 0;
  private drift = 0;

  constructor(startTick: number, settings: FairValueSettings, random: Random) {
    this.tick = startTick;
    this.settings = settings;
    this.random = random;
  }

  /** Moves on by some seconds. */
  advance(sec: number): void {
    const { random, settings: s } = this;
    const heatDecay = Math.exp(-sec / s.volatilityMemorySec);
    this.logHeat =
      this.logHeat * heatDecay + s.volatilitySwing * Math.sqrt(1 - heatDecay * heatDecay) * random.normal();
    this.heat = Math.exp(this.logHeat - (s.volatilitySwing * s.volatilitySwing) / 2);
    const trendDecay = Math.exp(-sec / s.trendMemorySec);
    this.drift =
      this.drift * trendDecay + s.trendBp * Math.sqrt(1 - trendDecay * trendDecay) * random.normal();
    let moveBp = this.drift * sec + s.volatilityBp * this.heat * Math.sqrt(sec) * random.normal();
    if (random.next() < s.jumpsPerSec * sec) {
      moveBp += s.jumpBp * random.normal();
      // A jump stirs the market up.
      this.logHeat += 0.5;
    }
    this.tick *= Math.exp(moveBp / 10_000);
  }
}
