import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { Side } from '@mrmarket/market/side';
import type { Random } from '@mrmarket/strategy/random';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Exchange } from './exchange.ts';
import { DEFAULT_FAIR_VALUE, FairValue } from './fair-value.ts';
import type { FairValueSettings } from './fair-value.ts';
import type { BookSnapshot, MarketListener, MarketSource } from './market-source.ts';
import { ParticipantDesk } from './participant-desk.ts';
import { InformedTaker, Lurker, Maker, NoiseTaker } from './participants.ts';
import type { Participant, TradingDesk } from './participants.ts';
import { TimedQueue } from './timed-queue.ts';

/** Depth is published this often, µs. */
const PUBLISH_US = 100_000;
/** Participants trade among themselves for this long before anybody looks, µs. */
const WARM_UP_US = 20_000_000;

export interface GeneratedMarketOptions {
  readonly instrument: Instrument;
  readonly seed: string;
  /** Price at the start, ticks. */
  readonly startTick: number;
  /** When the market is first looked at, µs. */
  readonly startUs: number;
  /** No trading after this, µs; default never. */
  readonly endUs?: number;
  readonly fairValue?: Partial<FairValueSettings>;
  /** Typical size of a market order in quote. */
  readonly orderQuote?: number;
  /** How many times faster than usual the participants act and the value moves; default 1. */
  readonly pace?: number;
}

interface Seat {
  readonly participant: Participant;
  readonly desk: TradingDesk;
}

/**
 * A market made by several participants with seeded behaviour, who trade on the same exchange as the strategy: makers,
 * noise and informed takers, and single orders here and there, round a hidden value with volatility clusters, trends
 * and jumps. The same seed gives the same market, as long as the strategy does the same in it.
 */
export class GeneratedMarket implements MarketSource {
  readonly instrument: Instrument;
  readonly value: FairValue;
  private readonly options: GeneratedMarketOptions;
  private readonly random: Random;
  private readonly actions = new TimedQueue<Seat>();
  private readonly messages = new TimedQueue<
    (listener: MarketListener, index: number, nowUs: number) => void
  >();
  /** Prices whose public quantity changed since the last depth message, by side. */
  private readonly changed: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  private readonly pace: number;
  private exchange: Exchange | undefined;
  private valueUs: number;
  private publishUs: number;
  private lastId = 1;
  private lastMessageUs = 0;

  constructor(options: GeneratedMarketOptions) {
    this.options = options;
    this.instrument = options.instrument;
    this.pace = options.pace ?? 1;
    this.random = seededRandom(`${options.seed}:market`);
    const settings = { ...DEFAULT_FAIR_VALUE, ...options.fairValue };
    this.value = new FairValue(options.startTick, settings, seededRandom(`${options.seed}:value`));
    this.valueUs = options.startUs - WARM_UP_US;
    this.publishUs = this.valueUs;
  }

  nextExchangeUs(): number {
    const next = Math.min(this.actions.nextUs, this.publishUs);
    return next > (this.options.endUs ?? Infinity) ? Infinity : next;
  }

  stepExchange(exchange: Exchange): void {
    if (!this.exchange) this.seatParticipants(exchange);
    const nowUs = Math.min(this.actions.nextUs, this.publishUs);
    if (nowUs > this.valueUs) {
      // While they warm up the value stands still: the market begins where it was asked to.
      if (nowUs > this.options.startUs) this.value.advance(((nowUs - this.valueUs) * this.pace) / 1e6);
      this.valueUs = nowUs;
    }
    if (this.publishUs === nowUs) {
      this.publish(exchange, nowUs);
      this.publishUs = nowUs + PUBLISH_US;
      return;
    }
    const seat = this.actions.take();
    const sec = seat.participant.act(seat.desk);
    this.actions.add(nowUs + Math.max(1, Math.round((sec * 1e6) / this.pace)), seat);
  }

  nextLocalUs(): number {
    // Before its end there is always more to come, even if nothing is on its way just now.
    return this.messages.nextUs;
  }

  get ended(): boolean {
    return this.nextExchangeUs() === Infinity && this.messages.nextUs === Infinity;
  }

  stepLocal(listener: MarketListener, index: number): void {
    const nowUs = this.messages.nextUs;
    this.messages.take()(listener, index, nowUs);
  }

  skipLocal(untilUs: number): void {
    while (this.messages.nextUs <= untilUs) this.messages.take();
  }

  snapshot(exchange: Exchange, nowUs: number): BookSnapshot | undefined {
    if (!this.exchange) return undefined;
    this.publish(exchange, nowUs);
    return {
      lastId: this.lastId,
      exchUs: nowUs,
      levels: this.rows(exchange, exchange.clientTicks(Side.Buy), exchange.clientTicks(Side.Sell)),
    };
  }

  onLevel(side: Side, tick: number): void {
    this.changed[side].add(tick);
  }

  onTrade(tradeId: number, venueUs: number, tick: number, lots: number, aggressor: Side): void {
    this.send(venueUs, (listener, index, nowUs) => {
      listener.onTrade(nowUs, index, tradeId, venueUs, tick, lots, aggressor);
    });
  }

  /** Sends what changed since the last depth message. */
  private publish(exchange: Exchange, nowUs: number): void {
    const [bids, asks] = this.changed;
    const count = bids.size + asks.size;
    if (count === 0) return;
    const levels = this.rows(exchange, bids, asks);
    bids.clear();
    asks.clear();
    const previousId = this.lastId;
    this.lastId += count;
    const { lastId } = this;
    this.send(nowUs, (listener, index, atUs) => {
      listener.onDepth(atUs, index, previousId + 1, lastId, previousId, nowUs, levels, 0, count);
    });
  }

  private rows(exchange: Exchange, bids: Iterable<number>, asks: Iterable<number>): Levels {
    const side: number[] = [];
    const tick: number[] = [];
    const lots: number[] = [];
    for (const [which, ticks] of [
      [Side.Buy, bids],
      [Side.Sell, asks],
    ] as const) {
      for (const price of ticks) {
        side.push(which);
        tick.push(price);
        lots.push(exchange.lotsAt(which, price));
      }
    }
    return { side: Uint8Array.from(side), tick: Int32Array.from(tick), lots: Float64Array.from(lots) };
  }

  /** Public messages need 1 to 5 ms and do not overtake each other. */
  private send(
    fromUs: number,
    message: (listener: MarketListener, index: number, nowUs: number) => void,
  ): void {
    const atUs = Math.max(this.lastMessageUs, fromUs + 1_000 + Math.floor(4_000 * this.random.next()));
    this.lastMessageUs = atUs;
    this.messages.add(atUs, message);
  }

  private seatParticipants(exchange: Exchange): void {
    this.exchange = exchange;
    const { seed, startTick, instrument, orderQuote = 1_500 } = this.options;
    const { value } = this;
    const bp = startTick / 10_000;
    const lots = Math.max(1, Math.round(orderQuote / (startTick * instrument.tick * instrument.lot)));
    const source = (name: string): Random => seededRandom(`${seed}:${name}`);
    const maker = (name: string, halfBp: number, size: number, requoteSec: number): Maker =>
      new Maker(
        value,
        {
          halfSpreadTicks: halfBp * bp,
          levelTicks: 0.6 * bp,
          levels: 8,
          lots: Math.max(1, Math.round(lots * size)),
          requoteSec,
          errorTicks: 0.25 * bp,
        },
        source(name),
      );
    const taker = (name: string, perSec: number, size: number): NoiseTaker =>
      new NoiseTaker(
        value,
        {
          perSec,
          lots: Math.max(1, Math.round(lots * size)),
          excitement: 0.6,
          memorySec: 2,
          persistence: 0.7,
        },
        source(name),
      );
    const lurker = (name: string, depthBp: number): Lurker =>
      new Lurker({ perSec: 4, lots, depthTicks: depthBp * bp, patienceSec: 4, orders: 40 }, source(name));
    this.seat(exchange, [
      maker('maker 1', 0.3, 2, 0.4),
      maker('maker 2', 0.6, 4, 0.8),
      maker('maker 3', 1.5, 10, 2),
      taker('taker 1', 3, 1),
      taker('taker 2', 0.4, 8),
      new InformedTaker(value, { perSec: 4, lots: lots * 4, edgeTicks: 0.5 * bp }, source('informed')),
      lurker('lurker 1', 4),
      lurker('lurker 2', 12),
    ]);
  }

  private seat(exchange: Exchange, participants: readonly Participant[]): void {
    participants.forEach((participant, i) => {
      const client = exchange.addClient({ quote: '0', base: '0' }, { participant: true });
      const desk = new ParticipantDesk(exchange, client, () => this.valueUs);
      // One after the other, makers first, so that the first taker finds a book.
      this.actions.add(this.valueUs + 1 + i * 1_000, { participant, desk });
    });
  }
}
