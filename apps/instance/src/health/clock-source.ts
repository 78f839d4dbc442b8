import type { HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import { spanText } from './figures.ts';
import { healthItem } from './health-item.ts';
import { THRESHOLDS, above, worst } from './thresholds.ts';

export interface ClockSourceParameters {
  readonly wall: WallClock;
  /** Milliseconds that only ever go forward and that nobody sets, e.g. `performance.now`. */
  readonly monotonic: () => number;
  /** Exchange time ahead of ours, ms, as far as known. */
  readonly skews: () => readonly number[];
}

/**
 * The machine's clock: jumps, found by comparing it with one that nobody sets, and its distance to the clocks of the
 * exchanges. Slow corrections (NTP) pass unnoticed, as they should. It sees what happens between two reads.
 */
export class ClockSource implements HealthSource {
  readonly name = 'clock';
  readonly #parameters: ClockSourceParameters;
  #offset: number;
  #step: { readonly ms: number; readonly at: number } | undefined;

  constructor(parameters: ClockSourceParameters) {
    this.#parameters = parameters;
    this.#offset = this.#readOffset();
  }

  /** How far the clock is off, ms: the worst skew, or a jump of the last ten minutes. Looks for a jump first. */
  offMs(): number {
    this.#look();
    const skews = this.#parameters.skews().map((skew) => Math.abs(skew));
    return Math.max(0, Math.abs(this.#recentStep()?.ms ?? 0), ...skews);
  }

  read(): HealthItem[] {
    this.#look();
    const now = this.#parameters.wall.now();
    const step = this.#recentStep();
    const skew = this.#parameters.skews().reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    const skewState = above(Math.abs(skew), THRESHOLDS.clockSkewMs);
    const details: string[] = [];
    if (step !== undefined) details.push(stepText(step));
    if (skewState !== 'ok') {
      details.push(
        `it is ${spanText(Math.abs(skew))} ${skew > 0 ? 'behind' : 'ahead of'} the exchange; switch on time synchronisation`,
      );
    }
    const figures = {
      skew: this.#parameters.skews().length === 0 ? 'not known' : `${Math.round(skew)} ms`,
      time: new Date(now).toISOString(),
    };
    const state = worst([skewState, step === undefined ? 'ok' : 'warn']);
    return [healthItem({ name: 'clock', title: 'Clock', state, detail: details.join('; '), figures }, now)];
  }

  #look(): void {
    const offset = this.#readOffset();
    const ms = offset - this.#offset;
    this.#offset = offset;
    if (Math.abs(ms) >= THRESHOLDS.clockStepMs) this.#step = { ms, at: this.#parameters.monotonic() };
  }

  #recentStep(): { readonly ms: number } | undefined {
    const step = this.#step;
    if (step === undefined) return undefined;
    return this.#parameters.monotonic() - step.at < THRESHOLDS.clockStepShownMs ? step : undefined;
  }

  #readOffset(): number {
    return this.#parameters.wall.now() - this.#parameters.monotonic();
  }
}

function stepText(step: { readonly ms: number }): string {
  const span = spanText(Math.abs(step.ms));
  return step.ms > 0 ? `it jumped ${span} ahead, or the machine slept` : `it was set back by ${span}`;
}
