import type { Feed } from '@mrmarket/market/feed';
import type { Side } from '@mrmarket/market/side';
import type { Order } from './order.ts';

/**
 * Takes own resting orders out of the books that a strategy sees, for venues whose public feed shows them
 * (trading.md 3). Orders whose fate is unknown may rest, and count.
 */
export class OwnDepth {
  private readonly feeds: readonly Feed[];
  private readonly shown = new Map<
    string,
    { readonly instrument: number; readonly side: Side; readonly tick: number; readonly lots: number }
  >();

  constructor(feeds: readonly Feed[]) {
    this.feeds = feeds;
  }

  update(order: Order): void {
    const before = this.shown.get(order.clientId);
    const lots = order.final ? 0 : order.lots - order.filledLots;
    if (before && before.tick === order.tick && before.lots === lots) return;
    if (before) this.feeds[before.instrument]?.book.hideOwn(before.side, before.tick, -before.lots);
    if (lots <= 0) {
      this.shown.delete(order.clientId);
      return;
    }
    this.feeds[order.instrument]?.book.hideOwn(order.side, order.tick, lots);
    this.shown.set(order.clientId, {
      instrument: order.instrument,
      side: order.side,
      tick: order.tick,
      lots,
    });
  }
}
