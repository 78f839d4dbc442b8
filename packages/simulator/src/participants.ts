import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { Random } from '@mrmarket/strategy/random';
import type { FairValue } from './fair-value.ts';

/** What a participant of a generated market can do. Prices are ticks, quantities lots. */
export interface TradingDesk {
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Places an order that rests what it does not take. @returns its number, for `cancel` */
  rest(side: Side, tick: number, lots: number): number;
  /** Takes what is there up to a price, at once. */
  take(side: Side, tick: number, lots: number): void;
  /** Cancels an order; one that has ended already is ignored. */
  cancel(order: number): void;
}

/** Somebody who trades in a generated market. */
export interface Participant {
  /** Acts, and says after how many seconds it wants to act again. */
  act(desk: TradingDesk): number;
}

/** Waiting time until the next event of a Poisson process, seconds. */
export function exponential(random: Random, perSec: number): number {
  return -Math.log(1 - random.next()) / perSec;
}

/** A log-normal size around a typical one, at least one lot. */
function size(random: Random, typicalLots: number, spread = 0.8): number {
  return Math.max(1, Math.round(typicalLots * Math.exp(spread * random.normal())));
}

export interface MakerSettings {
  readonly halfSpreadTicks: number;
  readonly levelTicks: number;
  readonly levels: number;
  readonly lots: number;
  readonly requoteSec: number;
  /** How wrong it sees the value, in ticks. */
  readonly errorTicks: number;
}

/** Quotes a ladder around the value as it sees it, wider when the market is hot, and renews it now and then. */
export class Maker implements Participant {
  private readonly value: FairValue;
  private readonly random: Random;
  private readonly settings: MakerSettings;
  private readonly working: number[] = [];

  constructor(value: FairValue, settings: MakerSettings, random: Random) {
    this.value = value;
    this.settings = settings;
    this.random = random;
  }

  act(desk: TradingDesk): number {
    const { random, settings: s, value } = this;
    for (const order of this.working) desk.cancel(order);
    this.working.length = 0;
    const seen = value.tick + s.errorTicks * random.normal();
    const half = s.halfSpreadTicks * Math.sqrt(Math.max(0.5, value.heat));
    for (let level = 0; level < s.levels; level++) {
      const away = half + level * s.levelTicks * (0.7 + 0.6 * random.next());
      // Never through the other side: a maker does not take.
      const bid = Math.min(Math.floor(seen - away), desk.bestAsk - 1);
      const ask = Math.max(Math.ceil(seen + away), desk.bestBid + 1);
      if (bid > 0) this.working.push(desk.rest(Side.Buy, bid, size(random, s.lots * (1 + level / 2))));
      this.working.push(desk.rest(Side.Sell, ask, size(random, s.lots * (1 + level / 2))));
    }
    return (s.requoteSec * (0.5 + random.next())) / Math.max(0.5, Math.min(3, value.heat));
  }
}

export interface TakerSettings {
  readonly perSec: number;
  readonly lots: number;
  /** Trades that one trade causes on average (self-excitement), below 1, and how long that takes, seconds. */
  readonly excitement: number;
  readonly memorySec: number;
  /** Chance that the next trade goes the way of the last one. */
  readonly persistence: number;
}

/** Buys and sells at the market for reasons of its own; trades come in clusters (Hawkes) and in runs of one side. */
export class NoiseTaker implements Participant {
  private readonly value: FairValue;
  private readonly random: Random;
  private readonly settings: TakerSettings;
  private side: Side = Side.Buy;
  private excited = 0;

  constructor(value: FairValue, settings: TakerSettings, random: Random) {
    this.value = value;
    this.settings = settings;
    this.random = random;
  }

  act(desk: TradingDesk): number {
    const { random, settings: s } = this;
    if (random.next() > s.persistence) this.side = this.side === Side.Buy ? Side.Sell : Side.Buy;
    const price = this.side === Side.Buy ? desk.bestAsk : desk.bestBid;
    if (price !== NO_ASK && price !== NO_BID) {
      // A few walk the book; most take what they see.
      const reach = Math.round(price * 0.0002 * random.next() * random.next());
      desk.take(
        this.side,
        this.side === Side.Buy ? price + reach : Math.max(1, price - reach),
        size(random, s.lots),
      );
    }
    // Each trade causes `excitement` further ones on average, spread over the memory: below 1, or it would explode.
    this.excited += s.excitement / s.memorySec;
    const wait = exponential(random, s.perSec * Math.max(0.4, this.value.heat) + this.excited);
    this.excited *= Math.exp(-wait / s.memorySec);
    return wait;
  }
}

export interface InformedSettings {
  readonly perSec: number;
  readonly lots: number;
  /** Trades when the value lies this many ticks beyond the best price. */
  readonly edgeTicks: number;
}

/** Takes whatever is priced wrong against the value: what makes a market maker's fills cost money. */
export class InformedTaker implements Participant {
  private readonly value: FairValue;
  private readonly random: Random;
  private readonly settings: InformedSettings;

  constructor(value: FairValue, settings: InformedSettings, random: Random) {
    this.value = value;
    this.settings = settings;
    this.random = random;
  }

  act(desk: TradingDesk): number {
    const { random, settings: s, value } = this;
    const limit = value.tick;
    if (desk.bestAsk + s.edgeTicks < limit)
      desk.take(Side.Buy, Math.floor(limit - s.edgeTicks), size(random, s.lots));
    else if (desk.bestBid - s.edgeTicks > limit)
      desk.take(Side.Sell, Math.ceil(limit + s.edgeTicks), size(random, s.lots));
    return exponential(random, s.perSec);
  }
}

export interface LurkerSettings {
  readonly perSec: number;
  readonly lots: number;
  readonly depthTicks: number;
  /** How long an order stays, seconds. */
  readonly patienceSec: number;
  readonly orders: number;
}

/** Leaves single orders in the book, some inside the spread, and takes them back when it loses patience. */
export class Lurker implements Participant {
  private readonly random: Random;
  private readonly settings: LurkerSettings;
  private readonly working: number[] = [];

  constructor(settings: LurkerSettings, random: Random) {
    this.settings = settings;
    this.random = random;
  }

  act(desk: TradingDesk): number {
    const { random, settings: s } = this;
    if (this.working.length >= s.orders || random.next() < 1 / (s.patienceSec * s.perSec)) {
      const oldest = this.working.shift();
      if (oldest !== undefined) desk.cancel(oldest);
    }
    if (desk.bestBid === NO_BID || desk.bestAsk === NO_ASK) return exponential(random, s.perSec);
    const side = random.next() < 0.5 ? Side.Buy : Side.Sell;
    const away = Math.floor(s.depthTicks * random.next() ** 2) - 1;
    const tick =
      side === Side.Buy
        ? Math.min(desk.bestBid - away, desk.bestAsk - 1)
        : Math.max(desk.bestAsk + away, desk.bestBid + 1);
    if (tick > 0) this.working.push(desk.rest(side, tick, size(random, s.lots)));
    return exponential(random, s.perSec);
  }
}
