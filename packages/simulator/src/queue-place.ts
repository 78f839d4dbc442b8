import { frontAfterDepth } from './queue-model.ts';
import type { QueueModel } from './queue-model.ts';

/**
 * Where an order stands among the external orders of its price level. Quantities are lots, possibly fractions of one
 * where a probabilistic model moves the queue. Orders of other clients are not counted: they are matched one by one.
 */
export class QueuePlace {
  /** External lots ahead. */
  front = 0;
  /** External lots of the level when last seen. */
  private level = 0;
  /** Lots traded at the price since then. */
  private traded = 0;
  /** The three as they were before the last depth update, and when that was, µs. */
  private frontBefore = 0;
  private levelBefore = 0;
  private tradedBefore = 0;
  private depthUs = -Infinity;

  /** The order joins its level, behind everything it shows. */
  enter(levelLots: number): void {
    this.front = levelLots;
    this.level = levelLots;
    this.traded = 0;
    this.depthUs = -Infinity;
  }

  /**
   * An external trade at the price.
   * @returns the lots of it that are left for the order; the place is at the head of the queue then
   */
  trade(queue: QueueModel, lots: number, atUs: number): number {
    if (atUs > this.depthUs || queue.countsTwice) {
      this.traded += lots;
      this.front -= lots;
      return this.excess();
    }
    // The depth of that time came first and may show the trade already: count the trade, then that update again.
    const next = this.level;
    this.front = this.frontBefore - lots;
    this.level = this.levelBefore;
    this.traded = this.tradedBefore + lots;
    const excess = this.excess();
    this.depth(queue, next, atUs);
    return excess;
  }

  /** The level shows another quantity, or the same again. */
  depth(queue: QueueModel, next: number, atUs: number): void {
    const { front, level, traded } = this;
    this.frontBefore = front;
    this.levelBefore = level;
    this.tradedBefore = traded;
    this.depthUs = atUs;
    this.front = Math.max(0, frontAfterDepth(queue, front, { previous: level, next, traded }));
    this.level = next;
    this.traded = 0;
  }

  /** Another client has taken external lots ahead, out of what the level shows from now on. */
  taken(lots: number): void {
    this.front = Math.max(0, this.front - lots);
    this.level = Math.max(0, this.level - lots);
    this.frontBefore = Math.max(0, this.frontBefore - lots);
    this.levelBefore = Math.max(0, this.levelBefore - lots);
  }

  private excess(): number {
    const excess = Math.round(-this.front);
    if (this.front < 0) this.front = 0;
    return Math.max(0, excess);
  }
}
