/**
 * A token bucket on the engine's clock: at most `perSec` messages a second on average and as many at once.
 */
export class RateBudget {
  private readonly perSec: number;
  private readonly capacity: number;
  private tokens: number;
  private atUs = 0;

  constructor(perSec: number) {
    this.perSec = perSec;
    this.capacity = Math.max(1, perSec);
    this.tokens = this.capacity;
  }

  /** Takes one message's worth if there is one. */
  take(nowUs: number): boolean {
    this.refill(nowUs);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** When the next message may go, µs; now if at once. */
  nextUs(nowUs: number): number {
    this.refill(nowUs);
    // Rounded up and one microsecond on, so that the refill at that time is never short by a rounding error.
    return this.tokens >= 1 ? nowUs : nowUs + Math.ceil(((1 - this.tokens) / this.perSec) * 1e6) + 1;
  }

  private refill(nowUs: number): void {
    if (nowUs <= this.atUs) return;
    if (this.atUs > 0)
      this.tokens = Math.min(this.capacity, this.tokens + ((nowUs - this.atUs) / 1e6) * this.perSec);
    this.atUs = nowUs;
  }
}
