import type { VenueListener } from '@mrmarket/engine/venue';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import type { Courier, Delivery } from './courier.ts';
import { isLost } from './faults.ts';
import type { FaultPoint } from './faults.ts';
import type { MarketListener } from './market-source.ts';

/** Stands between a market and the engine where market data is to be lost, delayed or doubled. */
export class FaultyFeed implements MarketListener {
  private readonly courier: Courier;
  private readonly target: VenueListener;

  constructor(courier: Courier, target: VenueListener) {
    this.courier = courier;
    this.target = target;
  }

  onSnapshot(
    nowUs: number,
    instrument: number,
    lastId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    this.pass('snapshot', nowUs, (listener, atUs) => {
      listener.onSnapshot(atUs, instrument, lastId, exchUs, levels, from, to);
    });
  }

  onDepth(
    nowUs: number,
    instrument: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    this.pass('depth', nowUs, (listener, atUs) => {
      listener.onDepth(atUs, instrument, firstId, lastId, previousId, exchUs, levels, from, to);
    });
  }

  onTrade(
    nowUs: number,
    instrument: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): void {
    this.pass('trade', nowUs, (listener, atUs) => {
      listener.onTrade(atUs, instrument, tradeId, exchUs, tick, lots, aggressor);
    });
  }

  private pass(point: FaultPoint, nowUs: number, delivery: Delivery): void {
    const fault = this.courier.faults.meet(point);
    if (isLost(fault)) return;
    const laterUs = nowUs + (fault?.byUs ?? 0);
    if (fault?.do === 'delay') {
      this.courier.later(laterUs, delivery);
      return;
    }
    delivery(this.target, nowUs);
    if (fault?.do === 'duplicate') this.courier.later(laterUs, delivery);
  }
}
