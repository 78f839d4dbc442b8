import type { FeeRates } from '@mrmarket/engine/account';
import type { Clock } from '@mrmarket/engine/clock';
import { Engine } from '@mrmarket/engine/engine';
import type { EngineState } from '@mrmarket/engine/engine-state';
import type { Journal } from '@mrmarket/engine/journal';
import type { RiskLimits } from '@mrmarket/engine/risk-limits';
import type { SteppedVenue } from '@mrmarket/engine/venue';
import { Feed } from '@mrmarket/market/feed';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Strategy } from '@mrmarket/strategy/strategy';
import { plainDecimal } from './decimals.ts';
import type { FeedRecorder } from './feed-recorder.ts';
import { Pacer } from './pacer.ts';
import { SessionMetrics } from './session-metrics.ts';
import type { SessionReport } from './session-report.ts';
import { tradeLog, tradeLogHash } from './trade-log.ts';

export interface SessionOptions {
  readonly venue: SteppedVenue;
  readonly strategy: Strategy;
  readonly journal: Journal;
  /** What the journal held, if it was replayed already. */
  readonly state?: EngineState | undefined;
  readonly fees: FeeRates;
  readonly limits?: Partial<RiskLimits> | undefined;
  readonly seed: string;
  /** sha256 that stands for the market data. */
  readonly dataHash: string;
  /** When the session begins (or goes on), µs of market time. */
  readonly startUs: number;
  /** Ends the session at this market time, µs; Infinity = with the data. */
  readonly endUs: number;
  /** Times real time; Infinity = as fast as it can. */
  readonly speed: number;
  readonly clock: Clock;
  /** Abort asks for a stop: own orders are cancelled, then `run` resolves. */
  readonly signal: AbortSignal;
  /** Sits between venue and engine and writes down what arrives. */
  readonly recorder?: FeedRecorder | undefined;
  readonly identity?: Readonly<Record<string, string>> | undefined;
}

/** Tag of paper runs in client order ids. */
const PAPER_TAG = 'PAPER0';

/**
 * One run of a strategy on a venue that lives on simulated time: always the earliest event first, those of the venue
 * before timers of the same time.
 */
export class Session {
  readonly engine: Engine;
  readonly metrics = new SessionMetrics();
  /** Market time of the last event, µs. */
  nowUs: number;
  private readonly options: SessionOptions;
  /** Whether it quoted when the stop began, or why not. */
  readyAtEnd: true | string = 'not started';
  private wallMs = 0;
  private stopping = false;

  constructor(options: SessionOptions) {
    const { venue, strategy, journal, state, fees, limits, seed, identity } = options;
    this.options = options;
    this.nowUs = options.startUs;
    const feeds = venue.instruments.map(
      (instrument) => new Feed(instrument, { random: seededRandom(`${seed}:resync:${instrument.id}`) }),
    );
    const observer = this.metrics;
    this.engine = new Engine({
      venue,
      strategy,
      journal,
      state,
      fees,
      limits,
      seed,
      identity,
      feeds,
      observer,
      tag: PAPER_TAG,
    });
    options.recorder?.passTo(this.engine);
    venue.listener = options.recorder ?? this.engine;
    this.metrics.attach(this.engine);
  }

  /** Runs to the end of the data, to `endUs`, or to an orderly stop. */
  async run(): Promise<void> {
    const { venue, clock, speed, signal, startUs } = this.options;
    const pacer = new Pacer(clock, speed, signal);
    const startedUs = clock.nowUs();
    venue.timeIs(startUs);
    this.engine.start(startUs);
    while (!this.engine.stopped) {
      const venueUs = venue.nextUs();
      const timerUs = this.engine.nextTimerUs;
      const nextUs = Math.min(venueUs, timerUs);
      // A stop sends cancels: look again at what comes next.
      if (this.stopWhenDue(nextUs)) continue;
      if (nextUs === Infinity) break;
      const wait = pacer.before(nextUs);
      if (wait) {
        await wait;
        if (signal.aborted && this.stopWhenDue(nextUs)) continue;
      }
      this.nowUs = nextUs;
      if (venueUs <= timerUs) venue.step();
      else {
        venue.timeIs(nextUs);
        this.engine.onTimer(nextUs);
      }
    }
    this.metrics.close();
    this.wallMs += (clock.nowUs() - startedUs) / 1000;
  }

  /** Part of the session that is over, 0..1, or undefined for one without an end. */
  progress(dataEndUs: number): number | undefined {
    const end = Math.min(dataEndUs, this.options.endUs);
    const { startUs } = this.options;
    return end === Infinity ? undefined : Math.min(1, Math.max(0, (this.nowUs - startUs) / (end - startUs)));
  }

  /** Why there were no orders at all, in words; undefined when there were some. */
  silence(): string | undefined {
    if (this.engine.state.counts.orders > 0) return undefined;
    if (this.readyAtEnd !== true) return this.readyAtEnd;
    const denied = Object.entries(this.engine.orders.denied).filter(([, count]) => count > 0);
    if (denied.length > 0) return `risk refused them: ${denied.map(([code]) => code).join(', ')}`;
    return 'the strategy wanted none; do its sizes, the balances and the minimum order fit each other?';
  }

  tradeLog(): string {
    return tradeLog(this.engine.state.fills.values(), this.options.venue.instruments);
  }

  report(): SessionReport {
    const { state, marks2, eventCount } = this.engine;
    const { account, counts } = state;
    const { metrics, options } = this;
    const { baseDecimals, quoteDecimals } = options.venue.instruments[0];
    return {
      dataHash: options.dataHash,
      events: eventCount,
      wallMs: Math.round(this.wallMs),
      orders: counts.orders,
      cancels: counts.cancels,
      fills: counts.fills,
      makerShare:
        account.volume === 0n ? 0 : Number((account.makerVolume * 1_000_000n) / account.volume) / 1_000_000,
      volume: plainDecimal(account.volume, quoteDecimals),
      fees: plainDecimal(account.fees + account.rebates, quoteDecimals),
      realizedPnl: plainDecimal(account.realized, quoteDecimals),
      unrealizedPnl: plainDecimal(account.unrealized(marks2), quoteDecimals),
      endInventory: plainDecimal(account.positions[0]?.inventory ?? 0n, baseDecimals),
      maxDrawdown: metrics.maxDrawdown.toFixed(Math.min(quoteDecimals, 8)),
      quotedSpreadBp: round(metrics.quotedSpreadBp, 4),
      twoSidedShare: round(metrics.twoSidedShare, 6),
      tradeLogHash: tradeLogHash(this.tradeLog()),
    };
  }

  /** Begins the stop when its time has come. @returns true when it did so just now */
  private stopWhenDue(nextUs: number): boolean {
    const { venue, endUs, signal } = this.options;
    if (this.stopping || !(signal.aborted || venue.dataEnded || nextUs > endUs)) return false;
    this.stopping = true;
    this.readyAtEnd = this.engine.ready();
    this.engine.stop(this.nowUs);
    return true;
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
