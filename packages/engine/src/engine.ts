import type { Feed } from '@mrmarket/market/feed';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Strategy } from '@mrmarket/strategy/strategy';
import type { FeeRates } from './account.ts';
import { takeCheckpoint } from './checkpoint.ts';
import { parseClientOrderId } from './client-order-id.ts';
import type { EngineObserver } from './engine-observer.ts';
import { EngineState } from './engine-state.ts';
import type { Applied } from './engine-state.ts';
import { EngineView } from './engine-view.ts';
import { EngineError } from './errors.ts';
import type { Journal } from './journal.ts';
import { LossWatch } from './loss-watch.ts';
import { MarketWatch } from './market-watch.ts';
import { openingRecord } from './opening.ts';
import { OrderDesk } from './order-desk.ts';
import type { DeskEvents } from './order-desk.ts';
import { OrderManager } from './order-manager.ts';
import type { Order } from './order.ts';
import { OwnDepth } from './own-depth.ts';
import { Reconciler } from './reconciler.ts';
import type { ReconcilerEvents } from './reconciler.ts';
import { Restrictions } from './restrictions.ts';
import { riskLimits } from './risk-limits.ts';
import type { RiskLimits } from './risk-limits.ts';
import { Risk } from './risk.ts';
import type { RiskContext } from './risk.ts';
import { StopCheck } from './stop-check.ts';
import { StrategyHost } from './strategy-host.ts';
import { TradingMode } from './trading-mode.ts';
import { VenueQueries } from './venue-queries.ts';
import type {
  Answer,
  OrderUpdate,
  Venue,
  VenueAccount,
  VenueFill,
  VenueListener,
  VenueOrder,
} from './venue.ts';

export interface EngineOptions {
  readonly venue: Venue;
  readonly journal: Journal;
  /** The state that the journal was replayed into, where somebody had to know it before; else the engine replays. */
  readonly state?: EngineState | undefined;
  readonly strategy: Strategy;
  /** One per instrument, made for the way the venue numbers its depth messages. */
  readonly feeds: readonly Feed[];
  /** Instance tag of the client order ids, six of 0-9A-Z. */
  readonly tag: string;
  readonly fees: FeeRates;
  readonly limits?: Partial<RiskLimits> | undefined;
  readonly seed: string;
  readonly observer?: EngineObserver | undefined;
  /** What must be the same at each start with one journal, such as instrument and data hash. */
  readonly identity?: Readonly<Record<string, string>> | undefined;
}

/**
 * One market maker on one venue: takes in the venue's facts, lets the strategy say what it wants, and keeps the orders
 * so. Single-threaded and driven from outside: whoever owns it passes events in the order of time and calls `onTimer`
 * when `nextTimerUs` is reached. Same events, same orders.
 */
export class Engine implements VenueListener, RiskContext, DeskEvents, ReconcilerEvents {
  readonly state: EngineState;
  readonly orders: OrderManager;
  readonly view: EngineView;
  readonly sheet = new QuoteSheet();
  /** Level changes and trades taken in. */
  eventCount = 0;
  reconciled = false;
  venueUp = true;
  /** Set by the operator; quotes are pulled while it is. */
  paused = false;

  private readonly journal: Journal;
  private readonly observer: EngineObserver;
  private readonly identity: Readonly<Record<string, string>>;
  private readonly tag: string;
  private readonly host: StrategyHost;
  private readonly queries: VenueQueries;
  private readonly desk: OrderDesk;
  private readonly reconciler: Reconciler;
  private readonly restrictions: Restrictions;
  private readonly stopCheck: StopCheck;
  private readonly market: MarketWatch;
  private readonly losses: LossWatch;
  private readonly ownDepth: OwnDepth | undefined;
  private nowUs = 0;
  private pulled = true;
  private syncedVersion = -1;
  private ordersTouched = false;
  private theirAccount: VenueAccount | undefined;

  /** @throws EngineError when the journal is damaged, newer than the program or belongs to something else */
  constructor(options: EngineOptions) {
    const { venue, journal, feeds, tag } = options;
    this.journal = journal;
    this.observer = options.observer ?? {};
    const limits = riskLimits(options.limits);
    this.identity = options.identity ?? {};
    this.tag = tag;
    const { sheet, observer } = this;
    const state = options.state ?? replayed(options, limits);
    this.state = state;
    this.checkIdentity();
    this.market = new MarketWatch({
      feeds,
      venue,
      clockSkewUs: limits.clockSkewMs * 1000,
      marks2: state.lastMarks2.length > 0 ? state.lastMarks2 : (state.opening?.marks2 ?? []),
      events: { pull: this.pull.bind(this), alert: this.alert.bind(this) },
    });
    const view = new EngineView({
      feeds,
      account: state.account,
      orders: state.orders.working,
      random: seededRandom(options.seed),
    });
    this.view = view;
    view.refresh();
    this.host = new StrategyHost({
      strategy: options.strategy,
      view,
      sheet,
      onFailed: this.strategyFailed.bind(this),
    });
    const queries = new VenueQueries(venue, state.sessions);
    this.queries = queries;
    const { cancelsPerSec } = limits;
    const desk = new OrderDesk({ state, journal, venue, queries, events: this, cancelsPerSec });
    this.desk = desk;
    this.orders = new OrderManager({
      state,
      sheet,
      risk: new Risk(state, limits, this),
      desk,
      venue,
      limits,
      tag,
    });
    this.reconciler = new Reconciler({ state, desk, queries, events: this, tag, adopt: journal.recovered });
    this.restrictions = new Restrictions({ state, desk, limits, observer, pull: this.pull.bind(this) });
    this.stopCheck = new StopCheck({
      state,
      desk,
      queries,
      tag,
      instruments: feeds.length,
      onStopped: this.finish.bind(this),
    });
    const { restrictions, marks2 } = this;
    this.losses = new LossWatch({ state, desk, restrictions, limits, marks2 });
    this.ownDepth = venue.features.ownOrdersInFeed ? new OwnDepth(feeds) : undefined;
    for (const order of state.orders.working) this.ownDepth?.update(order);
  }

  // ---- life ----

  /** Begins (or goes on): reconciles with the venue, then quotes. */
  start(nowUs: number): void {
    this.at(nowUs);
    const { tag, identity, journal, state } = this;
    const { rates: fees } = state.account;
    this.desk.record({ type: 'session', atUs: nowUs, tag, recovered: journal.recovered, identity, fees });
    this.desk.commit();
    this.market.start(nowUs);
    this.reconciler.start(nowUs);
    this.settle(nowUs);
  }

  /**
   * Ends: no new order from here on, own orders are cancelled and the venue is asked whether they are gone; others are
   * not touched. `stopped` turns true when that is verified, or when it could not be within half a minute.
   */
  stop(nowUs: number, { keepOrders = false }: { readonly keepOrders?: boolean } = {}): void {
    if (this.stopCheck.begun) return;
    this.at(nowUs);
    this.stopCheck.begin(nowUs, { keepOrders });
    if (!keepOrders) this.pull(nowUs, 'stopping');
    this.settle(nowUs);
  }

  get stopped(): boolean {
    return this.stopCheck.done;
  }

  /** Pulls the quotes until `resume`. Not stored: it belongs to the running bot, not to the risk. */
  pause(nowUs: number): void {
    this.paused = true;
    this.pull(nowUs, 'paused');
    this.settle(nowUs);
  }

  resume(nowUs: number): void {
    this.paused = false;
    this.settle(nowUs);
  }

  /**
   * Hands changed parameters to the running strategy.
   * @param parameters what `changeParameters` of the strategy SDK has checked
   */
  changeParameters(nowUs: number, parameters: object): void {
    this.at(nowUs);
    this.host.parameters(parameters);
    this.settle(nowUs);
  }

  /** The operator's kill switch: halted and stored, quotes cancelled, until `lift(…, 'operator')`. */
  kill(nowUs: number, detail: string): void {
    this.restrictions.halt(nowUs, 'operator', 'OPERATOR', detail);
    this.settle(nowUs);
  }

  /**
   * Writes the whole state down, so that the next start need not read what came before. Skipped while an order is
   * between the journal and the venue.
   */
  checkpoint(nowUs: number): void {
    this.at(nowUs);
    const record = takeCheckpoint(this.state, { atUs: nowUs, marks2: this.marks2 });
    if (!record) return;
    this.desk.record(record);
    this.desk.commit();
  }

  /** Makes durable what needed no hurry: news of the venue, which a start would ask for again. */
  commit(): void {
    this.desk.commit();
  }

  /** A person lifts a restriction. @returns false when there is none of that key */
  lift(nowUs: number, key: string): boolean {
    const lifted = this.restrictions.lift(nowUs, key, this.equityNumber());
    this.settle(nowUs);
    return lifted;
  }

  /** True, or why there are no quotes now. */
  ready(): true | string {
    if (this.stopCheck.begun) return 'stopping';
    if (!this.reconciled) return 'reconciling with the venue';
    for (const { code, detail, mode } of this.state.restrictions.values()) {
      if (mode === TradingMode.Halted) return `${code}: ${detail}`;
    }
    if (this.paused) return 'paused';
    if (!this.venueUp) return 'venue not connected';
    if (this.clockSkewed) return 'clock skewed';
    if (!this.bookLive(0)) return `book not live: ${this.feeds[0].reason}`;
    if (!this.state.opened) return 'waiting for live books';
    return this.host.ready();
  }

  /** When `onTimer` is due next, µs; Infinity when nothing waits. */
  get nextTimerUs(): number {
    return Math.min(
      this.view.timers.dueUs,
      this.desk.dueUs,
      this.queries.dueUs,
      this.orders.dueUs,
      this.reconciler.dueUs,
      this.restrictions.dueUs,
      this.stopCheck.dueUs,
      this.market.dueUs,
    );
  }

  /** Does everything that is due by now. */
  onTimer(nowUs: number): void {
    this.at(nowUs);
    this.queries.expire(nowUs);
    this.desk.onTimer(nowUs);
    this.reconciler.onTimer(nowUs);
    this.market.onTimer(nowUs);
    this.restrictions.onTimer(nowUs, this.equityNumber());
    const { timers } = this.view;
    for (let id = timers.take(nowUs); id >= 0; id = timers.take(nowUs))
      if (this.mayQuote) this.host.timer(id);
    if (nowUs >= this.orders.dueUs) this.ordersTouched = true;
    this.stopCheck.onTimer(nowUs);
    this.settle(nowUs);
  }

  // ---- market data ----

  onSnapshot(
    nowUs: number,
    instrument: number,
    lastId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    this.feeds[instrument].onSnapshot(nowUs, lastId, exchUs, levels, from, to);
    this.eventCount += to - from;
    this.bookChanged(nowUs, instrument, exchUs);
  }

  onDepth(
    nowUs: number,
    instrument: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    this.feeds[instrument].onDepth(nowUs, firstId, lastId, previousId, exchUs, levels, from, to);
    this.eventCount += to - from;
    this.bookChanged(nowUs, instrument, exchUs);
  }

  onTrade(
    nowUs: number,
    instrument: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): void {
    this.at(nowUs);
    const feed = this.feeds[instrument];
    const fresh = feed.onTrade(nowUs, tradeId, exchUs, tick, lots, aggressor);
    this.eventCount++;
    if (fresh && feed.live && this.mayQuote) this.host.trade(instrument);
    this.settle(nowUs);
  }

  // ---- orders ----

  onOrderUpdate(nowUs: number, update: OrderUpdate): void {
    this.at(nowUs);
    this.desk.update(nowUs, update);
    this.settle(nowUs);
  }

  onFill(nowUs: number, fill: VenueFill): void {
    this.at(nowUs);
    this.desk.fill(nowUs, fill);
    this.settle(nowUs);
  }

  onOrderAnswer(nowUs: number, queryId: number, answer: Answer<VenueOrder | undefined>): void {
    this.answered(nowUs, queryId, answer);
  }

  onOpenOrders(nowUs: number, queryId: number, answer: Answer<readonly VenueOrder[]>): void {
    this.answered(nowUs, queryId, answer);
  }

  onFills(nowUs: number, queryId: number, answer: Answer<readonly VenueFill[]>): void {
    this.answered(nowUs, queryId, answer);
  }

  onBalances(nowUs: number, queryId: number, answer: Answer<VenueAccount>): void {
    this.answered(nowUs, queryId, answer);
  }

  onConnection(nowUs: number, up: boolean): void {
    this.at(nowUs);
    this.venueUp = up;
    if (up) this.reconciler.start(nowUs);
    else {
      // What happened meanwhile must be known before anything new is sent.
      this.reconciled = false;
      this.pull(nowUs, 'venue not connected');
      this.market.disconnected();
    }
    this.settle(nowUs);
  }

  // ---- what the desk and the reconciler report ----

  orderChanged(order: Order, step: 'opened' | 'ended' | 'changed'): void {
    this.ordersTouched = true;
    this.ownDepth?.update(order);
    if (step === 'ended') this.orders.orderEnded(order);
    if (step === 'opened') this.orders.orderOpened(order);
    this.observer.onOrder?.(this.nowUs, order, step);
    if (step !== 'changed') this.host.order(order);
  }

  filled(fill: VenueFill, order: Order | undefined, applied: Applied): void {
    this.ordersTouched = true;
    this.view.refresh();
    if (applied.fee) this.observer.onFill?.(this.nowUs, fill, order, applied.fee);
    this.losses.fill(this.nowUs, fill, applied);
    this.host.fill({
      clientId: fill.clientId,
      instrument: fill.instrument,
      side: fill.side,
      slot: order?.slot ?? -1,
      tick: fill.tick,
      lots: fill.lots,
      maker: fill.maker,
      complete: order?.openLots === 0,
    });
  }

  alert(code: string, detail: string): void {
    this.observer.onAlert?.(this.nowUs, code, detail);
    if (code !== 'ORDER_OVERFILL') return;
    const instrument = this.state.orders.get(detail)?.instrument ?? 0;
    this.restrictions.halt(
      this.nowUs,
      `instrument:${instrument}`,
      'ORDER_OVERFILL',
      `${detail} filled beyond its quantity`,
    );
  }

  foreign(clientId: string): void {
    const id = parseClientOrderId(clientId);
    if (!id) return;
    // Ours, but ended so long ago that it left the memory, or lost with the end of a journal.
    if (id.tag === this.tag && id.intent < this.state.nextIntent) return;
    this.accountShared(this.nowUs, `news of order ${clientId}, which is not in the journal`);
  }

  journalFailed(error: EngineError): void {
    this.restrictions.journalFailed(this.nowUs, error.message);
  }

  reconciledWith(nowUs: number, account: VenueAccount): void {
    this.reconciled = true;
    if (!this.state.opened) this.theirAccount = account;
    this.open(nowUs);
  }

  accountShared(nowUs: number, detail: string): void {
    this.restrictions.halt(nowUs, 'account', 'ACCOUNT_SHARED', detail);
  }

  positionExternal(nowUs: number, detail: string): void {
    this.restrictions.set(nowUs, 'position', {
      mode: TradingMode.Reducing,
      code: 'POSITION_EXTERNAL',
      detail,
      untilUs: Infinity,
    });
  }

  // ---- what the risk check asks ----

  get feeds(): readonly Feed[] {
    return this.market.feeds;
  }

  /** Mids of the books when last LIVE, half ticks; 0 before. */
  get marks2(): Float64Array {
    return this.market.marks2;
  }

  get clockSkewed(): boolean {
    return this.market.clockSkewed;
  }

  get strategyPaused(): boolean {
    return this.paused || this.stopCheck.begun || this.host.failed;
  }

  bookLive(instrument: number): boolean {
    return this.feeds[instrument].live;
  }

  bestBid(instrument: number): number {
    return this.feeds[instrument].book.bestBid;
  }

  bestAsk(instrument: number): number {
    return this.feeds[instrument].book.bestAsk;
  }

  /** Equity in quote at the last marks. */
  equityNumber(): number {
    const { account } = this.state;
    let sum = account.cashNumber;
    for (let i = 0; i < this.marks2.length; i++) {
      const { tick } = account.instruments[i];
      sum += account.inventoryNumber[i] * this.marks2[i] * 0.5 * tick;
    }
    return sum;
  }

  // ---- inside ----

  private at(nowUs: number): void {
    this.nowUs = nowUs;
    this.view.nowUs = nowUs;
  }

  private get mayQuote(): boolean {
    return (
      this.reconciled &&
      this.state.opened &&
      !this.strategyPaused &&
      this.venueUp &&
      !this.clockSkewed &&
      this.state.mode !== TradingMode.Halted
    );
  }

  private bookChanged(nowUs: number, instrument: number, exchUs: number): void {
    this.at(nowUs);
    if (this.market.bookChanged(nowUs, instrument, exchUs)) {
      this.marked(nowUs, instrument);
      if (this.mayQuote) this.host.book(instrument);
    }
    this.settle(nowUs);
  }

  private marked(nowUs: number, instrument: number): void {
    if (!this.state.opened) {
      this.open(nowUs);
      return;
    }
    const equity = this.equityNumber();
    this.observer.onMark?.(nowUs, instrument, equity);
    this.losses.mark(nowUs, equity);
  }

  /** Takes the account over once the venue has named its balances and each inventory has a mark. */
  private open(nowUs: number): void {
    if (this.state.opened || !this.theirAccount || this.marks2.includes(0)) return;
    this.desk.record(openingRecord(nowUs, this.state.account, this.theirAccount, this.marks2));
    this.desk.commit();
    this.theirAccount = undefined;
    this.view.refresh();
    this.observer.onOpened?.(nowUs);
  }

  /** Clears the sheet and cancels every own order. */
  private pull(nowUs: number, reason: string): void {
    const had = !this.pulled || this.sheet.count > 0;
    this.sheet.clear();
    this.orders.cancelAll(nowUs);
    this.pulled = true;
    this.ordersTouched = true;
    if (!had) return;
    this.observer.onPulled?.(nowUs, reason);
    this.host.pulled(reason);
  }

  private answered(nowUs: number, queryId: number, answer: Answer<unknown>): void {
    this.at(nowUs);
    this.queries.answer(nowUs, queryId, answer);
    this.settle(nowUs);
  }

  private strategyFailed(message: string): void {
    this.observer.onAlert?.(this.nowUs, 'STRATEGY_FAILED', message);
    this.pull(this.nowUs, 'strategy failed');
  }

  /** The end of each event: what the sheet and the orders' changes ask for goes out. */
  private settle(nowUs: number): void {
    if (this.sheet.version !== this.syncedVersion || this.ordersTouched) {
      // A handler of fills or orders may have written although nothing may be quoted now.
      if (this.sheet.count > 0 && !this.mayQuote && !this.stopCheck.done) this.pull(nowUs, this.whyNot());
      this.syncedVersion = this.sheet.version;
      this.ordersTouched = false;
      if (this.sheet.count > 0) this.pulled = false;
      if (this.mayQuote || this.sheet.count === 0) this.orders.sync(nowUs);
      this.stopCheck.ordersChanged(nowUs);
    }
    this.desk.flush(nowUs);
  }

  private whyNot(): string {
    const ready = this.ready();
    return ready === true ? 'not quoting' : ready;
  }

  private finish(nowUs: number): void {
    this.losses.record(nowUs);
    this.desk.commit();
    this.observer.onStopped?.(nowUs, [...this.state.orders.working]);
  }

  private checkIdentity(): void {
    const { identity, tag } = this.state;
    if (!identity) return;
    for (const [key, value] of Object.entries(this.identity)) {
      const stored = identity[key];
      if (stored !== undefined && stored !== value) {
        throw new EngineError('JOURNAL_MISMATCH', `the journal belongs to ${key} ${stored}, not ${value}`);
      }
    }
    if (tag !== this.tag)
      throw new EngineError(
        'JOURNAL_MISMATCH',
        `the journal belongs to instance tag ${tag}, not ${this.tag}`,
      );
  }
}

function replayed({ venue, fees, journal }: EngineOptions, limits: RiskLimits): EngineState {
  const state = new EngineState(venue.instruments, fees, limits);
  state.replay(journal.replay());
  return state;
}
