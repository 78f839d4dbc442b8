import type { Band } from './price-band.ts';

/** A price band that is centred on the reference anew each period. */
export class MovingBand implements Band {
  floor = 0;
  ceiling = Infinity;
  /** When it moves next, µs; at once to begin with. */
  private nextUs = -Infinity;

  /**
   * Centres the band when its period is over.
   * @param width distances up and down as fractions, and the period in µs
   */
  update(ref: number, nowUs: number, width: { up: number; down: number; periodUs: number }): void {
    if (nowUs < this.nextUs) return;
    this.ceiling = ref * (1 + width.up);
    this.floor = ref * (1 - width.down);
    this.nextUs = nowUs + width.periodUs;
  }

  /** The next update centres it, whatever the time: its widths were changed. */
  reset(): void {
    this.nextUs = -Infinity;
  }
}
