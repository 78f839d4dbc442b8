import type { Feed } from '@mrmarket/market/feed';
import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Strategy } from '@mrmarket/strategy/strategy';
import type { FeeRates } from './account.ts';
import { parseClientOrderId } from './client-order-id.ts';
import type { EngineObserver } from './engine-observer.ts';
import { EngineState } from './engine-state.ts';
import type { Applied } from './engine-state.ts';
import { EngineView } from './engine-view.ts';
import { EngineError } from './errors.ts';
import { FillPace } from './fill-pace.ts';
import type { Journal } from './journal.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderManager } from './order-manager.ts';
import type { Order } from './order.ts';
import { OwnDepth } from './own-depth.ts';
import { Reconciler, total } from './reconciler.ts';
import { Risk } from './risk.ts';
import type { RiskContext } from './risk.ts';
import { riskLimits } from './risk-limits.ts';
import type { RiskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';
import type { Restriction } from './trading-mode.ts';
import type {
  Answer,
  OrderUpdate,
  Venue,
  VenueAccount,
  VenueFill,
  VenueListener,
  VenueOrder,
} from './venue.ts';
import { VenueQueries } from './venue-queries.ts';

/** Silence of a feed is looked for this often, µs. */
const WATCH_US = 500_000;
/** The loss guard's memory is written down at most this often, µs. */
const LOSS_RECORD_US = 10_000_000;
/** A stop that could not be verified by then reports what is left, µs. */
const STOP_LIMIT_US = 30_000_000;

export interface EngineOptions {
  readonly venue: Venue;
  readonly journal: Journal;
  readonly strategy: Strategy;
  /** Instance tag of the client order ids, six of 0-9A-Z. */
  readonly tag: string;
  readonly fees: FeeRates;
  readonly limits?: Partial<RiskLimits>;
  readonly seed: string;
  readonly observer?: EngineObserver;
  /** What must be the same at each start with one journal, such as instrument and data hash. */
  readonly identity?: Readonly<Record<string, string>>;
  /** One per instrument, made for the way the venue numbers its depth messages. */
  readonly feeds: readonly Feed[];
}

/**
 * One market maker on one venue: takes in the venue's facts, lets the strategy say what it wants, and keeps the orders
 * so. Single-threaded and driven from outside: whoever owns it passes events in the order of time and calls `onTimer`
 * when `nextTimerUs` is reached. Same events, same orders.
 */
export class Engine implements VenueListener, RiskContext {
  readonly state: EngineState;
  readonly orders: OrderManager;
  readonly view: EngineView;
  readonly sheet = new QuoteSheet();
  readonly feeds: readonly Feed[];
  /** Mids of the books when last LIVE, half ticks; 0 before. */
  readonly marks2: Float64Array;
  reconciled = false;
  venueUp = true;
  clockSkewed = false;
  stopped = false;
  /** Set by the operator; quotes are pulled while it is. */
  paused = false;
  /** What the strategy threw, if it did. */
  strategyError: unknown;

  private readonly venue: Venue;
  private readonly journal: Journal;
  private readonly strategy: Strategy;
  private readonly limits: RiskLimits;
  private readonly observer: EngineObserver;
  private readonly desk: OrderDesk;
  private readonly queries: VenueQueries;
  private readonly reconciler: Reconciler;
  private readonly pace: FillPace;
  private readonly ownDepth: OwnDepth | undefined;
  private readonly tag: string;
  private readonly wasLive: boolean[];
  private nowUs = 0;
  private watchUs = Infinity;
  private lossRecordUs = 0;
  private recordedPeak = -Infinity;
  private liftUs = Infinity;
  private pulled = true;
  private ordersTouched = false;
  private stopping = false;
  private stopLimitUs = Infinity;
  private verifying = false;
  private opening: VenueAccount | undefined;

  /** @throws EngineError when the journal is damaged, newer than the program or belongs to something else */
  constructor(options: EngineOptions) {
    const { venue, journal, feeds } = options;
    this.venue = venue;
    this.journal = journal;
    this.strategy = options.strategy;
    this.observer = options.observer ?? {};
    this.limits = riskLimits(options.limits);
    this.feeds = feeds;
    this.tag = options.tag;
    this.state = new EngineState(venue.instruments, options.fees, this.limits);
    this.state.replay(journal.replay());
    this.checkIdentity(options.identity ?? {});
    this.marks2 = new Float64Array(venue.instruments.length);
    this.wasLive = venue.instruments.map(() => false);
    const { orders, account } = this.state;
    this.view = new EngineView({
      feeds,
      account,
      orders: orders.working,
      random: seededRandom(options.seed),
    });
    this.view.refresh();
    this.queries = new VenueQueries(venue);
    this.desk = new OrderDesk({ state: this.state, journal, venue, queries: this.queries, events: this });
    const risk = new Risk(this.state, this.limits, this);
    this.orders = new OrderManager({
      state: this.state,
      sheet: this.sheet,
      risk,
      desk: this.desk,
      venue,
      limits: this.limits,
      tag: options.tag,
    });
    this.reconciler = new Reconciler({
      state: this.state,
      desk: this.desk,
      queries: this.queries,
      events: this,
      tag: options.tag,
      adopt: journal.recovered,
    });
    this.pace = new FillPace(this.limits);
    this.ownDepth = venue.features.ownOrdersInFeed ? new OwnDepth(feeds) : undefined;
    for (const restriction of this.state.restrictions.values())
      this.liftUs = Math.min(this.liftUs, restriction.untilUs);
    this.identity = options.identity ?? {};
  }

  private readonly identity: Readonly<Record<string, string>>;

  // ---- life ----

  /** Begins (or goes on): reconciles with the venue, then quotes. */
  start(nowUs: number): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.desk.record({
      type: 'session',
      atUs: nowUs,
      tag: this.tag,
      recovered: this.journal.recovered,
      identity: this.identity,
    });
    this.desk.commit();
    this.watchUs = nowUs;
    this.reconciler.start(nowUs);
    this.settle(nowUs);
  }

  /**
   * Ends: no new order from here on, own orders are cancelled and the venue is asked whether they are gone; others are
   * not touched. `stopped` turns true when that is verified, or when it could not be within half a minute.
   */
  stop(nowUs: number, { keepOrders = false }: { keepOrders?: boolean } = {}): void {
    if (this.stopping) return;
    this.stopping = true;
    this.stopLimitUs = nowUs + STOP_LIMIT_US;
    if (keepOrders) {
      this.finish(nowUs);
      return;
    }
    this.pull(nowUs, 'stopping');
    this.settle(nowUs);
  }

  pause(nowUs: number): void {
    this.paused = true;
    this.pull(nowUs, 'paused');
    this.settle(nowUs);
  }

  resume(nowUs: number): void {
    this.paused = false;
    this.settle(nowUs);
  }

  /** The operator's kill switch: halted and stored, quotes cancelled, until `lift('operator')`. */
  kill(nowUs: number, detail: string): void {
    this.restrict(nowUs, 'operator', {
      mode: TradingMode.Halted,
      code: 'OPERATOR',
      detail,
      sinceUs: nowUs,
      untilUs: Infinity,
    });
    this.settle(nowUs);
  }

  /** Sets a stored restriction: it survives restarts and is committed before it acts. */
  restrict(nowUs: number, key: string, restriction: Restriction): void {
    if (this.state.restrictions.get(key)?.mode === restriction.mode) return;
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.desk.record({ type: 'restrict', atUs: nowUs, key, restriction });
    this.desk.commit();
    this.liftUs = Math.min(this.liftUs, restriction.untilUs);
    this.observer.onRestriction?.(nowUs, key, restriction);
    this.pull(nowUs, restriction.code);
  }

  /** A person (or a cooldown that ran out) lifts a restriction. @returns false when there is none of that key */
  lift(nowUs: number, key: string): boolean {
    const restriction = this.state.restrictions.get(key);
    if (!restriction) return false;
    if (restriction.code === 'RISK_DRAWDOWN' || restriction.code === 'RISK_DAILY_LOSS')
      this.state.guard.restart(this.equityNumber());
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.desk.record({ type: 'restrict', atUs: nowUs, key });
    this.desk.commit();
    this.observer.onRestriction?.(nowUs, key, undefined);
    return true;
  }

  /** True, or why there are no quotes now. */
  ready(): true | string {
    if (this.stopping) return 'stopping';
    if (!this.reconciled) return 'reconciling with the venue';
    if (!this.state.opened) return 'waiting for a live book';
    for (const { code, detail, mode } of this.state.restrictions.values())
      if (mode === TradingMode.Halted) return `${code}: ${detail}`;
    if (this.strategyError !== undefined) return 'strategy failed';
    if (this.paused) return 'paused';
    if (!this.venueUp) return 'venue not connected';
    if (this.clockSkewed) return 'clock skewed';
    if (!this.bookLive(0)) return `book not live: ${(this.feeds[0] as Feed).reason}`;
    return this.strategy.ready();
  }

  /** When `onTimer` is due next, µs; Infinity when nothing waits. */
  get nextTimerUs(): number {
    return Math.min(
      this.view.timers.dueUs,
      this.desk.dueUs,
      this.queries.dueUs,
      this.orders.dueUs,
      this.reconciler.dueUs,
      this.watchUs,
      this.liftUs,
      this.stopLimitUs,
    );
  }

  /** Everything that is due by now. */
  onTimer(nowUs: number): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.queries.expire(nowUs);
    this.desk.onTimer(nowUs);
    this.reconciler.onTimer(nowUs);
    if (nowUs >= this.watchUs) this.watch(nowUs);
    if (nowUs >= this.liftUs) this.liftExpired(nowUs);
    const { timers } = this.view;
    for (let id = timers.take(nowUs); id >= 0; id = timers.take(nowUs)) {
      if (this.mayQuote) this.callStrategy(nowUs, () => this.strategy.onTimer?.(this.view, this.sheet, id));
    }
    if (nowUs >= this.orders.dueUs) this.ordersTouched = true;
    if (nowUs >= this.stopLimitUs) this.finish(nowUs);
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
    (this.feeds[instrument] as Feed).onSnapshot(nowUs, lastId, exchUs, levels, from, to);
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
    (this.feeds[instrument] as Feed).onDepth(nowUs, firstId, lastId, previousId, exchUs, levels, from, to);
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
    this.nowUs = this.view.nowUs = nowUs;
    const feed = this.feeds[instrument] as Feed;
    feed.onTrade(nowUs, tradeId, exchUs, tick, lots, aggressor);
    if (feed.live && this.mayQuote && this.strategy.onTrade) {
      try {
        this.strategy.onTrade(this.view, this.sheet, instrument);
      } catch (error) {
        this.strategyFailed(nowUs, error);
      }
    }
    this.settle(nowUs);
  }

  // ---- orders ----

  onOrderUpdate(nowUs: number, update: OrderUpdate): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.desk.update(nowUs, update);
    this.settle(nowUs);
  }

  onFill(nowUs: number, fill: VenueFill): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.desk.fill(nowUs, fill);
    this.settle(nowUs);
  }

  onOrderAnswer(nowUs: number, queryId: number, answer: Answer<VenueOrder | undefined>): void {
    this.answer(nowUs, queryId, answer);
  }

  onOpenOrders(nowUs: number, queryId: number, answer: Answer<readonly VenueOrder[]>): void {
    this.answer(nowUs, queryId, answer);
  }

  onFills(nowUs: number, queryId: number, answer: Answer<readonly VenueFill[]>): void {
    this.answer(nowUs, queryId, answer);
  }

  onBalances(nowUs: number, queryId: number, answer: Answer<VenueAccount>): void {
    this.answer(nowUs, queryId, answer);
  }

  onConnection(nowUs: number, up: boolean): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.venueUp = up;
    if (!up) {
      this.pull(nowUs, 'venue not connected');
      for (const feed of this.feeds) feed.disconnected(nowUs);
    } else if (this.reconciled) this.reconciler.start(nowUs);
    this.settle(nowUs);
  }

  // ---- what the desk and the reconciler report ----

  orderChanged(order: Order, step: 'opened' | 'ended' | 'changed'): void {
    this.ordersTouched = true;
    this.ownDepth?.update(order);
    if (step === 'ended') this.orders.orderEnded(order);
    this.observer.onOrder?.(this.nowUs, order, step);
    if (step !== 'changed' && this.strategyError === undefined) {
      this.callStrategy(this.nowUs, () => this.strategy.onOrder?.(this.view, this.sheet, order));
    }
  }

  filled(fill: VenueFill, order: Order | undefined, applied: Applied): void {
    this.ordersTouched = true;
    this.view.refresh();
    if (applied.fee) this.observer.onFill?.(this.nowUs, fill, order, applied.fee);
    const { quoteDecimals } = this.state.account;
    const opened =
      applied.realized === undefined || applied.realized === 0n
        ? undefined
        : this.state.guard.realized(Number(applied.realized) / 10 ** quoteDecimals);
    if (opened) this.trip(this.nowUs, 'circuit', opened, 'too many losses in a row');
    const instrument = this.state.account.instruments[fill.instrument] as Instrument;
    const fast = this.pace.add(this.nowUs, fill.tick * instrument.tick * fill.lots * instrument.lot);
    if (fast) this.trip(this.nowUs, 'pace', 'RISK_FILLS_PER_MINUTE', fast);
    if (this.strategyError !== undefined) return;
    this.callStrategy(this.nowUs, () =>
      this.strategy.onFill?.(this.view, this.sheet, {
        clientId: fill.clientId,
        instrument: fill.instrument,
        side: fill.side,
        slot: order?.slot ?? -1,
        tick: fill.tick,
        lots: fill.lots,
        maker: fill.maker,
        complete: order?.openLots === 0,
      }),
    );
  }

  alert(code: string, detail: string): void {
    this.observer.onAlert?.(this.nowUs, code, detail);
    if (code !== 'ORDER_OVERFILL') return;
    const instrument = this.state.orders.get(detail)?.instrument ?? 0;
    this.restrict(this.nowUs, `instrument:${instrument}`, {
      mode: TradingMode.Halted,
      code: 'ORDER_OVERFILL',
      detail: `${detail} filled beyond its quantity`,
      sinceUs: this.nowUs,
      untilUs: Infinity,
    });
  }

  foreign(clientId: string): void {
    const id = parseClientOrderId(clientId);
    if (id) this.accountShared(this.nowUs, `news of order ${clientId}, which this instance did not send`);
  }

  journalFailed(error: EngineError): void {
    // Not stored, because it cannot be: a start on a healthy disk finds the journal as it was and goes on.
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    const restriction: Restriction = {
      mode: TradingMode.Halted,
      code: 'JOURNAL_WRITE_FAILED',
      detail: error.message + cause,
      sinceUs: this.nowUs,
      untilUs: Infinity,
    };
    this.state.restrictions.set('journal', restriction);
    this.observer.onRestriction?.(this.nowUs, 'journal', restriction);
    this.pull(this.nowUs, 'JOURNAL_WRITE_FAILED');
  }

  reconciledWith(nowUs: number, account: VenueAccount): void {
    this.reconciled = true;
    if (!this.state.opened) this.opening = account;
    this.open(nowUs);
  }

  accountShared(nowUs: number, detail: string): void {
    this.restrict(nowUs, 'account', {
      mode: TradingMode.Halted,
      code: 'ACCOUNT_SHARED',
      detail,
      sinceUs: nowUs,
      untilUs: Infinity,
    });
  }

  positionExternal(nowUs: number, detail: string): void {
    this.restrict(nowUs, 'position', {
      mode: TradingMode.Reducing,
      code: 'POSITION_EXTERNAL',
      detail,
      sinceUs: nowUs,
      untilUs: Infinity,
    });
  }

  // ---- what the risk check asks ----

  get strategyPaused(): boolean {
    return this.paused || this.stopping || this.strategyError !== undefined;
  }

  bookLive(instrument: number): boolean {
    return (this.feeds[instrument] as Feed).live;
  }

  bestBid(instrument: number): number {
    return (this.feeds[instrument] as Feed).book.bestBid;
  }

  bestAsk(instrument: number): number {
    return (this.feeds[instrument] as Feed).book.bestAsk;
  }

  /** Equity in quote at the last marks. */
  equityNumber(): number {
    const { account } = this.state;
    let sum = account.cashNumber;
    for (let i = 0; i < this.marks2.length; i++) {
      sum +=
        (account.inventoryNumber[i] as number) *
        (this.marks2[i] as number) *
        0.5 *
        (account.instruments[i] as Instrument).tick;
    }
    return sum;
  }

  // ---- inside ----

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
    this.nowUs = this.view.nowUs = nowUs;
    const feed = this.feeds[instrument] as Feed;
    const { live } = feed;
    if (exchUs - nowUs > this.limits.clockSkewMs * 1000 !== this.clockSkewed)
      this.clockChanged(nowUs, exchUs);
    if (live !== this.wasLive[instrument]) {
      this.wasLive[instrument] = live;
      if (!live) this.pull(nowUs, `book not live: ${feed.reason}`);
    }
    if (live) {
      this.mark(nowUs, instrument, feed);
      if (this.mayQuote && this.strategy.onBook) {
        try {
          this.strategy.onBook(this.view, this.sheet, instrument);
        } catch (error) {
          this.strategyFailed(nowUs, error);
        }
      }
    } else if (feed.wantsSnapshotAtUs <= nowUs) this.requestSnapshot(nowUs, instrument);
    this.settle(nowUs);
  }

  private mark(nowUs: number, instrument: number, feed: Feed): void {
    const { book } = feed;
    if (book.bestBid < 0 || book.bestAsk === 0x7fffffff) return;
    this.marks2[instrument] = book.bestBid + book.bestAsk;
    if (!this.state.opened) {
      this.open(nowUs);
      return;
    }
    const equity = this.equityNumber();
    this.observer.onMark?.(nowUs, instrument, equity);
    const broken = this.state.guard.mark(nowUs, equity);
    if (broken !== undefined) this.tripLoss(nowUs, broken, equity);
    else if (this.state.guard.peak > this.recordedPeak && nowUs >= this.lossRecordUs) this.recordLoss(nowUs);
  }

  private recordLoss(nowUs: number): void {
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.recordedPeak = this.state.guard.peak;
    this.lossRecordUs = nowUs + LOSS_RECORD_US;
  }

  private tripLoss(nowUs: number, code: 'RISK_DRAWDOWN' | 'RISK_DAILY_LOSS' | string, equity: number): void {
    if (this.state.restrictions.has('loss')) return;
    const { peak, dayStart } = this.state.guard;
    const detail =
      code === 'RISK_DRAWDOWN'
        ? `equity ${equity.toFixed(2)} from a peak of ${peak.toFixed(2)}`
        : `equity ${equity.toFixed(2)}, the day began at ${dayStart.toFixed(2)}`;
    this.restrict(nowUs, 'loss', {
      mode: TradingMode.Halted,
      code: code as Restriction['code'],
      detail,
      sinceUs: nowUs,
      untilUs: Infinity,
    });
  }

  /** A breaker that closes again by itself, a limited number of times. */
  private trip(nowUs: number, key: string, code: 'RISK_FILLS_PER_MINUTE' | string, detail: string): void {
    if (this.state.restrictions.has(key)) return;
    const { guard } = this.state;
    if (code === 'RISK_FILLS_PER_MINUTE') guard.halts++;
    const untilUs = guard.halts > this.limits.maxHalts ? Infinity : nowUs + this.limits.haltSec * 1e6;
    this.restrict(nowUs, key, {
      mode: TradingMode.Halted,
      code: code as Restriction['code'],
      detail,
      sinceUs: nowUs,
      untilUs,
    });
  }

  private liftExpired(nowUs: number): void {
    this.liftUs = Infinity;
    for (const [key, restriction] of [...this.state.restrictions]) {
      if (restriction.untilUs <= nowUs) this.lift(nowUs, key);
      else this.liftUs = Math.min(this.liftUs, restriction.untilUs);
    }
  }

  private clockChanged(nowUs: number, exchUs: number): void {
    this.clockSkewed = !this.clockSkewed;
    if (!this.clockSkewed) return;
    const ms = Math.round((exchUs - nowUs) / 1000);
    this.observer.onAlert?.(nowUs, 'CLOCK_SKEW', `exchange time is ${ms} ms ahead of our clock`);
    this.pull(nowUs, 'RISK_CLOCK_SKEW');
  }

  /** Takes the account over once the venue has named its balances and there is a mark for each inventory. */
  private open(nowUs: number): void {
    if (this.state.opened || !this.opening || this.marks2.some((mark) => mark === 0)) return;
    const { instruments } = this.state.account;
    const first = instruments[0] as Instrument;
    let quote = total(this.opening, first.quote, first.quoteDecimals);
    const baseUnits = instruments.map((instrument, i) => {
      if (instrument.product === 'spot')
        return total(this.opening as VenueAccount, instrument.base, instrument.baseDecimals);
      const lots = this.opening?.positions.find((p) => p.instrument === i)?.lots ?? 0;
      const units = BigInt(lots) * instrument.baseUnitsPerLot;
      // Contracts are kept as if bought at the mark, so that the margin balance stays the equity.
      quote -= this.state.account.value(i, units, this.marks2[i] as number);
      return units;
    });
    this.desk.record({
      type: 'opening',
      atUs: nowUs,
      quoteUnits: String(quote),
      baseUnits: baseUnits.map(String),
      marks2: Array.from(this.marks2),
    });
    this.desk.commit();
    this.opening = undefined;
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
    if (this.strategyError !== undefined) return;
    this.callStrategy(nowUs, () => this.strategy.onPulled?.(this.view, reason));
  }

  private watch(nowUs: number): void {
    this.watchUs = nowUs + WATCH_US;
    for (let i = 0; i < this.feeds.length; i++) {
      const feed = this.feeds[i] as Feed;
      feed.checkSilence(nowUs);
      if (feed.live !== this.wasLive[i]) {
        this.wasLive[i] = feed.live;
        if (!feed.live) this.pull(nowUs, `book not live: ${feed.reason}`);
      }
      if (!feed.live && feed.wantsSnapshotAtUs <= nowUs) this.requestSnapshot(nowUs, i);
    }
  }

  private requestSnapshot(nowUs: number, instrument: number): void {
    (this.feeds[instrument] as Feed).snapshotRequested(nowUs);
    this.venue.requestSnapshot(instrument);
  }

  private answer(nowUs: number, queryId: number, answer: Answer<unknown>): void {
    this.nowUs = this.view.nowUs = nowUs;
    this.queries.answer(nowUs, queryId, answer);
    this.settle(nowUs);
  }

  private callStrategy(nowUs: number, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.strategyFailed(nowUs, error);
    }
  }

  private strategyFailed(nowUs: number, error: unknown): void {
    this.strategyError = error ?? new Error('the strategy threw nothing');
    const message = error instanceof Error ? error.message : String(error);
    this.observer.onAlert?.(nowUs, 'STRATEGY_FAILED', message);
    this.pull(nowUs, 'strategy failed');
  }

  /** The end of each event: what the sheet and the orders' changes ask for goes out. */
  private settle(nowUs: number): void {
    if (this.sheet.version !== this.syncedVersion || this.ordersTouched) {
      this.syncedVersion = this.sheet.version;
      this.ordersTouched = false;
      if (this.sheet.count > 0) this.pulled = false;
      if (this.mayQuote || this.sheet.count === 0) this.orders.sync(nowUs);
      if (this.stopping) this.verifyStop(nowUs);
    }
    this.desk.flush(nowUs);
  }

  private syncedVersion = -1;

  /** All own orders look ended: the venue's list has the last word. */
  private verifyStop(nowUs: number): void {
    if (this.stopped || this.verifying || this.state.orders.working.length > 0) return;
    this.verifying = true;
    let waiting = this.feeds.length;
    let clean = true;
    for (let i = 0; i < this.feeds.length; i++) {
      this.queries.openOrders(nowUs, i, (atUs, answer) => {
        if (!answer.ok || answer.value.some((order) => parseClientOrderId(order.clientId)?.tag === this.tag))
          clean = false;
        if (--waiting > 0) return;
        this.verifying = false;
        if (clean) this.finish(atUs);
        else this.ordersTouched = true;
      });
    }
  }

  private finish(nowUs: number): void {
    this.stopLimitUs = Infinity;
    if (this.stopped) return;
    this.stopped = true;
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.desk.commit();
    this.observer.onStopped?.(nowUs, [...this.state.orders.working]);
  }

  private checkIdentity(identity: Readonly<Record<string, string>>): void {
    const stored = this.state.identity;
    if (!stored) return;
    for (const [key, value] of Object.entries(identity)) {
      if (stored[key] !== undefined && stored[key] !== value) {
        throw new EngineError(
          'JOURNAL_MISMATCH',
          `the journal belongs to ${key} ${stored[key]}, not ${value}`,
        );
      }
    }
    if (this.state.tag !== this.tag) {
      throw new EngineError(
        'JOURNAL_MISMATCH',
        `the journal belongs to instance tag ${this.state.tag}, not ${this.tag}`,
      );
    }
  }
}
