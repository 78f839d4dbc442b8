const MINUTE_US = 60_000_000;

/** A seeded source of numbers in [0, 1). */
export interface RandomSource {
  next(): number;
}

export interface ResyncPacing {
  /** Wait before the first resync, doubled for each further one, µs. */
  readonly backoffUs: number;
  readonly backoffMaxUs: number;
  /** Snapshot requests in any 60 s. */
  readonly maxPerMinute: number;
  /** Draws the jitter: each wait is 50 to 100 % of its step. Without it, 100 %. */
  readonly random?: RandomSource | undefined;
}

/**
 * When the next snapshot may be asked for: exponential backoff with jitter, and never more than so many requests in
 * any minute.
 */
export class ResyncPacer {
  private readonly pacing: ResyncPacing;
  /** Times of the last requests, a ring. */
  private readonly asked: Float64Array;
  private requests = 0;
  private attempt = 0;

  constructor(pacing: ResyncPacing) {
    this.pacing = pacing;
    this.asked = new Float64Array(pacing.maxPerMinute).fill(-Infinity);
  }

  /** Time of the next request without a wait, µs: later than now only where the minute is full. */
  soon(nowUs: number): number {
    return Math.max(nowUs, this.asked[this.requests % this.asked.length] + MINUTE_US);
  }

  /** Time of the next request after a failure, µs. */
  later(nowUs: number): number {
    const { backoffUs, backoffMaxUs, random } = this.pacing;
    // 2^30 steps are beyond every maximum, and the power stays finite.
    const step = Math.min(backoffMaxUs, backoffUs * 2 ** Math.min(this.attempt, 30));
    this.attempt++;
    const wait = random ? Math.ceil(step * (0.5 + 0.5 * random.next())) : step;
    return this.soon(nowUs + wait);
  }

  requested(nowUs: number): void {
    this.asked[this.requests % this.asked.length] = nowUs;
    this.requests++;
  }

  /** The book stayed good for a while: the next failure starts from the shortest wait. */
  settled(): void {
    this.attempt = 0;
  }
}
