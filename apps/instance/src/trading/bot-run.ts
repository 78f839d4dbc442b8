import { Engine } from '@mrmarket/engine/engine';
import type { EngineObserver } from '@mrmarket/engine/engine-observer';
import type { EngineState } from '@mrmarket/engine/engine-state';
import type { RiskLimits } from '@mrmarket/engine/risk-limits';
import type { SteppedVenue } from '@mrmarket/engine/venue';
import { clearHalt, readHalt, Watchdog } from '@mrmarket/engine/watchdog';
import { Feed } from '@mrmarket/market/feed';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { Strategy } from '@mrmarket/strategy/strategy';
import type { MarketClock } from './market-clock.ts';
import type { SqliteJournal } from './sqlite-journal.ts';
import type { OpenVenue } from './venue-kind.ts';

/** A market this far behind (the machine slept, or was busy) does not catch up: it goes on from here, wall µs. */
const LAG_LIMIT_US = 1_500_000;
/** Other work has its turn after so many events. */
const STEPS_A_TURN = 512;
/** Timers are looked at at least this often, ms. */
const IDLE_MS = 20;
/** A start must have reconciled with its venue by then, µs. */
const START_LIMIT_US = 60_000_000;
/** The state is written down after so many commits. */
const CHECKPOINT_COMMITS = 5_000;

export interface BotRunOptions {
  readonly tag: string;
  readonly seed: string;
  readonly strategy: Strategy;
  readonly limits: Partial<RiskLimits>;
  readonly journal: SqliteJournal;
  readonly state: EngineState;
  readonly observer: EngineObserver;
  readonly identity: Readonly<Record<string, string>>;
  /** The trading side: a paper exchange that is stepped here, or a venue on real time. */
  readonly market: { readonly stepped: SteppedVenue } | { readonly open: OpenVenue };
  readonly clock: MarketClock;
  /** A recording's market time, µs; undefined for a market without an end. */
  readonly endUs: { readonly from: number; readonly to: number } | undefined;
  /** Wall time, µs. */
  readonly nowUs: () => number;
  readonly haltFile: string;
  readonly watchdogMs: number;
  /** Something may have changed; called after each batch of events. */
  readonly onTurn: () => void;
  /** The driver itself failed. */
  readonly onError: (error: unknown) => void;
}

/**
 * One engine at work on its market, driven on wall time until `close`. Whoever owns it decides what its states mean;
 * it only turns time into events.
 */
export class BotRun {
  readonly engine: Engine;
  readonly clock: MarketClock;
  readonly startedUs: number;
  private readonly options: BotRunOptions;
  private readonly stepped: SteppedVenue | undefined;
  private readonly watchdog: Watchdog | undefined;
  private timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  private closed = false;

  constructor(options: BotRunOptions, { paused }: { readonly paused: boolean }) {
    this.options = options;
    const { market, clock, seed, tag } = options;
    this.clock = clock;
    this.stepped = 'stepped' in market ? market.stepped : undefined;
    const venue = 'stepped' in market ? market.stepped : market.open.venue;
    this.engine = new Engine({
      venue,
      journal: options.journal,
      state: options.state,
      strategy: options.strategy,
      feeds: venue.instruments.map(
        (instrument) => new Feed(instrument, { random: seededRandom(`${seed}:resync:${instrument.id}`) }),
      ),
      tag,
      fees: options.state.account.rates,
      limits: options.limits,
      seed,
      observer: options.observer,
      identity: options.identity,
    });
    const { engine } = this;
    if ('stepped' in market) market.stepped.listener = engine;
    else market.open.listen(engine);
    this.startedUs = this.marketNow();
    this.stepped?.timeIs(this.startedUs);
    engine.start(this.startedUs);
    if (paused) engine.pause(this.startedUs);
    const halt = readHalt(options.haltFile);
    if (halt !== undefined) this.halted(halt);
    this.watchdog = this.watch();
    this.next();
  }

  /** Time of the market now, µs. */
  marketNow(): number {
    return this.clock.toMarket(this.options.nowUs());
  }

  /** The engine did not get to know its account in time. */
  get startOverdue(): boolean {
    return !this.engine.reconciled && this.marketNow() - this.startedUs > START_LIMIT_US;
  }

  /** A recording has been played to its end. */
  get dataEnded(): boolean {
    return this.stepped?.dataEnded === true;
  }

  /** Part of a recording that has been played, 0..1; undefined for a market without an end. */
  get progress(): number | undefined {
    const { endUs } = this.options;
    if (endUs === undefined) return undefined;
    return Math.min(1, Math.max(0, (this.marketNow() - endUs.from) / (endUs.to - endUs.from)));
  }

  /** Does something with the engine at the present time of the market. */
  act(action: (engine: Engine, nowUs: number) => void): void {
    this.catchUp();
    // Not past what has still to happen: time never goes back for the engine.
    const nowUs = Math.min(this.marketNow(), this.stepped?.nextUs() ?? Infinity);
    this.stepped?.timeIs(nowUs);
    action(this.engine, nowUs);
    this.options.onTurn();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer as NodeJS.Timeout);
    clearImmediate(this.timer as NodeJS.Immediate);
    this.engine.checkpoint(this.marketNow());
    const { market } = this.options;
    if ('open' in market) market.open.close();
    await this.watchdog?.close();
  }

  private watch(): Watchdog | undefined {
    const { market, haltFile, watchdogMs } = this.options;
    if (!('open' in market) || !market.open.rescue) return undefined;
    const { module, data } = market.open.rescue;
    return new Watchdog({ limitMs: watchdogMs, rescue: module, rescueData: data, haltFile }, () => {
      this.halted(`the event loop was blocked for more than ${watchdogMs} ms`);
    });
  }

  private halted(reason: string): void {
    this.engine.kill(this.marketNow(), reason);
    clearHalt(this.options.haltFile);
  }

  private turn(): void {
    if (this.closed) return;
    try {
      this.catchUp();
      if (this.options.journal.sinceCheckpoint > CHECKPOINT_COMMITS) this.engine.checkpoint(this.marketNow());
    } catch (error) {
      this.options.onError(error);
      return;
    }
    this.options.onTurn();
    this.next();
  }

  /** Lets everything happen that is due by now, or as much of it as one turn may take. */
  private catchUp(): void {
    const { engine, stepped } = this;
    const nowUs = this.marketNow();
    for (let steps = 0; steps < STEPS_A_TURN; steps++) {
      const venueUs = stepped?.nextUs() ?? Infinity;
      const timerUs = engine.nextTimerUs;
      const nextUs = Math.min(venueUs, timerUs);
      if (nextUs > nowUs) return;
      const wallUs = this.options.nowUs();
      if (stepped && wallUs - this.clock.toWall(nextUs) > LAG_LIMIT_US) {
        this.clock.set(wallUs, nextUs);
        return;
      }
      if (stepped && venueUs <= timerUs) stepped.step();
      else {
        // A timer of a real venue's engine runs at the present time: it was due, and it is late.
        const atUs = stepped ? nextUs : nowUs;
        stepped?.timeIs(atUs);
        engine.onTimer(atUs);
      }
    }
  }

  private next(): void {
    const dueUs = Math.min(this.stepped?.nextUs() ?? Infinity, this.engine.nextTimerUs);
    const waitMs = Math.ceil((this.clock.toWall(dueUs) - this.options.nowUs()) / 1000);
    if (waitMs <= 0) this.timer = setImmediate(() => this.turn());
    else this.timer = setTimeout(() => this.turn(), Math.min(IDLE_MS, waitMs));
  }
}
