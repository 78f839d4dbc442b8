import type { Feed } from '@mrmarket/market/feed';
import type { Instrument } from '@mrmarket/market/instrument';
import type { OrderBook } from '@mrmarket/market/order-book';
import type { TradeTape } from '@mrmarket/market/trade-tape';
import type { Random } from '@mrmarket/strategy/random';
import type { Holdings, OwnOrder, StrategyView, Timers } from '@mrmarket/strategy/strategy';
import type { Account } from './account.ts';

const TIMERS = 16;

/** Wake-ups of the strategy; sixteen of them, so that finding the next one is a short scan. */
export class StrategyTimers implements Timers {
  private readonly atUs = new Float64Array(TIMERS).fill(Infinity);
  dueUs = Infinity;

  set(id: number, atUs: number): void {
    if (!Number.isInteger(id) || id < 0 || id >= TIMERS)
      throw new RangeError(`timer id must be 0..${TIMERS - 1}, got ${id}`);
    this.atUs[id] = atUs;
    this.find();
  }

  cancel(id: number): void {
    this.set(id, Infinity);
  }

  /** Takes the first timer that is due, or -1. */
  take(nowUs: number): number {
    if (nowUs < this.dueUs) return -1;
    const id = this.atUs.findIndex((at) => at <= nowUs);
    if (id >= 0) this.cancel(id);
    return id;
  }

  private find(): void {
    let due = Infinity;
    for (const at of this.atUs) if (at < due) due = at;
    this.dueUs = due;
  }
}

/** The engine's state as a strategy may see it. One object, renewed in place. */
export class EngineView implements StrategyView {
  nowUs = 0;
  readonly instruments: readonly Instrument[];
  readonly orders: readonly OwnOrder[];
  readonly timers = new StrategyTimers();
  readonly random: Random;
  readonly makerFee: number;
  readonly takerFee: number;
  private readonly feeds: readonly Feed[];
  private readonly account: Account;
  private readonly held: readonly { base: number; quote: number; averageCost: number; lots: number }[];

  constructor(parts: {
    feeds: readonly Feed[];
    account: Account;
    orders: readonly OwnOrder[];
    random: Random;
  }) {
    this.feeds = parts.feeds;
    this.account = parts.account;
    this.orders = parts.orders;
    this.random = parts.random;
    this.instruments = parts.account.instruments;
    this.makerFee = Number(parts.account.rates.maker);
    this.takerFee = Number(parts.account.rates.taker);
    this.held = this.instruments.map(() => ({ base: 0, quote: 0, averageCost: 0, lots: 0 }));
  }

  book(instrument: number): OrderBook | undefined {
    const feed = this.feeds[instrument];
    return feed?.live ? feed.book : undefined;
  }

  tape(instrument: number): TradeTape {
    const feed = this.feeds[instrument];
    if (!feed) throw new RangeError(`no instrument ${instrument}`);
    return feed.tape;
  }

  holdings(instrument: number): Holdings {
    const held = this.held[instrument];
    if (!held) throw new RangeError(`no instrument ${instrument}`);
    return held;
  }

  /** Renews the holdings after a fill or a flow. */
  refresh(): void {
    const { account } = this;
    this.instruments.forEach((instrument, i) => {
      const position = account.positions[i];
      const held = this.held[i];
      if (!position || !held) return;
      const cost = Number(position.cost) / 10 ** instrument.quoteDecimals;
      held.base = account.inventoryNumber[i];
      held.quote = account.cashNumber + (instrument.product === 'spot' ? 0 : cost);
      held.averageCost = position.inventory === 0n ? 0 : cost / held.base;
      held.lots = account.netLots(i);
    });
  }
}
