import type { OrderNews, SubmitRequest, VenueFill } from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { NO_ASK, NO_BID, OrderBook } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import { ExchangeAccount } from './exchange-account.ts';
import type { FeeSchedule, StartBalances } from './exchange-account.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeOrder } from './exchange-order.ts';
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
  private nextOrderId = 1;

  constructor(options: ExchangeOptions) {
    this.options = options;
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

  // ---- commands of clients ----

  submit(client: ExchangeClient, request: SubmitRequest, nowUs: number): void {
    const { clientId } = request;
    const code = this.refusal(client, request);
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
    const selfTrade = this.take(client, order, nowUs);
    if (order.openLots === 0) return;
    if (selfTrade) this.end(client, order, { status: 'expired', news: 'exp', code: 'SELF_TRADE', nowUs });
    else if (timeInForce !== 'GTC')
      this.end(client, order, { status: 'expired', news: 'exp', code: 'IOC', nowUs });
    else this.rest(order);
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
  replace(
    client: ExchangeClient,
    request: { clientId: string; tick: number; lots: number },
    nowUs: number,
  ): void {
    const { clientId, tick, lots } = request;
    const order = client.orders.get(clientId);
    const refused = (code: string): void => {
      this.tell(client, order, { news: 'rrej', clientId, venueUs: nowUs, code });
    };
    if (order?.status !== 'open') {
      refused('UNKNOWN_ORDER');
      return;
    }
    if (lots <= order.filledLots) {
      refused('QTY_FILLED');
      return;
    }
    if (order.postOnly && this.wouldTake(order.side, tick)) {
      refused('POST_ONLY');
      return;
    }
    const keepsPlace = tick === order.tick && lots <= order.lots;
    const { account } = client;
    account.unlock(order.side, order.tick, order.openLots);
    if (
      !client.participant &&
      !this.affords(client, { side: order.side, tick, lots: lots - order.filledLots })
    ) {
      account.lock(order.side, order.tick, order.openLots);
      refused('INSUFFICIENT_BALANCE');
      return;
    }
    if (keepsPlace) {
      order.lots = lots;
      this.options.sink.onLevel?.(order.side, order.tick);
    } else {
      this.unrest(order);
      order.tick = tick;
      order.lots = lots;
    }
    account.lock(order.side, tick, order.openLots);
    order.venueUs = nowUs;
    this.tell(client, order, { news: 'rack', clientId, venueUs: nowUs });
    if (keepsPlace) return;
    const selfTrade = this.take(client, order, nowUs);
    if (order.openLots === 0) return;
    if (selfTrade) this.end(client, order, { status: 'expired', news: 'exp', code: 'SELF_TRADE', nowUs });
    else this.rest(order);
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
    for (let i = from; i < to; i++) this.requeue(levels.side[i] as Side, levels.tick[i] as number, nowUs);
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
    for (const order of [...(makers.at(tick) ?? [])]) this.makerFill(order, order.openLots, nowUs);
  }

  private makerFill(order: ExchangeOrder, lots: number, nowUs: number): void {
    const client = this.clients[order.client] as ExchangeClient;
    this.recordFill(client, order, {
      tick: order.tick,
      lots,
      maker: true,
      tradeId: this.nextTradeId++,
      nowUs,
    });
    if (order.openLots === 0) this.unrest(order);
  }

  // ---- matching ----

  /** Takes what the book offers up to the order's price. @returns true when an own order stood in the way */
  private take(client: ExchangeClient, order: ExchangeOrder, nowUs: number): boolean {
    const { side } = order;
    const makers = this.resting[opposite(side)];
    const { consume } = this.options;
    let externalTick = side === Side.Buy ? this.book.bestAsk : this.book.bestBid;
    while (order.openLots > 0) {
      const tick =
        side === Side.Buy ? Math.min(externalTick, makers.best) : Math.max(externalTick, makers.best);
      if (tick === NO_ASK || tick === NO_BID || (side === Side.Buy ? tick > order.tick : tick < order.tick))
        return false;
      let external = tick === externalTick ? this.book.lotsAt(opposite(side), tick) : 0;
      const shown = external;
      for (const maker of [...(makers.at(tick) ?? [])]) {
        const ahead = Math.min(maker.place.front, external, order.openLots);
        if (ahead > 0) {
          external -= ahead;
          this.takeExternal(client, order, { tick, lots: ahead, nowUs });
          for (const other of makers.at(tick) ?? []) other.place.taken(ahead);
        }
        if (order.openLots === 0) break;
        if (maker.client === client.number) {
          if (consume && shown !== external) this.book.set(opposite(side), tick, external);
          return true;
        }
        this.trade(client, order, { maker, tick, lots: Math.min(maker.openLots, order.openLots), nowUs });
      }
      if (order.openLots > 0 && external > 0) {
        const lots = Math.min(external, order.openLots);
        external -= lots;
        this.takeExternal(client, order, { tick, lots, nowUs });
      }
      if (shown !== external && consume) this.book.set(opposite(side), tick, external);
      if (tick === externalTick) externalTick = this.book.nextLevel(opposite(side), tick);
    }
    return false;
  }

  private takeExternal(
    client: ExchangeClient,
    order: ExchangeOrder,
    fill: { tick: number; lots: number; nowUs: number },
  ): void {
    this.recordFill(client, order, { ...fill, maker: false, tradeId: this.nextTradeId++ });
  }

  private trade(
    client: ExchangeClient,
    order: ExchangeOrder,
    match: { maker: ExchangeOrder; tick: number; lots: number; nowUs: number },
  ): void {
    const { maker, tick, lots, nowUs } = match;
    const tradeId = this.nextTradeId++;
    this.recordFill(this.clients[maker.client] as ExchangeClient, maker, {
      tick,
      lots,
      maker: true,
      tradeId,
      nowUs,
    });
    if (maker.openLots === 0) this.unrest(maker);
    else this.options.sink.onLevel?.(maker.side, maker.tick);
    this.recordFill(client, order, { tick, lots, maker: false, tradeId, nowUs });
    this.options.sink.onTrade?.(tradeId, nowUs, tick, lots, order.side);
  }

  /** Books one side of a fill. */
  private recordFill(
    client: ExchangeClient,
    order: ExchangeOrder,
    fill: { tick: number; lots: number; maker: boolean; tradeId: number; nowUs: number },
  ): void {
    const { tick, lots, maker, tradeId, nowUs } = fill;
    const { fees, index, sink } = this.options;
    order.filledLots += lots;
    order.venueUs = nowUs;
    if (order.openLots === 0) order.status = 'filled';
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
    sink.onFill(client, order, record);
  }

  private rest(order: ExchangeOrder): void {
    order.place.enter(this.book.lotsAt(order.side, order.tick));
    this.resting[order.side].add(order);
    this.options.sink.onLevel?.(order.side, order.tick);
  }

  private unrest(order: ExchangeOrder): void {
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
  }

  private tell(client: ExchangeClient, order: ExchangeOrder | undefined, news: ExchangeNews): void {
    if (!client.participant) this.options.sink.onNews(client, order, news);
  }

  // ---- refusals ----

  private refusal(client: ExchangeClient, request: SubmitRequest): string | undefined {
    const { instrument } = this.options;
    const { side, tick, lots, clientId } = request;
    if (client.orders.has(clientId)) return 'DUPLICATE_ID';
    if (!Number.isInteger(tick) || tick < 1 || tick >= NO_ASK) return 'PRICE_OFF_TICK';
    if (!Number.isSafeInteger(lots) || lots < instrument.minLots || lots > instrument.maxLots)
      return 'QTY_OUT_OF_RANGE';
    if (
      !request.reduceOnly &&
      client.account.notional(tick, lots) < instrument.minNotionalUnits &&
      !client.participant
    )
      return 'MIN_NOTIONAL';
    if (request.postOnly && this.wouldTake(side, tick)) return 'POST_ONLY';
    if (request.timeInForce === 'FOK' && this.reachable(side, tick) < lots) return 'FOK_UNFILLABLE';
    if (request.reduceOnly && !this.reduces(client, side, lots)) return 'REDUCE_ONLY';
    if (!client.participant && !this.affords(client, { side, tick, lots })) return 'INSUFFICIENT_BALANCE';
    return undefined;
  }

  private wouldTake(side: Side, tick: number): boolean {
    return side === Side.Buy ? tick >= this.bestAsk : tick <= this.bestBid;
  }

  /** What a taker could get up to a price, lots. */
  private reachable(side: Side, limit: number): number {
    const other = opposite(side);
    const within = (tick: number): boolean =>
      side === Side.Buy ? tick <= limit && tick !== NO_ASK : tick >= limit && tick !== NO_BID;
    let lots = 0;
    for (
      let tick = side === Side.Buy ? this.book.bestAsk : this.book.bestBid;
      within(tick);
      tick = this.book.nextLevel(other, tick)
    ) {
      lots += this.book.lotsAt(other, tick);
    }
    for (const tick of this.resting[other].ticks())
      if (within(tick)) lots += this.resting[other].lotsAt(tick);
    return lots;
  }

  private reduces(client: ExchangeClient, side: Side, lots: number): boolean {
    const { account } = client;
    const held =
      this.options.instrument.product === 'spot'
        ? Number(account.base / this.options.instrument.baseUnitsPerLot)
        : account.positionLots;
    return side === Side.Sell ? held >= lots : -held >= lots;
  }

  private affords(client: ExchangeClient, order: { side: Side; tick: number; lots: number }): boolean {
    const { instrument, leverage } = this.options;
    const { account } = client;
    if (instrument.product === 'spot') return account.covers(order.side, order.tick, order.lots);
    const resting = order.lots + this.resting[order.side].lotsOf(client.number);
    const worst = Math.abs(account.positionLots + (order.side === Side.Buy ? resting : -resting));
    if (worst <= Math.abs(account.positionLots)) return true;
    return account.notional(order.tick, worst) <= account.quote * BigInt(Math.floor(leverage));
  }
}
