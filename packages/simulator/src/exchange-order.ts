import type { VenueOrder } from '@mrmarket/engine/venue';
import type { Side } from '@mrmarket/market/side';
import { QueuePlace } from './queue-place.ts';

/** An order as the simulated exchange keeps it. */
export class ExchangeOrder {
  readonly client: number;
  readonly clientId: string;
  readonly venueOrderId: string;
  readonly side: Side;
  tick: number;
  lots: number;
  filledLots = 0;
  status: VenueOrder['status'] = 'open';
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  venueUs: number;
  /** Where it stands among external orders while it rests. */
  readonly place = new QueuePlace();

  constructor(terms: {
    client: number;
    clientId: string;
    venueOrderId: string;
    side: Side;
    tick: number;
    lots: number;
    postOnly: boolean;
    reduceOnly: boolean;
    venueUs: number;
  }) {
    this.client = terms.client;
    this.clientId = terms.clientId;
    this.venueOrderId = terms.venueOrderId;
    this.side = terms.side;
    this.tick = terms.tick;
    this.lots = terms.lots;
    this.postOnly = terms.postOnly;
    this.reduceOnly = terms.reduceOnly;
    this.venueUs = terms.venueUs;
  }

  get openLots(): number {
    return this.lots - this.filledLots;
  }

  describe(instrument: number): VenueOrder {
    const { clientId, venueOrderId, side, tick, lots, filledLots, status, postOnly, reduceOnly, venueUs } =
      this;
    return {
      instrument,
      clientId,
      venueOrderId,
      side,
      tick,
      lots,
      filledLots,
      status,
      postOnly,
      reduceOnly,
      venueUs,
    };
  }
}
