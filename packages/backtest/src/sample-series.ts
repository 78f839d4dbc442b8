/** One point of the session's series; money in quote, inventory in base, prices in quote per base, NaN = no quote. */
export interface Sample {
  readonly atUs: number;
  readonly equity: number;
  readonly drawdown: number;
  readonly inventory: number;
  readonly mid: number;
  readonly bid: number;
  readonly ask: number;
}

const CAPACITY = 4096;
const FIRST_STEP_US = 100_000;

/**
 * Samples at even intervals that never need more than a few thousand points: when it is full, every other point goes
 * and the interval doubles. Depends on event times alone, so the same session gives the same points.
 */
export class SampleSeries {
  readonly samples: Sample[] = [];
  private stepUs = FIRST_STEP_US;
  private nextUs = -Infinity;

  /** True when a sample is due. */
  wants(nowUs: number): boolean {
    return nowUs >= this.nextUs;
  }

  add(sample: Sample): void {
    if (this.samples.length === CAPACITY) {
      let kept = 0;
      for (let i = 0; i < CAPACITY; i += 2) this.samples[kept++] = this.samples[i];
      this.samples.length = kept;
      this.stepUs *= 2;
    }
    this.samples.push(sample);
    this.nextUs = (Math.floor(sample.atUs / this.stepUs) + 1) * this.stepUs;
  }
}
