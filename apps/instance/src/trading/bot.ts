import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { EngineState } from '@mrmarket/engine/engine-state';
import type { EngineRecord } from '@mrmarket/engine/journal-records';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import { TradingMode } from '@mrmarket/engine/trading-mode';
import { createInstrument } from '@mrmarket/market/instrument';
import type { Instrument } from '@mrmarket/market/instrument';
import { changeParameters, parseParameters } from '@mrmarket/strategy/parameters';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { BotState, EditBot } from '../api/schemas/bots.ts';
import type { WallClock } from '../api/ports.ts';
import { InstanceError } from '../errors.ts';
import { openMarket } from './bot-market.ts';
import type { MarketSources } from './bot-market.ts';
import { BotMeter } from './bot-meter.ts';
import type { MeterEvent } from './bot-meter.ts';
import { BotRun } from './bot-run.ts';
import type { BotSettings, BotStore, StoredState } from './bot-store.ts';
import { isAtWork, nextState } from './life-cycle.ts';
import type { BotSignal } from './life-cycle.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import type { Strategies } from './strategies.ts';

/** Fills in memory, to tell a repeated one. */
const KEEP_FILLS = 2_000;

export interface BotContext {
  readonly journal: DatabaseSync;
  readonly store: BotStore;
  readonly sources: MarketSources;
  readonly strategies: Strategies;
  readonly clock: WallClock;
  /** Folder of the instance. */
  readonly home: string;
  /** The event loop may be blocked this long before the watchdog acts, ms. */
  readonly watchdogMs: number;
  /** Something about it may look different now. */
  readonly onChanged: (bot: Bot) => void;
  readonly onEvent: (bot: Bot, event: MeterEvent) => void;
}

/** Why a bot is being stopped; the words become the detail of its state. */
const ENDED = 'the recording has ended';

/**
 * One bot: what is stored of it, its life cycle, and the engine while it is at work. Every start builds a new engine
 * from the journal, so that a start and a recovery are the same thing.
 */
export class Bot {
  settings: BotSettings;
  stored: StoredState;
  readonly instrument: Instrument;
  readonly definition: StrategyDefinition;
  readonly meter: BotMeter;
  /** Books and orders as the journal has them, or the running engine's. */
  engineState: EngineState;
  run: BotRun | undefined;
  /** Own orders when the kill switch was thrown; undefined when it was not, or has been lifted. */
  killed: { readonly orders: number } | undefined;
  private readonly context: BotContext;
  private journal: SqliteJournal;
  private queue: Promise<unknown> = Promise.resolve();
  private shuttingDown = false;
  private readonly ends: (() => void)[] = [];

  /** @throws EngineError `JOURNAL_DAMAGED` */
  constructor(settings: BotSettings, stored: StoredState, context: BotContext) {
    this.settings = settings;
    this.stored = stored;
    this.context = context;
    this.instrument = createInstrument(settings.instrument.spec);
    this.definition = context.strategies.find(settings.strategy);
    this.meter = new BotMeter({
      onEvent: (event) => {
        this.event(event);
      },
      onFailed: (detail) => {
        this.fail(detail);
      },
    });
    const { journal, state } = this.load();
    this.journal = journal;
    this.engineState = state;
  }

  get id(): string {
    return this.settings.id;
  }

  get state(): BotState {
    return this.stored.state;
  }

  get halted(): boolean {
    return this.engineState.mode === TradingMode.Halted;
  }

  /** Market time as wall time, ms since the epoch. */
  wallMs(marketUs: number): number {
    return this.run ? this.run.clock.toWall(marketUs) / 1000 : marketUs / 1000;
  }

  // ---- commands; one after the other ----

  /** After a start of the program: goes on where the stored state says. */
  recover(): Promise<void> {
    return this.command(async () => {
      const { state } = this.stored;
      if (!isAtWork(state)) return;
      this.signal('restart', this.stored.detail);
      // An interrupted stop or halt: its cancels may not have arrived.
      if (this.halted && state !== 'stopping') this.signal('halted', haltDetail(this.engineState));
      if (this.state === 'stopping') await this.open({ paused: true, stop: true });
      else await this.open({ paused: state === 'paused' });
    });
  }

  start(): Promise<void> {
    return this.command(async () => {
      if (this.shuttingDown) throw new InstanceError('BOT_STATE', 'the instance is stopping');
      this.refuseHalted();
      const before = this.state;
      this.signal('start', '');
      if (this.state !== 'starting' || before === 'starting') return;
      await this.context.store.flush();
      if (this.run) this.run.act((engine, nowUs) => engine.resume(nowUs));
      else await this.open({ paused: false });
    });
  }

  pause(): Promise<void> {
    return this.command(async () => {
      this.signal('pause', 'paused');
      this.run?.act((engine, nowUs) => engine.pause(nowUs));
      await this.context.store.flush();
    });
  }

  /** Resolves once the stop is stored; `ended` resolves when the cancels are verified. */
  stop(detail = ''): Promise<void> {
    return this.command(async () => {
      this.beginStop('stop', detail);
      await this.context.store.flush();
    });
  }

  /** Resolves when no engine is at work. */
  ended(): Promise<void> {
    if (!this.run) return Promise.resolve();
    return new Promise((resolve) => this.ends.push(resolve));
  }

  /** Cancels as a stop does but keeps the stored state, for the end of the program. */
  async shutDown(): Promise<void> {
    await this.command(async () => {
      this.shuttingDown = true;
      this.run?.act((engine, nowUs) => engine.stop(nowUs));
    });
    await this.ended();
    await this.context.store.flush();
  }

  edit({ name, parameters, limits }: EditBot): Promise<void> {
    return this.command(async () => {
      const { definition, instrument, run } = this;
      const next: { -readonly [K in keyof BotSettings]: BotSettings[K] } = { ...this.settings };
      if (name !== undefined) next.name = name;
      if (limits !== undefined) {
        if (run)
          throw new InstanceError('BOT_STATE', 'risk limits change while the bot is stopped; stop it first');
        next.limits = { ...next.limits, ...limits };
        riskLimits(next.limits);
      }
      if (parameters !== undefined) {
        const before = this.settings.parameters;
        next.parameters = run
          ? changeParameters(definition, before, parameters, instrument)
          : parseParameters(definition, merged(before, parameters), instrument);
      }
      next.updatedAt = this.context.clock.now();
      await this.context.store.change(next);
      this.settings = next;
      if (parameters !== undefined)
        run?.act((engine, nowUs) => engine.changeParameters(nowUs, next.parameters));
      if (limits !== undefined) this.reload();
      this.context.onChanged(this);
    });
  }

  /** The kill switch. Stored before it acts, and not queued: it waits for no other command. */
  kill(by: string): void {
    const { run } = this;
    this.killed = { orders: this.engineState.orders.working.length };
    if (run) {
      run.act((engine, nowUs) => engine.kill(nowUs, `stopped by ${by}`));
      return;
    }
    this.restrict('operator', {
      mode: TradingMode.Halted,
      code: 'OPERATOR',
      detail: `stopped by ${by}`,
      sinceUs: this.engineState.lastUs,
      untilUs: Infinity,
    });
  }

  /** @throws InstanceError `RESTRICTION_NOT_FOUND` */
  lift(key: string): Promise<void> {
    return this.command(async () => {
      if (!this.engineState.restrictions.has(key))
        throw new InstanceError('RESTRICTION_NOT_FOUND', `the bot has no restriction ${key}`);
      if (this.run) this.run.act((engine, nowUs) => engine.lift(nowUs, key));
      else this.restrict(key, undefined);
      if (!this.halted) this.forgetHalt();
      this.context.onChanged(this);
    });
  }

  /** A halt that ends by itself has ended: it is lifted, and the bot starts again if that is what stopped it. */
  liftExpired(): void {
    if (this.run) return;
    const passedUs = (this.context.clock.now() - this.stored.since) * 1000;
    for (const [key, { untilUs }] of this.engineState.restrictions) {
      if (untilUs <= this.engineState.lastUs + passedUs) {
        this.restrict(key, undefined);
        // A start that fails leaves its reason in the bot's state.
        if (!this.halted && this.stored.state === 'stopped' && this.stored.detail.startsWith(HALTED))
          this.start().catch(() => undefined);
      }
    }
  }

  /** What it was halted for no longer holds it: the state says so. */
  private forgetHalt(): void {
    this.killed = undefined;
    if (this.state !== 'stopped' || !this.stored.detail.startsWith(HALTED)) return;
    this.stored = { ...this.stored, detail: '' };
    this.context.store.state(this.id, this.stored);
  }

  // ---- inside ----

  private load(): { journal: SqliteJournal; state: EngineState } {
    const { settings, context } = this;
    const journal = new SqliteJournal(context.journal, settings.id, context.clock);
    const limits = riskLimits(settings.limits);
    const state = new EngineState([this.instrument], settings.instrument.fees, limits, {
      keepFills: KEEP_FILLS,
    });
    state.replay(journal.replay());
    return { journal, state };
  }

  private reload(): void {
    const { journal, state } = this.load();
    this.journal = journal;
    this.engineState = state;
  }

  /** The journal has the last word on what a run came to; when it cannot be read, a person must look. */
  private reloadAfterRun(): void {
    if (this.shuttingDown) return;
    try {
      this.reload();
    } catch (error) {
      this.event({ level: 'alarm', code: 'JOURNAL_UNREADABLE', text: (error as Error).message });
      this.signal('error', (error as Error).message);
    }
  }

  private command<T>(act: () => Promise<T>): Promise<T> {
    const result = this.queue.then(act);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private refuseHalted(): void {
    for (const { mode, code, detail } of this.engineState.restrictions.values()) {
      if (mode !== TradingMode.Halted) continue;
      throw new InstanceError('RISK_HALTED', `${code}: ${detail}; lift the halt before you start it`);
    }
  }

  private async open({
    paused,
    stop = false,
  }: {
    readonly paused: boolean;
    readonly stop?: boolean;
  }): Promise<void> {
    const { settings, context, definition, instrument } = this;
    try {
      this.reload();
      const { market, clock, endUs } = await openMarket(settings, () => this.engineState, context.sources);
      const run = new BotRun(
        {
          tag: settings.tag,
          seed: settings.tag,
          strategy: definition.create(settings.parameters, [instrument]),
          limits: settings.limits,
          journal: this.journal,
          state: this.engineState,
          observer: this.meter,
          identity: {
            bot: settings.id,
            market: instrument.id,
            tick: instrument.tickSize,
            lot: instrument.lotSize,
          },
          market,
          clock,
          endUs,
          nowUs: context.sources.nowUs,
          haltFile: join(context.home, `halt-${settings.id}`),
          watchdogMs: context.watchdogMs,
          onTurn: () => {
            this.turned();
          },
          onError: (error) => {
            this.broke(error);
          },
        },
        { paused },
      );
      this.run = run;
      this.meter.attach(run.engine, run.startedUs);
      if (stop) run.act((engine, nowUs) => engine.stop(nowUs));
    } catch (error) {
      this.event({ level: 'alarm', code: 'START_FAILED', text: (error as Error).message });
      this.signal('error', (error as Error).message);
      await context.store.flush();
      throw error;
    }
  }

  private turned(): void {
    const { run } = this;
    if (!run) return;
    const { engine } = run;
    if (engine.stopped) {
      void this.finish(run);
      return;
    }
    if (this.state === 'stopping' || this.state === 'failed' || this.shuttingDown) {
      this.context.onChanged(this);
      return;
    }
    if (engine.state.mode === TradingMode.Halted) this.beginStop('halted', haltDetail(engine.state));
    else if (run.dataEnded) this.beginStop('stop', ENDED);
    else if (run.startOverdue) this.fail('the start did not get to know its account within a minute');
    else this.observe(engine.ready(), engine.state.mode === TradingMode.Reducing);
    this.context.onChanged(this);
  }

  private observe(ready: true | string, reducing: boolean): void {
    if (this.state === 'paused') return;
    if (ready !== true) this.signal('notReady', ready);
    else if (reducing) this.signal('reducing', reducingDetail(this.engineState));
    else this.signal('ready', '');
  }

  private beginStop(signal: 'stop' | 'halted', detail: string): void {
    this.signal(signal, detail);
    this.run?.act((engine, nowUs) => engine.stop(nowUs));
    // Nothing was at work: there is nothing to verify.
    if (!this.run && this.state === 'stopping') this.signal('verified', detail);
  }

  private fail(detail: string): void {
    this.signal('error', detail);
    // Not from within the engine's own event: it is still in the middle of it.
    setImmediate(() => this.run?.act((engine, nowUs) => engine.stop(nowUs)));
  }

  /** The driver threw: nothing more is sent, and what rests is found again by the next start. */
  private broke(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.event({ level: 'alarm', code: 'ENGINE_FAILED', text });
    this.signal('error', `the engine failed: ${(error as Error).message}`);
    if (this.run) void this.finish(this.run);
  }

  private async finish(run: BotRun): Promise<void> {
    if (this.run !== run) return;
    this.run = undefined;
    this.meter.detach();
    const left = run.engine.state.orders.working.length;
    try {
      await run.close();
    } catch (error) {
      this.event({ level: 'alarm', code: 'CLOSE_FAILED', text: (error as Error).message });
    }
    this.reloadAfterRun();
    if (this.state === 'stopping' && !this.shuttingDown) {
      if (left === 0) this.signal('verified', this.stored.detail);
      else this.signal('error', `${left} own orders could not be verified as gone`);
    }
    this.context.onChanged(this);
    for (const resolve of this.ends.splice(0)) resolve();
  }

  /** @throws InstanceError `BOT_STATE` */
  private signal(signal: BotSignal, detail: string): void {
    const { state } = this;
    const next = nextState(state, signal);
    if (next === 'refused') {
      const why =
        state === 'stopping' ? 'it is stopping; wait until it has stopped' : `it is ${shown(state)}`;
      throw new InstanceError('BOT_STATE', `cannot ${signal} ${this.settings.name}: ${why}`);
    }
    if (next === state && detail === this.stored.detail) return;
    const since = next === state ? this.stored.since : this.context.clock.now();
    this.stored = { state: next, since, detail };
    this.context.store.state(this.id, this.stored);
    if (next !== state) this.event({ level: levelOf(next), code: 'STATE', text: words(next, detail) });
    this.context.onChanged(this);
  }

  private restrict(
    key: string,
    restriction: Extract<EngineRecord, { type: 'restrict' }>['restriction'],
  ): void {
    const record: EngineRecord = { type: 'restrict', atUs: this.engineState.lastUs, key, restriction };
    this.journal.append(record, this.engineState.apply(record));
    this.journal.commit();
    this.context.onChanged(this);
  }

  private event(event: MeterEvent): void {
    this.context.onEvent(this, event);
  }
}

const HALTED = 'halted';

function haltDetail({ restrictions }: EngineState): string {
  for (const { mode, code, detail } of restrictions.values())
    if (mode === TradingMode.Halted) return `${HALTED}: ${code}: ${detail}`;
  return HALTED;
}

function reducingDetail({ restrictions }: EngineState): string {
  for (const { mode, code, detail } of restrictions.values())
    if (mode === TradingMode.Reducing) return `reducing: ${code}: ${detail}`;
  return 'reducing';
}

function shown(state: BotState): string {
  return state === 'created' ? 'stopped' : state;
}

function words(state: BotState, detail: string): string {
  return detail === '' ? shown(state) : `${shown(state)}: ${detail}`;
}

function levelOf(state: BotState): MeterEvent['level'] {
  return state === 'failed' ? 'alarm' : state === 'degraded' ? 'warning' : 'info';
}

function merged(
  before: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null));
}
