import type { ReplaceRequest, SubmitRequest } from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import type { ExchangeClient } from './exchange-client.ts';
import type { ExchangeOrder } from './exchange-order.ts';
import type { RestingOrders } from './resting-orders.ts';

interface Terms {
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
}

/** What a simulated exchange checks before it takes an order in. Answers are the codes of its refusals. */
export class OrderChecks {
  private readonly instrument: Instrument;
  /** Worst-case value of contracts over the margin they need. */
  private readonly leverage: bigint;
  private readonly book: OrderBook;
  private readonly resting: readonly [RestingOrders, RestingOrders];

  constructor(parts: {
    instrument: Instrument;
    leverage: number;
    book: OrderBook;
    resting: readonly [RestingOrders, RestingOrders];
  }) {
    this.instrument = parts.instrument;
    this.leverage = BigInt(Math.floor(parts.leverage));
    this.book = parts.book;
    this.resting = parts.resting;
  }

  /** Why a new order is refused, or undefined. */
  ofSubmit(client: ExchangeClient, request: SubmitRequest): string | undefined {
    const { side, tick, lots, clientId, postOnly, reduceOnly, timeInForce } = request;
    if (client.orders.has(clientId)) return 'DUPLICATE_ID';
    const shape = this.ofShape(client, request, reduceOnly);
    if (shape !== undefined) return shape;
    if (postOnly && this.wouldTake(side, tick)) return 'POST_ONLY';
    if (timeInForce === 'FOK' && this.reachable(client, request) < lots) return 'FOK_UNFILLABLE';
    if (reduceOnly && this.reducible(client, side) < lots) return 'REDUCE_ONLY';
    if (!client.participant && !this.affords(client, request, 0)) return 'INSUFFICIENT_BALANCE';
    return undefined;
  }

  /** Why new terms for an open order are refused, or undefined. */
  ofReplace(client: ExchangeClient, order: ExchangeOrder, request: ReplaceRequest): string | undefined {
    const { side, filledLots, openLots, postOnly, reduceOnly } = order;
    const { tick, lots } = request;
    if (lots <= filledLots) return 'QTY_FILLED';
    const terms: Terms = { side, tick, lots };
    const shape = this.ofShape(client, terms, reduceOnly);
    if (shape !== undefined) return shape;
    if (postOnly && this.wouldTake(side, tick)) return 'POST_ONLY';
    const rest: Terms = { side, tick, lots: lots - filledLots };
    if (reduceOnly && this.reducible(client, side) < rest.lots) return 'REDUCE_ONLY';
    const { account } = client;
    account.unlock(side, order.tick, openLots);
    const affords = client.participant || this.affords(client, rest, openLots);
    account.lock(side, order.tick, openLots);
    return affords ? undefined : 'INSUFFICIENT_BALANCE';
  }

  /** Lots that an order of this side can take off what the client holds. */
  reducible({ account }: ExchangeClient, side: Side): number {
    const held =
      this.instrument.product === 'spot'
        ? Number(account.base / this.instrument.baseUnitsPerLot)
        : account.positionLots;
    return Math.max(0, side === Side.Sell ? held : -held);
  }

  private ofShape(client: ExchangeClient, { tick, lots }: Terms, reduceOnly: boolean): string | undefined {
    const { minLots, maxLots, minNotionalUnits } = this.instrument;
    if (!Number.isInteger(tick) || tick < 1 || tick >= NO_ASK) return 'PRICE_OFF_TICK';
    if (!Number.isSafeInteger(lots)) return 'QTY_OFF_STEP';
    if (lots < minLots || lots > maxLots) return 'QTY_OUT_OF_RANGE';
    if (reduceOnly || client.participant) return undefined;
    return client.account.notional(tick, lots) < minNotionalUnits ? 'MIN_NOTIONAL' : undefined;
  }

  private wouldTake(side: Side, tick: number): boolean {
    const { book, resting } = this;
    return side === Side.Buy
      ? tick >= Math.min(book.bestAsk, resting[Side.Sell].best)
      : tick <= Math.max(book.bestBid, resting[Side.Buy].best);
  }

  /** What a taker gets up to its price, lots; an own order ends it. */
  private reachable(client: ExchangeClient, { side, tick: limit }: Terms): number {
    const { book } = this;
    const other = opposite(side);
    const makers = this.resting[other];
    const best = (a: number, b: number): number => (other === Side.Sell ? Math.min(a, b) : Math.max(a, b));
    let lots = 0;
    let tick = best(other === Side.Sell ? book.bestAsk : book.bestBid, makers.best);
    while (tick !== NO_ASK && tick !== NO_BID && (side === Side.Buy ? tick <= limit : tick >= limit)) {
      const own = makers.at(tick)?.findIndex((order) => order.client === client.number) ?? -1;
      if (own >= 0) {
        const ahead = makers.at(tick)?.slice(0, own + 1) ?? [];
        for (const order of ahead.slice(0, own)) lots += order.openLots;
        const front = Math.max(0, ...ahead.map((order) => Math.ceil(order.place.front)));
        return lots + Math.min(front, book.lotsAt(other, tick));
      }
      lots += book.lotsAt(other, tick) + makers.lotsAt(tick);
      tick = best(book.nextLevel(other, tick), makers.next(tick));
    }
    return lots;
  }

  /** Spot binds the balance; contracts need margin for the worst case of all resting orders of a side filling. */
  private affords(client: ExchangeClient, { side, tick, lots }: Terms, replacedLots: number): boolean {
    const { account, number } = client;
    if (this.instrument.product === 'spot') return account.covers(side, tick, lots);
    const resting = this.resting[side].lotsOf(number) - replacedLots + lots;
    const worst = Math.abs(account.positionLots + (side === Side.Buy ? resting : -resting));
    if (worst <= Math.abs(account.positionLots)) return true;
    return account.notional(tick, worst) <= account.quote * this.leverage;
  }
}
