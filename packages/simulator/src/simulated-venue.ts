import type {
  Answer,
  CancelRequest,
  OrderNews,
  OrderUpdate,
  ReplaceRequest,
  SteppedVenue,
  SubmitRequest,
  VenueAccount,
  VenueFeatures,
  VenueFill,
  VenueListener,
  VenueOrder,
} from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import { Courier } from './courier.ts';
import type { Delivery } from './courier.ts';
import type { FeeSchedule, StartBalances } from './exchange-account.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeOrder } from './exchange-order.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeNews, ExchangeSink } from './exchange.ts';
import type { Fault } from './faults.ts';
import { FaultyFeed } from './faulty-feed.ts';
import { constantLatency } from './latency.ts';
import type { Latency } from './latency.ts';
import type { BookSnapshot, MarketListener, MarketSource } from './market-source.ts';
import { queueModel } from './queue-model.ts';
import type { QueueModel } from './queue-model.ts';

/** Order to exchange, and answer back, when nothing else is said, µs. */
export const DEFAULT_LATENCY_US = 10_000;
/** The adapter gives up on an answer after this, µs. */
const DEFAULT_TIMEOUT_US = 2_000_000;

export interface SimulatedVenueOptions {
  readonly markets: readonly MarketSource[];
  readonly fees: FeeSchedule;
  /** Balances at the start, one entry per market; quote balances are per market. */
  readonly balances: readonly StartBalances[];
  readonly features?: Partial<VenueFeatures>;
  readonly queue?: QueueModel;
  readonly partial?: boolean;
  readonly consume?: boolean;
  readonly leverage?: number;
  /** See `ExchangeOptions`. */
  readonly keepEnded?: number;
  readonly entryLatency?: Latency;
  readonly responseLatency?: Latency;
  readonly timeoutUs?: number;
  readonly faults?: readonly Fault[];
  /** Market data up to here has passed already, µs. */
  readonly startUs?: number;
  /** Orders of an earlier process, which ended with it. */
  readonly deadOrders?: readonly VenueOrder[];
  /** The first trade's number. */
  readonly firstTradeId?: number;
}

type Command = 'submit' | 'cancel' | 'replace';

/** What the adapter says of a request without a usable answer, and the venue's gate of one it does not let in. */
const ADAPTER_WORDS: Readonly<Record<Command, { lost: OrderNews; refused: OrderNews }>> = {
  submit: { lost: 'amb', refused: 'rej' },
  cancel: { lost: 'camb', refused: 'crej' },
  replace: { lost: 'ramb', refused: 'rrej' },
};

/** The request whose answer a piece of news is. */
const ANSWER_TO: Readonly<Partial<Record<OrderNews, Command>>> = {
  ack: 'submit',
  rej: 'submit',
  cack: 'cancel',
  cmiss: 'cancel',
  rack: 'replace',
  rrej: 'replace',
};

/**
 * One engine in front of simulated exchanges, on simulated time. Four streams per market, always the earliest first;
 * at one time in the order: data at the strategy, answers, data at the exchange, requests (trading.md 9).
 * A request or answer does not overtake an earlier one, unless a fault delays that.
 */
export class SimulatedVenue implements SteppedVenue {
  readonly name = 'simulator';
  readonly instruments: readonly Instrument[];
  readonly features: VenueFeatures;
  readonly exchanges: readonly Exchange[];
  /** The engine's account at each exchange. */
  readonly clients: readonly ExchangeClient[];
  readonly markets: readonly MarketSource[];
  private readonly courier: Courier;
  private nowUs = 0;
  private target: VenueListener | undefined;
  /** Where market data goes: the listener, or what comes between where it is faulty. */
  private feed: MarketListener | undefined;

  constructor(options: SimulatedVenueOptions) {
    this.markets = options.markets;
    this.instruments = options.markets.map(({ instrument }) => instrument);
    this.features = {
      replace: false,
      // A market that is told what clients show publishes it.
      ownOrdersInFeed: options.markets.some((market) => market.onLevel !== undefined),
      ...options.features,
    };
    this.courier = new Courier({
      entry: options.entryLatency ?? constantLatency(DEFAULT_LATENCY_US),
      response: options.responseLatency ?? constantLatency(DEFAULT_LATENCY_US),
      timeoutUs: options.timeoutUs ?? DEFAULT_TIMEOUT_US,
      faults: options.faults,
    });
    this.exchanges = options.markets.map(
      (market, index) =>
        new Exchange({
          instrument: market.instrument,
          index,
          fees: options.fees,
          queue: options.queue ?? queueModel('riskAverse'),
          partial: options.partial ?? true,
          consume: options.consume ?? true,
          leverage: options.leverage ?? 5,
          keepEnded: options.keepEnded,
          sink: this.sinkOf(index, market),
        }),
    );
    this.clients = this.exchanges.map((exchange, i) => {
      exchange.nextTradeId = options.firstTradeId ?? 1;
      return exchange.addClient(options.balances[i] ?? { quote: '0', base: '0' });
    });
    for (const dead of options.deadOrders ?? []) this.bury(dead);
    if (options.startUs === undefined) {
      const firstUs = this.nextUs();
      if (firstUs !== Infinity) this.nowUs = firstUs;
    } else this.fastForward(options.startUs);
  }

  set listener(listener: VenueListener) {
    this.target = listener;
    this.feed = this.courier.faults.empty ? listener : new FaultyFeed(this.courier, listener);
  }

  get listener(): VenueListener {
    if (!this.target) throw new Error('nobody listens to the simulated venue yet');
    return this.target;
  }

  get dataEnded(): boolean {
    return this.markets.every((market) => market.ended);
  }

  // ---- time ----

  nextUs(): number {
    let next = Math.min(this.courier.deliveryUs, this.courier.arrivalUs);
    const { markets } = this;
    for (let i = 0; i < markets.length; i++) {
      const localUs = markets[i].nextLocalUs();
      if (localUs < next) next = localUs;
      const exchangeUs = markets[i].nextExchangeUs();
      if (exchangeUs < next) next = exchangeUs;
    }
    return next;
  }

  timeIs(nowUs: number): void {
    this.nowUs = nowUs;
  }

  step(): void {
    const next = this.nextUs();
    this.nowUs = next;
    const { markets, courier, exchanges } = this;
    for (let i = 0; i < markets.length; i++) {
      if (markets[i].nextLocalUs() !== next) continue;
      markets[i].stepLocal(this.feed ?? this.listener, i);
      return;
    }
    if (courier.deliveryUs === next) {
      courier.bring(this.listener, next);
      return;
    }
    for (let i = 0; i < markets.length; i++) {
      if (markets[i].nextExchangeUs() !== next) continue;
      markets[i].stepExchange(exchanges[i]);
      return;
    }
    courier.handOver(next);
  }

  // ---- requests of the engine ----

  submit(request: SubmitRequest): void {
    const { instrument } = request;
    this.command('submit', request, (nowUs) => {
      this.exchanges[instrument].submit(this.clients[instrument], request, nowUs);
    });
  }

  cancel(request: CancelRequest): void {
    const { instrument, clientId } = request;
    this.command('cancel', request, (nowUs) => {
      this.exchanges[instrument].cancel(this.clients[instrument], clientId, nowUs);
    });
  }

  replace(request: ReplaceRequest): void {
    const { instrument } = request;
    this.command('replace', request, (nowUs) => {
      this.exchanges[instrument].replace(this.clients[instrument], request, nowUs);
    });
  }

  requestSnapshot(instrument: number): void {
    this.ask<BookSnapshot | undefined>({
      clientId: '',
      look: (nowUs) => this.markets[instrument].snapshot(this.exchanges[instrument], nowUs),
      tell: (listener, nowUs, answer) => {
        // An exchange without a book has nothing to send, and a request that failed is made again.
        if (!answer.ok || !answer.value) return;
        const { lastId, exchUs, levels } = answer.value;
        listener.onSnapshot(nowUs, instrument, lastId, exchUs, levels, 0, levels.side.length);
      },
    });
  }

  queryOrder(queryId: number, { instrument, clientId }: CancelRequest): void {
    this.ask<VenueOrder | undefined>({
      clientId,
      look: () => this.clients[instrument].orders.get(clientId)?.describe(instrument),
      tell: (listener, nowUs, answer) => {
        listener.onOrderAnswer(nowUs, queryId, answer);
      },
    });
  }

  queryOpenOrders(queryId: number, instrument: number): void {
    this.ask<readonly VenueOrder[]>({
      clientId: '',
      look: () =>
        this.exchanges[instrument]
          .openOrders(this.clients[instrument])
          .map((order) => order.describe(instrument)),
      tell: (listener, nowUs, answer) => {
        listener.onOpenOrders(nowUs, queryId, answer);
      },
    });
  }

  queryFills(queryId: number, instrument: number, sinceUs: number): void {
    this.ask<readonly VenueFill[]>({
      clientId: '',
      look: () => {
        const { fills } = this.clients[instrument];
        let from = fills.length;
        while (from > 0 && fills[from - 1].venueUs >= sinceUs) from--;
        return fills.slice(from);
      },
      tell: (listener, nowUs, answer) => {
        listener.onFills(nowUs, queryId, answer);
      },
    });
  }

  queryBalances(queryId: number): void {
    this.ask<VenueAccount>({
      clientId: '',
      look: () => {
        const accounts = this.clients.map(({ account }) => account.describe());
        return {
          balances: accounts.flatMap(({ balances }) => balances),
          positions: accounts.flatMap(({ positions }, instrument) =>
            positions.map(({ lots }) => ({ instrument, lots })),
          ),
        };
      },
      tell: (listener, nowUs, answer) => {
        listener.onBalances(nowUs, queryId, answer);
      },
    });
  }

  // ---- inside ----

  private sinkOf(index: number, market: MarketSource): ExchangeSink {
    return {
      onNews: (_client, order, news) => {
        this.news(index, order, news);
      },
      onFill: (_client, _order, fill) => {
        this.filled(fill);
      },
      ...(market.onLevel ? { onLevel: market.onLevel.bind(market) } : {}),
      ...(market.onTrade ? { onTrade: market.onTrade.bind(market) } : {}),
    };
  }

  private news(instrument: number, order: ExchangeOrder | undefined, news: ExchangeNews): void {
    const { clientId } = news;
    const update: OrderUpdate = {
      news: news.news,
      instrument,
      clientId,
      venueUs: news.venueUs,
      ...(news.code === undefined ? {} : { code: news.code }),
      ...(order && news.news !== 'rej'
        ? {
            venueOrderId: order.venueOrderId,
            filledLots: order.filledLots,
            tick: order.tick,
            lots: order.lots,
          }
        : {}),
    };
    const point = news.news;
    this.courier.reply({ point, clientId, answers: ANSWER_TO[point] }, news.venueUs, (listener, atUs) => {
      listener.onOrderUpdate(atUs, update);
    });
  }

  private filled(fill: VenueFill): void {
    const { clientId, venueUs } = fill;
    this.courier.reply({ point: 'fill', clientId, answers: undefined }, venueUs, (listener, atUs) => {
      listener.onFill(atUs, fill);
    });
  }

  private command(point: Command, request: CancelRequest, arrive: (nowUs: number) => void): void {
    const { instrument, clientId } = request;
    const word =
      (news: OrderNews, code?: string): Delivery =>
      (listener, nowUs) => {
        listener.onOrderUpdate(nowUs, { news, instrument, clientId, venueUs: 0, code });
      };
    const { lost, refused } = ADAPTER_WORDS[point];
    this.courier.send(
      { point, clientId, arrive, lost: word(lost), refused: word(refused, 'TECHNICAL') },
      this.nowUs,
    );
  }

  private ask<T>(query: {
    clientId: string;
    look: (nowUs: number) => T;
    tell: (listener: VenueListener, nowUs: number, answer: Answer<T>) => void;
  }): void {
    const { clientId, look, tell } = query;
    const failed =
      (why: string): Delivery =>
      (listener, nowUs) => {
        tell(listener, nowUs, { ok: false, failed: why });
      };
    const arrive = (nowUs: number): void => {
      const value = look(nowUs);
      this.courier.reply({ point: 'answer', clientId, answers: 'query' }, nowUs, (listener, atUs) => {
        tell(listener, atUs, { ok: true, value });
      });
    };
    this.courier.send(
      { point: 'query', clientId, arrive, lost: failed('no answer'), refused: failed('refused') },
      this.nowUs,
    );
  }

  private bury(dead: VenueOrder): void {
    const order = new ExchangeOrder({ ...dead, client: 0 });
    order.filledLots = dead.filledLots;
    order.status = 'canceled';
    this.clients[dead.instrument].orders.set(dead.clientId, order);
  }

  private fastForward(startUs: number): void {
    this.markets.forEach((market, i) => {
      while (market.nextExchangeUs() <= startUs) market.stepExchange(this.exchanges[i]);
      market.skipLocal(startUs);
    });
    this.nowUs = startUs;
  }
}
