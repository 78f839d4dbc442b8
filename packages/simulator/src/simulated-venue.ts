import type {
  CancelRequest,
  OrderNews,
  OrderUpdate,
  ReplaceRequest,
  SteppedVenue,
  SubmitRequest,
  VenueFeatures,
  VenueFill,
  VenueListener,
  VenueOrder,
} from '@mrmarket/engine/venue';
import type { Instrument } from '@mrmarket/market/instrument';
import type { FeeSchedule, StartBalances } from './exchange-account.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeOrder } from './exchange-order.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeNews, ExchangeSink } from './exchange.ts';
import { FaultPlan } from './faults.ts';
import type { Fault, FaultPoint } from './faults.ts';
import { constantLatency } from './latency.ts';
import type { Latency } from './latency.ts';
import type { MarketSource } from './market-source.ts';
import { queueModel } from './queue-model.ts';
import type { QueueModel } from './queue-model.ts';
import { TimedQueue } from './timed-queue.ts';

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

interface Request {
  readonly point: FaultPoint;
  readonly clientId: string;
  readonly fault: Fault | undefined;
  readonly run: (nowUs: number) => void;
}

type Delivery = (listener: VenueListener, nowUs: number) => void;

/** Word of the adapter when the answer to a request does not come. */
const NO_ANSWER: Readonly<Partial<Record<FaultPoint, OrderNews>>> = {
  submit: 'amb',
  cancel: 'camb',
  replace: 'ramb',
};
/** The request whose answer a piece of news is. */
const ANSWER_TO: Readonly<Partial<Record<OrderNews, FaultPoint>>> = {
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
  private readonly faults: FaultPlan;
  private readonly entryLatency: Latency;
  private readonly responseLatency: Latency;
  private readonly timeoutUs: number;
  private readonly requests = new TimedQueue<Request>();
  private readonly deliveries = new TimedQueue<Delivery>();
  private lastEntryUs = 0;
  private lastResponseUs = 0;
  private nowUs = 0;
  /** The request that the exchange is handling. */
  private handling: Request | undefined;
  private target: VenueListener | undefined;

  constructor(options: SimulatedVenueOptions) {
    this.markets = options.markets;
    this.instruments = options.markets.map(({ instrument }) => instrument);
    this.features = { replace: false, ownOrdersInFeed: false, ...options.features };
    this.faults = new FaultPlan(options.faults);
    this.entryLatency = options.entryLatency ?? constantLatency(DEFAULT_LATENCY_US);
    this.responseLatency = options.responseLatency ?? constantLatency(DEFAULT_LATENCY_US);
    this.timeoutUs = options.timeoutUs ?? DEFAULT_TIMEOUT_US;
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
          sink: this.sinkOf(index, market),
        }),
    );
    this.clients = this.exchanges.map((exchange, i) => {
      exchange.nextTradeId = options.firstTradeId ?? 1;
      return exchange.addClient(options.balances[i] ?? { quote: '0', base: '0' });
    });
    for (const dead of options.deadOrders ?? []) this.bury(dead);
    this.fastForward(options.startUs ?? -Infinity);
  }

  set listener(listener: VenueListener) {
    this.target = listener;
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
    let next = Math.min(this.deliveries.nextUs, this.requests.nextUs);
    for (const market of this.markets) next = Math.min(next, market.nextLocalUs(), market.nextExchangeUs());
    return next;
  }

  timeIs(nowUs: number): void {
    this.nowUs = nowUs;
  }

  step(): void {
    const next = this.nextUs();
    this.nowUs = next;
    const { markets } = this;
    for (let i = 0; i < markets.length; i++) {
      if (markets[i].nextLocalUs() !== next) continue;
      this.stepLocal(i);
      return;
    }
    if (this.deliveries.nextUs === next) {
      this.deliveries.take()(this.listener, next);
      return;
    }
    for (let i = 0; i < markets.length; i++) {
      const market = markets[i];
      if (market.nextExchangeUs() !== next) continue;
      market.stepExchange(this.exchanges[i]);
      return;
    }
    this.handle(this.requests.take(), next);
  }

  // ---- requests of the engine ----

  submit(request: SubmitRequest): void {
    this.send('submit', request.clientId, request.instrument, (nowUs) => {
      this.exchange(request.instrument).submit(this.client(request.instrument), request, nowUs);
    });
  }

  cancel({ instrument, clientId }: CancelRequest): void {
    this.send('cancel', clientId, instrument, (nowUs) => {
      this.exchange(instrument).cancel(this.client(instrument), clientId, nowUs);
    });
  }

  replace(request: ReplaceRequest): void {
    this.send('replace', request.clientId, request.instrument, (nowUs) => {
      this.exchange(request.instrument).replace(this.client(request.instrument), request, nowUs);
    });
  }

  requestSnapshot(instrument: number): void {
    this.send('query', '', instrument, (nowUs) => {
      const snapshot = this.markets[instrument].snapshot(this.exchange(instrument), nowUs);
      if (!snapshot) return;
      const { lastId, exchUs, levels } = snapshot;
      this.deliver(nowUs, (listener, atUs) => {
        listener.onSnapshot(atUs, instrument, lastId, exchUs, levels, 0, levels.side.length);
      });
    });
  }

  queryOrder(queryId: number, { instrument, clientId }: CancelRequest): void {
    this.ask(instrument, clientId, () => {
      const value = this.client(instrument).orders.get(clientId)?.describe(instrument);
      return (listener, atUs) => {
        listener.onOrderAnswer(atUs, queryId, { ok: true, value });
      };
    });
  }

  queryOpenOrders(queryId: number, instrument: number): void {
    this.ask(instrument, '', () => {
      const value = [...this.client(instrument).orders.values()]
        .filter(({ status }) => status === 'open')
        .map((order) => order.describe(instrument));
      return (listener, atUs) => {
        listener.onOpenOrders(atUs, queryId, { ok: true, value });
      };
    });
  }

  queryFills(queryId: number, instrument: number, sinceUs: number): void {
    this.ask(instrument, '', () => {
      const value = this.client(instrument).fills.filter(({ venueUs }) => venueUs >= sinceUs);
      return (listener, atUs) => {
        listener.onFills(atUs, queryId, { ok: true, value });
      };
    });
  }

  queryBalances(queryId: number): void {
    this.ask(0, '', () => {
      const accounts = this.clients.map(({ account }) => account.describe());
      const value = {
        balances: accounts.flatMap(({ balances }) => balances),
        positions: accounts.flatMap(({ positions }, instrument) =>
          positions.map(({ lots }) => ({ instrument, lots })),
        ),
      };
      return (listener, atUs) => {
        listener.onBalances(atUs, queryId, { ok: true, value });
      };
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
    const fault = this.faults.meet(news.news as FaultPoint, clientId);
    const request = ANSWER_TO[news.news];
    const lost = fault?.do === 'drop' || fault?.do === 'silence' || fault?.do === 'error';
    const requestFault =
      this.handling?.clientId === clientId && this.handling.point === request
        ? this.handling.fault
        : undefined;
    if (lost || requestFault?.do === 'error') {
      if (request && fault?.do !== 'silence')
        this.noAnswer(request, instrument, clientId, fault?.do === 'drop' ? this.timeoutUs : 0);
      return;
    }
    this.deliver(
      news.venueUs,
      (listener, atUs) => {
        listener.onOrderUpdate(atUs, update);
      },
      fault,
    );
  }

  private filled(fill: VenueFill): void {
    const fault = this.faults.meet('fill', fill.clientId);
    if (fault?.do === 'drop' || fault?.do === 'silence') return;
    this.deliver(
      fill.venueUs,
      (listener, atUs) => {
        listener.onFill(atUs, fill);
      },
      fault,
    );
  }

  private stepLocal(index: number): void {
    const market = this.markets[index];
    if (!this.faults.empty && this.faults.meet('depth')?.do === 'drop') market.skipOne();
    else market.stepLocal(this.listener, index);
  }

  private send(point: FaultPoint, clientId: string, instrument: number, run: (nowUs: number) => void): void {
    const fault = this.faults.meet(point, clientId);
    if (fault?.do === 'drop' || fault?.do === 'silence') {
      if (fault.do === 'drop') this.noAnswer(point, instrument, clientId, this.timeoutUs);
      return;
    }
    const latency = this.entryLatency(this.nowUs);
    if (latency < 0) {
      // The exchange's gate refused it: known after the way back.
      this.technicalRefusal(point, instrument, clientId);
      return;
    }
    const request: Request = { point, clientId, fault, run };
    let atUs = Math.max(this.lastEntryUs, this.nowUs + latency);
    if (fault?.do === 'delay') atUs += fault.byUs ?? 0;
    else this.lastEntryUs = atUs;
    this.requests.add(atUs, request);
    if (fault?.do === 'duplicate') this.requests.add(atUs, request);
  }

  private ask(instrument: number, clientId: string, look: () => Delivery): void {
    this.send('query', clientId, instrument, (nowUs) => {
      const fault = this.faults.meet('answer', clientId);
      if (fault?.do === 'drop' || fault?.do === 'silence') return;
      this.deliver(nowUs, look(), fault);
    });
  }

  private handle(request: Request, nowUs: number): void {
    this.handling = request;
    request.run(nowUs);
    this.handling = undefined;
  }

  private deliver(fromUs: number, delivery: Delivery, fault?: Fault): void {
    let atUs = Math.max(this.lastResponseUs, fromUs + this.responseLatency(fromUs));
    if (fault?.do === 'delay') atUs += fault.byUs ?? 0;
    else this.lastResponseUs = atUs;
    this.deliveries.add(atUs, delivery);
    if (fault?.do === 'duplicate') this.deliveries.add(atUs + (fault.byUs ?? 0), delivery);
  }

  private noAnswer(point: FaultPoint, instrument: number, clientId: string, afterUs: number): void {
    const news = NO_ANSWER[point];
    if (news === undefined) return;
    this.deliveries.add(this.nowUs + afterUs, (listener, atUs) => {
      listener.onOrderUpdate(atUs, { news, instrument, clientId, venueUs: 0 });
    });
  }

  private technicalRefusal(point: FaultPoint, instrument: number, clientId: string): void {
    const news: OrderNews | undefined =
      point === 'submit' ? 'rej' : point === 'replace' ? 'rrej' : point === 'cancel' ? 'crej' : undefined;
    if (news === undefined) return;
    this.deliver(this.nowUs, (listener, atUs) => {
      listener.onOrderUpdate(atUs, { news, instrument, clientId, venueUs: 0, code: 'TECHNICAL' });
    });
  }

  private bury(dead: VenueOrder): void {
    const order = new ExchangeOrder({ ...dead, client: 0 });
    order.filledLots = dead.filledLots;
    order.status = 'canceled';
    this.client(dead.instrument).orders.set(dead.clientId, order);
  }

  private fastForward(startUs: number): void {
    this.markets.forEach((market, i) => {
      while (market.nextExchangeUs() <= startUs) market.stepExchange(this.exchange(i));
      market.skipLocal(startUs);
    });
    if (startUs !== -Infinity) this.nowUs = startUs;
  }

  private exchange(instrument: number): Exchange {
    return this.exchanges[instrument];
  }

  private client(instrument: number): ExchangeClient {
    return this.clients[instrument];
  }
}
