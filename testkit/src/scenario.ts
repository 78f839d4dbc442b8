import { Engine } from '@mrmarket/engine/engine';
import type { Order } from '@mrmarket/engine/order';
import { ORDER_STATE_NAMES } from '@mrmarket/engine/order-state';
import type { RiskLimits } from '@mrmarket/engine/risk-limits';
import type { SubmitRequest, VenueFeatures, VenueFill, VenueListener } from '@mrmarket/engine/venue';
import { Feed } from '@mrmarket/market/feed';
import { Side } from '@mrmarket/market/side';
import type { StartBalances } from '@mrmarket/simulator/exchange-account';
import type { FeeSchedule } from '@mrmarket/simulator/exchange-account';
import type { ExchangeOrder } from '@mrmarket/simulator/exchange-order';
import type { Fault } from '@mrmarket/simulator/faults';
import type { MarketSource } from '@mrmarket/simulator/market-source';
import { RecordedMarket } from '@mrmarket/simulator/recorded-market';
import { SimulatedVenue } from '@mrmarket/simulator/simulated-venue';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Strategy } from '@mrmarket/strategy/strategy';
import { MemoryJournal } from './memory-journal.ts';
import { RequestLog } from './request-log.ts';
import { SCENARIO_START_US, scenarioRecording } from './scenario-market.ts';
import type { ScenarioMarket } from './scenario-market.ts';
import { ScriptedStrategy } from './scripted-strategy.ts';

export const SCENARIO_TAG = 'TEST01';

export interface ScenarioOptions {
  readonly market?: ScenarioMarket;
  /** In place of a scripted market. */
  readonly source?: MarketSource;
  readonly startUs?: number;
  readonly faults?: readonly Fault[];
  readonly features?: Partial<VenueFeatures>;
  readonly fees?: FeeSchedule;
  readonly balances?: StartBalances;
  readonly limits?: Partial<RiskLimits>;
  readonly strategy?: Strategy;
  readonly tag?: string;
  /** Changes fills on their way to the engine; undefined loses one. */
  readonly passFill?: (fill: VenueFill) => VenueFill | undefined;
}

const NO_FEES: FeeSchedule = { maker: '0', taker: '0', asset: 'quote' };

/**
 * The real engine in front of the real simulated exchange, on simulated time. A test runs it to a time, looks, acts,
 * and runs on; times are milliseconds since the start. Requests and answers take 10 ms each.
 */
export class Scenario {
  readonly venue: SimulatedVenue;
  readonly requests: RequestLog;
  readonly journal = new MemoryJournal();
  /** Alerts, restrictions (with `+` set, `-` lifted) and pulls in the order they came. */
  readonly alerts: string[] = [];
  readonly restrictions: string[] = [];
  readonly pulls: { readonly atUs: number; readonly reason: string }[] = [];
  readonly script = new ScriptedStrategy();
  /** Called after each event: for what must hold at any time. */
  afterEvent: (() => void) | undefined;
  engine: Engine;
  nowUs: number;
  private readonly options: ScenarioOptions;
  private readonly startUs: number;

  constructor(options: ScenarioOptions = {}) {
    this.options = options;
    this.startUs = options.startUs ?? SCENARIO_START_US;
    this.nowUs = this.startUs;
    this.venue = new SimulatedVenue({
      markets: [options.source ?? new RecordedMarket(scenarioRecording(options.market))],
      fees: options.fees ?? NO_FEES,
      balances: [options.balances ?? { quote: '1000000', base: '1000' }],
      ...(options.features ? { features: options.features } : {}),
      ...(options.faults ? { faults: options.faults } : {}),
    });
    this.requests = new RequestLog(this.venue, () => this.nowUs);
    this.engine = this.begin();
  }

  /** Milliseconds since the start. */
  get nowMs(): number {
    return (this.nowUs - this.startUs) / 1000;
  }

  /** Lets everything happen up to a time, that included. */
  runTo(ms: number): this {
    const endUs = this.startUs + ms * 1000;
    for (;;) {
      const venueUs = this.venue.nextUs();
      const timerUs = this.engine.nextTimerUs;
      const nextUs = Math.min(venueUs, timerUs);
      if (nextUs > endUs) break;
      // A timer in the past would mean that it was not done when it was due.
      if (nextUs < this.nowUs) throw new Error(`time went back from ${this.nowUs} to ${nextUs}`);
      this.nowUs = nextUs;
      if (venueUs <= timerUs) this.venue.step();
      else {
        this.venue.timeIs(nextUs);
        this.engine.onTimer(nextUs);
        if (this.engine.nextTimerUs <= nextUs) this.timersDone(nextUs);
      }
      this.afterEvent?.();
    }
    this.nowUs = endUs;
    this.venue.timeIs(endUs);
    return this;
  }

  runFor(ms: number): this {
    return this.runTo(this.nowMs + ms);
  }

  /** Runs until the quotes of the script rest: ready after the first answers, and one beat later. */
  quoting(rows: Parameters<ScriptedStrategy['want']>[0]): this {
    this.script.want(rows);
    return this.runFor(500);
  }

  /** The process ends without a word; the venue goes on alone for a while, then a new one starts on the journal. */
  restart({ downMs = 1000 }: { readonly downMs?: number } = {}): this {
    this.journal.crash();
    this.venue.listener = DEAF;
    const endUs = this.nowUs + downMs * 1000;
    while (this.venue.nextUs() <= endUs) this.venue.step();
    this.nowUs = endUs;
    this.venue.timeIs(endUs);
    this.engine = this.begin();
    return this;
  }

  /** The engine's record of its orders, oldest first: `BUY 5@999 OPEN`. */
  orders(): string[] {
    return [...this.engine.state.orders.all()].map(describeOrder);
  }

  order(index = 0): Order {
    const order = [...this.engine.state.orders.all()][index];
    if (!order) throw new RangeError(`there is no order ${index}`);
    return order;
  }

  /** Open orders at the exchange, ours and external ones: `BUY 5@999`. */
  open(): string[] {
    return this.venue.exchanges[0].openOrders(this.venue.clients[0]).map(describeExchangeOrder);
  }

  /** Net lots: what the engine believes, and what the exchange holds beyond the start. */
  positions(): { readonly engine: number; readonly exchange: number } {
    const { instrument, base } = this.venue.clients[0].account;
    return {
      engine: this.engine.state.account.netLots(0),
      exchange: Number(base / instrument.baseUnitsPerLot),
    };
  }

  /** Somebody sends an order to the same account, not through the engine. */
  external(
    request: Partial<SubmitRequest> & Pick<SubmitRequest, 'clientId' | 'side' | 'tick' | 'lots'>,
  ): void {
    this.venue.exchanges[0].submit(
      this.venue.clients[0],
      { instrument: 0, postOnly: false, reduceOnly: false, timeInForce: 'GTC', ...request },
      this.nowUs,
    );
  }

  private begin(): Engine {
    const { options, venue } = this;
    const engine = new Engine({
      venue: this.requests,
      journal: this.journal,
      strategy: options.strategy ?? this.script,
      feeds: venue.instruments.map((it) => new Feed(it, { random: seededRandom(`scenario:${it.id}`) })),
      tag: options.tag ?? SCENARIO_TAG,
      fees: options.fees ?? NO_FEES,
      limits: options.limits,
      seed: 'scenario',
      observer: {
        onAlert: (_, code) => this.alerts.push(code),
        onRestriction: (_, key, set) =>
          this.restrictions.push(`${set ? '+' : '-'}${key} ${set?.code ?? ''}`.trim()),
        onPulled: (atUs, reason) => this.pulls.push({ atUs, reason }),
      },
    });
    venue.listener = options.passFill ? passing(engine, options.passFill) : engine;
    venue.timeIs(this.nowUs);
    engine.start(this.nowUs);
    return engine;
  }

  private timersDone(nowUs: number): void {
    for (let i = 0; i < 10 && this.engine.nextTimerUs <= nowUs; i++) this.engine.onTimer(nowUs);
    if (this.engine.nextTimerUs <= nowUs) throw new Error('a timer that is due is never done');
  }
}

function describeOrder(order: Order): string {
  const filled = order.bookedLots > 0 ? ` filled ${order.bookedLots}` : '';
  return `${sideName(order.side)} ${order.lots}@${order.tick} ${ORDER_STATE_NAMES[order.state]}${filled}`;
}

function describeExchangeOrder(order: ExchangeOrder): string {
  return `${sideName(order.side)} ${order.openLots}@${order.tick}`;
}

function sideName(side: Side): string {
  return side === Side.Buy ? 'BUY' : 'SELL';
}

/** A listener that nothing reaches: the process is down. */
const DEAF: VenueListener = {
  onSnapshot: ignore,
  onDepth: ignore,
  onTrade: ignore,
  onOrderUpdate: ignore,
  onFill: ignore,
  onOrderAnswer: ignore,
  onOpenOrders: ignore,
  onFills: ignore,
  onBalances: ignore,
  onConnection: ignore,
};

function ignore(): void {
  // Nobody is there.
}

/** An engine behind a stream that changes or loses fills. What it asks for comes unchanged. */
function passing(engine: Engine, pass: (fill: VenueFill) => VenueFill | undefined): VenueListener {
  return {
    onSnapshot: engine.onSnapshot.bind(engine),
    onDepth: engine.onDepth.bind(engine),
    onTrade: engine.onTrade.bind(engine),
    onOrderUpdate: engine.onOrderUpdate.bind(engine),
    onFill: (nowUs, fill) => {
      const passed = pass(fill);
      if (passed) engine.onFill(nowUs, passed);
    },
    onOrderAnswer: engine.onOrderAnswer.bind(engine),
    onOpenOrders: engine.onOpenOrders.bind(engine),
    onFills: engine.onFills.bind(engine),
    onBalances: engine.onBalances.bind(engine),
    onConnection: engine.onConnection.bind(engine),
  };
}
