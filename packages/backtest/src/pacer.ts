import type { Clock } from '@mrmarket/engine/clock';

/** Event times that lie less than this ahead are not waited for, µs. */
const SLACK_US = 1_000;
/** Other work (signals, the screen) has its turn after this many events, a few milliseconds at full speed. */
const STEPS_PER_BREATH = 2_048;

/**
 * Lets event time pass at a multiple of wall time, or as fast as it can. What happens never depends on it, only when.
 */
export class Pacer {
  private readonly clock: Clock;
  /** Event seconds per wall second; Infinity = as fast as possible. */
  private readonly speed: number;
  private readonly signal: AbortSignal;
  private startEventUs = NaN;
  private startWallUs = 0;
  private steps = 0;

  constructor(clock: Clock, speed: number, signal: AbortSignal) {
    this.clock = clock;
    this.speed = speed;
    this.signal = signal;
  }

  /** What has to be waited for before an event of that time, or undefined: go on at once. */
  before(eventUs: number): Promise<void> | undefined {
    if (this.speed === Infinity || this.signal.aborted) return this.breathe();
    const nowUs = this.clock.nowUs();
    if (Number.isNaN(this.startEventUs)) {
      this.startEventUs = eventUs;
      this.startWallUs = nowUs;
    }
    const dueUs = this.startWallUs + (eventUs - this.startEventUs) / this.speed;
    if (dueUs - nowUs > SLACK_US) return this.clock.until(dueUs, this.signal);
    return this.breathe();
  }

  private breathe(): Promise<void> | undefined {
    if (++this.steps % STEPS_PER_BREATH !== 0) return undefined;
    return new Promise((resolve) => setImmediate(resolve));
  }
}
