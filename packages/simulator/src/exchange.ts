import type { OrderNews, ReplaceRequest, SubmitRequest, VenueFill } from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import { ExchangeAccount } from './exchange-account.ts';
import type { FeeSchedule, StartBalances } from './exchange-account.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeOrder } from './exchange-order.ts';
import { OrderChecks } from './order-checks.ts';
import type { QueueModel } from './queue-model.ts';
import { RestingOrders } from './resting-orders.ts';

/** Where the exchange says what happened, at the moment it happens. */
export interface ExchangeSink {
  onNews(client: ExchangeClient, order: ExchangeOrder | undefined, news: ExchangeNews): void;
  onFill(client: ExchangeClient, order: ExchangeOrder, fill: VenueFill): void;
  /** A trade between clients, or of a client with the external market, for the public tape. */
  onTrade?(tradeId: number, venueUs: number, tick: number, lots: number, aggressor: Side): void;
  /** The quantity that clients show at a price changed. */
  onLevel?(side: Side, tick: number): void;
}

export interface ExchangeNews {
  readonly news: OrderNews;
  readonly clientId: string;
  readonly venueUs: number;
  readonly code?: string;
}

export interface ExchangeOptions {
  readonly instrument: Instrument;
  readonly index: number;
  readonly fees: FeeSchedule;
  readonly queue: QueueModel;
  /** Makers fill by what exceeds their queue (true), or whole at the first lot that does (false). */
  readonly partial: boolean;
  /** What takers take of external depth stays away until that level is updated. */
  readonly consume: boolean;
  /** Initial margin of perpetuals is worst-case value over this. */
  readonly leverage: number;
  /** How many ended orders and fills of a client can still be asked for; default all. A long run needs a bound. */
  readonly keepEnded?: number | undefined;
  readonly sink: ExchangeSink;
}

/**
 * A simulated exchange for one instrument: external depth and trades (a recording; nothing in a generated market) and
 * the orders of any number of clients, matched by price and time. External depth stands in each level's queue where it
 * stood when an order arrived.
 *
 * No market impact beyond what takers consume. Times are µs, passed in with each call; they never go back.
 */
export class Exchange {
  /** External depth. */
  readonly book = new OrderBook();
  readonly clients: ExchangeClient[] = [];
  nextTradeId = 1;
  private readonly options: ExchangeOptions;
  private readonly resting: readonly [RestingOrders, RestingOrders] = [
    new RestingOrders(Side.Buy),
    new RestingOrders(Side.Sell),
  ];
  private readonly checks: OrderChecks;
  private nextOrderId = 1;

  constructor(options: ExchangeOptions) {
    this.options = options;
    const { instrument, leverage } = options;
    this.checks = new OrderChecks({ instrument, leverage, book: this.book, resting: this.resting });
  }

  addClient(
    start: StartBalances,
    { participant = false }: { readonly participant?: boolean } = {},
  ): ExchangeClient {
    const account = new ExchangeAccount(this.options.instrument, start);
    const client: ExchangeClient = {
      number: this.clients.length,
      account,
      orders: new Map(),
      fills: [],
      participant,
      reduceOnlyResting: 0,
      ended: [],
    };
    this.clients.push(client);
    return client;
  }

  /** Best prices over external depth and client orders. */
  get bestBid(): number {
    return Math.max(this.book.bestBid, this.resting[Side.Buy].best);
  }

  get bestAsk(): number {
    return Math.min(this.book.bestAsk, this.resting[Side.Sell].best);
  }

  /** What a price shows in all, lots. */
  lotsAt(side: Side, tick: number): number {
    return this.book.lotsAt(side, tick) + this.resting[side].lotsAt(tick);
  }

  /** Prices with client orders, best first. */
  clientTicks(side: Side): readonly number[] {
    return this.resting[side].ticks();
  }

  /** Open orders of a client in the order of their arrival. */
  openOrders(client: ExchangeClient): ExchangeOrder[] {
    const [bids, asks] = this.resting;
    const orders = [...bids.of(client.number), ...asks.of(client.number)];
    return orders.sort((a, b) => Number(a.venueOrderId) - Number(b.venueOrderId));
  }

  // ---- commands of clients ----

  submit(client: ExchangeClient, request: SubmitRequest, nowUs: number): void {
    const { clientId } = request;
    const code = this.checks.ofSubmit(client, request);
    if (code !== undefined) {
      this.tell(client, undefined, { news: 'rej', clientId, venueUs: nowUs, code });
      return;
    }
    const { side, tick, lots, postOnly, reduceOnly, timeInForce } = request;
    const venueOrderId = String(this.nextOrderId++);
    const order = new ExchangeOrder({
      client: client.number,
      clientId,
      venueOrderId,
      side,
      tick,
      lots,
      postOnly,
      reduceOnly,
      venueUs: nowUs,
    });
    client.orders.set(clientId, order);
    if (!client.participant) client.account.lock(side, tick, lots);
    this.tell(client, order, { news: 'ack', clientId, venueUs: nowUs });
    this.match(client, order, timeInForce === 'GTC', nowUs);
  }

  cancel(client: ExchangeClient, clientId: string, nowUs: number): void {
    const order = client.orders.get(clientId);
    if (order?.status !== 'open') {
      this.tell(client, order, { news: 'cmiss', clientId, venueUs: nowUs, code: 'UNKNOWN_ORDER' });
      return;
    }
    this.unrest(order);
    this.end(client, order, { status: 'canceled', news: 'cack', nowUs });
  }

  /** Amends price and whole quantity. A smaller quantity keeps the place in the queue, everything else goes back. */
  replace(client: ExchangeClient, request: ReplaceRequest, nowUs: number): void {
    const { clientId, tick, lots } = request;
    const order = client.orders.get(clientId);
    const open = order?.status === 'open' ? order : undefined;
    const code = open ? this.checks.ofReplace(client, open, request) : 'UNKNOWN_ORDER';
    if (!open || code !== undefined) {
      this.tell(client, order, {
        news: 'rrej',
        clientId,
        venueUs: nowUs,
        ...(code === undefined ? {} : { code }),
      });
      return;
    }
    const keepsPlace = tick === open.tick && lots <= open.lots;
    if (!keepsPlace) this.unrest(open);
    if (!client.participant) client.account.unlock(open.side, open.tick, open.openLots);
    open.tick = tick;
    open.lots = lots;
    open.venueUs = nowUs;
    if (!client.participant) client.account.lock(open.side, tick, open.openLots);
    this.tell(client, open, { news: 'rack', clientId, venueUs: nowUs });
    if (keepsPlace) this.options.sink.onLevel?.(open.side, tick);
    else this.match(client, open, true, nowUs);
  }

  // ---- the external market ----

  /** Replaces external depth. Resting orders take their place behind what a level shows now, at most where they stood. */
  externalSnapshot(levels: Levels, from: number, to: number, nowUs: number): void {
    this.book.clear();
    this.book.apply(levels, from, to);
    for (const side of [Side.Buy, Side.Sell]) {
      for (const tick of this.resting[side].ticks()) this.requeue(side, tick, nowUs);
    }
    this.fillCrossed(nowUs);
  }

  externalDepth(levels: Levels, from: number, to: number, nowUs: number): void {
    this.book.apply(levels, from, to);
    const [bids, asks] = this.resting;
    if (bids.count === 0 && asks.count === 0) return;
    for (let i = from; i < to; i++) this.requeue(levels.side[i] as Side, levels.tick[i], nowUs);
    this.fillCrossed(nowUs);
  }

  externalTrade(tick: number, lots: number, aggressor: Side, nowUs: number): void {
    const makers = this.resting[opposite(aggressor)];
    if (makers.count === 0) return;
    const through = makers.side === Side.Buy ? makers.best > tick : makers.best < tick;
    if (through) {
      for (const price of makers.ticks()) {
        if (makers.side === Side.Buy ? price <= tick : price >= tick) break;
        this.fillLevel(makers, price, nowUs);
      }
    }
    if (makers.at(tick)) this.tradeAt(makers, { tick, lots, nowUs });
  }

  private tradeAt(makers: RestingOrders, trade: { tick: number; lots: number; nowUs: number }): void {
    const { queue, partial } = this.options;
    let left = trade.lots;
    for (const order of [...(makers.at(trade.tick) ?? [])]) {
      if (order.status !== 'open') continue;
      const excess = order.place.trade(queue, left, trade.nowUs);
      if (excess === 0 && !queue.touch) continue;
      const lots = partial && !queue.touch ? Math.min(excess, order.openLots) : order.openLots;
      left = Math.max(0, left - lots);
      this.makerFill(order, lots, trade.nowUs);
    }
  }

  /** Moves the queues of a level whose external quantity changed. */
  private requeue(side: Side, tick: number, nowUs: number): void {
    const level = this.resting[side].at(tick);
    if (!level) return;
    const next = this.book.lotsAt(side, tick);
    for (const order of level) order.place.depth(this.options.queue, next, nowUs);
  }

  /** The external best of the other side has reached client orders: they are filled. */
  private fillCrossed(nowUs: number): void {
    const [bids, asks] = this.resting;
    while (bids.count > 0 && bids.best >= this.book.bestAsk) this.fillLevel(bids, bids.best, nowUs);
    while (asks.count > 0 && asks.best <= this.book.bestBid) this.fillLevel(asks, asks.best, nowUs);
  }

  private fillLevel(makers: RestingOrders, tick: number, nowUs: number): void {
    for (const order of [...(makers.at(tick) ?? [])]) {
      if (order.status === 'open') this.makerFill(order, order.openLots, nowUs);
    }
  }

  private makerFill(order: ExchangeOrder, lots: number, nowUs: number): void {
    this.fill(order, { tick: order.tick, lots, maker: true, tradeId: this.nextTradeId++, nowUs });
  }

  // ---- matching ----

  /** Takes what there is, and lets the rest of it rest or end. */
  private match(client: ExchangeClient, order: ExchangeOrder, mayRest: boolean, nowUs: number): void {
    const selfTrade = this.take(client, order, nowUs);
    if (order.status !== 'open') return;
    if (selfTrade) this.end(client, order, { status: 'expired', news: 'exp', code: 'SELF_TRADE', nowUs });
    else if (mayRest) this.rest(client, order);
    else this.end(client, order, { status: 'expired', news: 'exp', code: 'IOC', nowUs });
  }

  /** Takes what the book offers up to the order's price. @returns true when an own order stood in the way */
  private take(client: ExchangeClient, order: ExchangeOrder, nowUs: number): boolean {
    const { side } = order;
    const other = opposite(side);
    const makers = this.resting[other];
    const buys = side === Side.Buy;
    let externalTick = buys ? this.book.bestAsk : this.book.bestBid;
    while (order.openLots > 0) {
      const tick = buys ? Math.min(externalTick, makers.best) : Math.max(externalTick, makers.best);
      if (tick === NO_ASK || tick === NO_BID || (buys ? tick > order.tick : tick < order.tick)) return false;
      let external = tick === externalTick ? this.book.lotsAt(other, tick) : 0;
      for (const maker of [...(makers.at(tick) ?? [])]) {
        // Lots are whole: a part of one that a model left in front of the maker goes first.
        const ahead = Math.min(Math.ceil(maker.place.front), external, order.openLots);
        if (ahead > 0) {
          external -= ahead;
          this.takeExternal(order, { tick, lots: ahead, left: external, nowUs });
        }
        if (order.openLots === 0) break;
        if (maker.client === client.number) return true;
        this.trade(order, maker, nowUs);
      }
      const rest = Math.min(external, order.openLots);
      if (rest > 0) this.takeExternal(order, { tick, lots: rest, left: external - rest, nowUs });
      if (tick === externalTick) externalTick = this.book.nextLevel(other, tick);
    }
    return false;
  }

  private takeExternal(
    order: ExchangeOrder,
    { tick, lots, left, nowUs }: { tick: number; lots: number; left: number; nowUs: number },
  ): void {
    const tradeId = this.nextTradeId++;
    if (this.options.consume) {
      const side = opposite(order.side);
      this.book.set(side, tick, left);
      for (const maker of this.resting[side].at(tick) ?? []) maker.place.taken(lots);
    }
    this.fill(order, { tick, lots, maker: false, tradeId, nowUs });
    this.options.sink.onTrade?.(tradeId, nowUs, tick, lots, order.side);
  }

  private trade(taker: ExchangeOrder, maker: ExchangeOrder, nowUs: number): void {
    const { tick } = maker;
    const lots = Math.min(this.fillable(maker), taker.openLots);
    const tradeId = this.nextTradeId++;
    this.fill(maker, { tick, lots, maker: true, tradeId, nowUs });
    this.fill(taker, { tick, lots, maker: false, tradeId, nowUs });
    this.options.sink.onTrade?.(tradeId, nowUs, tick, lots, taker.side);
  }

  /** Books one side of a fill; a maker's ends its rest, where nothing is left of it. */
  private fill(
    order: ExchangeOrder,
    terms: { tick: number; lots: number; maker: boolean; tradeId: number; nowUs: number },
  ): void {
    const client = this.clients[order.client];
    const { tick, maker, tradeId, nowUs } = terms;
    const { fees, index, sink } = this.options;
    const lots = Math.min(terms.lots, this.fillable(order));
    order.filledLots += lots;
    order.venueUs = nowUs;
    if (order.openLots === 0) order.status = 'filled';
    if (maker && order.openLots === 0) this.unrest(order);
    else if (maker) sink.onLevel?.(order.side, order.tick);
    if (client.participant) {
      if (order.openLots === 0) client.orders.delete(order.clientId);
      return;
    }
    client.account.unlock(order.side, order.tick, lots);
    const charged = client.account.settle(order.side, {
      tick,
      lots,
      rate: maker ? fees.maker : fees.taker,
      asset: fees.asset,
    });
    const record: VenueFill = {
      instrument: index,
      tradeId: String(tradeId),
      clientId: order.clientId,
      side: order.side,
      tick,
      lots,
      maker,
      ...charged,
      venueUs: nowUs,
    };
    client.fills.push(record);
    if (order.openLots === 0) this.forget(client, order);
    sink.onFill(client, order, record);
    if (client.reduceOnlyResting > 0) this.endReduceOnly(client, nowUs);
  }

  /** Lots of an order that may fill: a reduce-only order never turns a position. */
  private fillable(order: ExchangeOrder): number {
    if (!order.reduceOnly) return order.openLots;
    const client = this.clients[order.client];
    return Math.min(order.openLots, this.checks.reducible(client, order.side));
  }

  /** Reduce-only orders that have nothing left to reduce end. */
  private endReduceOnly(client: ExchangeClient, nowUs: number): void {
    for (const order of this.openOrders(client)) {
      if (!order.reduceOnly || this.checks.reducible(client, order.side) > 0) continue;
      this.unrest(order);
      this.end(client, order, { status: 'expired', news: 'exp', code: 'REDUCE_ONLY', nowUs });
    }
  }

  private rest(client: ExchangeClient, order: ExchangeOrder): void {
    if (order.reduceOnly) client.reduceOnlyResting++;
    order.place.enter(this.book.lotsAt(order.side, order.tick));
    this.resting[order.side].add(order);
    this.options.sink.onLevel?.(order.side, order.tick);
  }

  private unrest(order: ExchangeOrder): void {
    if (order.reduceOnly) this.clients[order.client].reduceOnlyResting--;
    this.resting[order.side].remove(order);
    this.options.sink.onLevel?.(order.side, order.tick);
  }

  private end(
    client: ExchangeClient,
    order: ExchangeOrder,
    how: { status: 'canceled' | 'expired'; news: 'cack' | 'exp'; code?: string; nowUs: number },
  ): void {
    if (!client.participant) client.account.unlock(order.side, order.tick, order.openLots);
    order.status = how.status;
    order.venueUs = how.nowUs;
    const code = how.code === undefined ? {} : { code: how.code };
    this.tell(client, order, { news: how.news, clientId: order.clientId, venueUs: how.nowUs, ...code });
    if (client.participant) client.orders.delete(order.clientId);
    else this.forget(client, order);
  }

  /** An order has ended: the oldest ones, and the oldest fills, go when there are too many. */
  private forget(client: ExchangeClient, order: ExchangeOrder): void {
    const { keepEnded = Infinity } = this.options;
    if (keepEnded === Infinity) return;
    client.ended.push(order.clientId);
    if (client.ended.length > 2 * keepEnded) {
      for (const id of client.ended.splice(0, client.ended.length - keepEnded)) client.orders.delete(id);
    }
    if (client.fills.length > 2 * keepEnded) client.fills.splice(0, client.fills.length - keepEnded);
  }

  private tell(client: ExchangeClient, order: ExchangeOrder | undefined, news: ExchangeNews): void {
    if (!client.participant) this.options.sink.onNews(client, order, news);
  }
}
