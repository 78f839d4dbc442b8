import type { OrderUpdate, VenueFill } from '@mrmarket/engine/venue';
import { Feed } from '@mrmarket/market/feed';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import type { Recording } from '@mrmarket/market/recording';
import { Side, sign } from '@mrmarket/market/side';
import { queueModel } from '../queue-model.ts';
import type { QueueModelName } from '../queue-model.ts';
import { RecordedMarket } from '../recorded-market.ts';
import { SimulatedVenue } from '../simulated-venue.ts';
import { ORDER_SIZE } from './peer-strategies.ts';
import type { PeerStrategy, Wishes } from './peer-strategies.ts';
import { QuietListener } from './quiet-listener.ts';

/** The strategy looks at its market this often, µs. */
const STEP_US = 100_000;

interface PeerOrder {
  readonly tick: number;
  readonly side: Side;
  readonly clientId: string;
  /** `sent` until the exchange has confirmed it; `ended` orders leave with the next step. */
  state: 'sent' | 'open' | 'ended';
  cancelling: boolean;
}

/**
 * Runs a strategy as hftbacktest runs it: looked at each 100 ms, one order a price, named by its price, so that no
 * other can be sent there before its end was heard. Whole fills, nothing consumed, 10 ms each way.
 */
export class PeerRun {
  /** `time in ns,side,tick,quantity in 1e-8`, in the order of the exchange. */
  readonly fills: string[] = [];
  steps = 0;
  position = 0;
  private readonly recording: Recording;
  private readonly venue: SimulatedVenue;
  private readonly strategy: PeerStrategy;
  private readonly feed: Feed;
  /** The book before its snapshot, which hftbacktest trades on too. */
  private readonly early = new OrderBook();
  private readonly orders = new Map<number, PeerOrder>();
  private readonly byId = new Map<string, PeerOrder>();

  constructor(recording: Recording, strategy: PeerStrategy, queue: QueueModelName) {
    this.recording = recording;
    this.strategy = strategy;
    this.feed = new Feed(recording.instrument);
    this.venue = new SimulatedVenue({
      markets: [new RecordedMarket(recording)],
      fees: { maker: '-0.00005', taker: '0.0007', asset: 'quote' },
      balances: [{ quote: '10000000', base: '1000' }],
      queue: { ...queueModel(queue, 2), countsTwice: true },
      partial: false,
      consume: false,
    });
    const listener = new QuietListener();
    listener.onSnapshot = (nowUs, _i, lastId, exchUs, levels, from, to) => {
      this.early.clear();
      this.early.apply(levels, from, to);
      this.feed.onSnapshot(nowUs, lastId, exchUs, levels, from, to);
    };
    listener.onDepth = (nowUs, _i, firstId, lastId, previousId, exchUs, levels, from, to) => {
      this.feed.onDepth(nowUs, firstId, lastId, previousId, exchUs, levels, from, to);
      if (!this.feed.live) this.early.apply(levels, from, to);
    };
    listener.onOrderUpdate = (_nowUs, update) => {
      this.updated(update);
    };
    listener.onFill = (_nowUs, fill) => {
      this.filled(fill);
    };
    this.venue.listener = listener;
  }

  run(): this {
    const { venue, recording } = this;
    let nowUs = recording.exchUs[recording.exchangeOrder[0]];
    for (const localUs of recording.localUs) nowUs = Math.min(nowUs, localUs);
    for (;;) {
      nowUs += STEP_US;
      while (venue.nextUs() <= nowUs) venue.step();
      // The end of data and messages ends the run in the middle of a step.
      if (venue.nextUs() === Infinity) return this;
      venue.timeIs(nowUs);
      this.steps++;
      this.step();
    }
  }

  private step(): void {
    const { orders, strategy, position, recording, feed, early } = this;
    for (const [tick, { state }] of orders) if (state === 'ended') orders.delete(tick);
    const { bestBid, bestAsk } = feed.live ? feed.book : early;
    if (bestBid === NO_BID || bestAsk === NO_ASK) return;
    const wishes = strategy({ bestBid, bestAsk, position, tickSize: recording.instrument.tick });
    for (const order of orders.values()) if (!isWanted(order, wishes)) this.cancel(order);
    for (const tick of wishes.bids) if (!orders.has(tick)) this.submit(Side.Buy, tick);
    for (const tick of wishes.asks) if (!orders.has(tick)) this.submit(Side.Sell, tick);
  }

  private submit(side: Side, tick: number): void {
    const clientId = `${tick}-${this.byId.size}`;
    const order: PeerOrder = { tick, side, clientId, state: 'sent', cancelling: false };
    this.orders.set(tick, order);
    this.byId.set(clientId, order);
    const lots = Math.round(ORDER_SIZE / this.recording.instrument.lot);
    this.venue.submit({
      instrument: 0,
      clientId,
      side,
      tick,
      lots,
      postOnly: true,
      reduceOnly: false,
      timeInForce: 'GTC',
    });
  }

  private cancel(order: PeerOrder): void {
    if (order.state !== 'open' || order.cancelling) return;
    order.cancelling = true;
    this.venue.cancel({ instrument: 0, clientId: order.clientId });
  }

  private updated({ clientId, news }: OrderUpdate): void {
    const order = this.byId.get(clientId) as PeerOrder;
    if (news === 'ack') order.state = 'open';
    else if (news !== 'cmiss') order.state = 'ended';
  }

  private filled({ clientId, side, tick, lots, venueUs }: VenueFill): void {
    (this.byId.get(clientId) as PeerOrder).state = 'ended';
    this.position += ORDER_SIZE * sign(side);
    const size = Math.round(lots * this.recording.instrument.lot * 1e8);
    this.fills.push(`${venueUs}000,${sign(side)},${tick},${size}`);
  }
}

function isWanted({ side, tick }: PeerOrder, { bids, asks }: Wishes): boolean {
  return side === Side.Buy ? bids.has(tick) : asks.has(tick);
}
