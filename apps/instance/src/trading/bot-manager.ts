import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Static } from 'typebox';
import { plainDecimal } from '@mrmarket/backtest/decimals';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import { OrderState } from '@mrmarket/engine/order-state';
import { parseParameters } from '@mrmarket/strategy/parameters';
import type { Actor } from '../access/actor.ts';
import type {
  BotDetail,
  BotEvent,
  BotSummary,
  CreateBot,
  EditBot,
  FillRow,
  KillRequest,
  KillStatus,
  Markets,
  OrderRow,
  Overview,
  Preview,
  PreviewRequest,
  Series,
  SeriesQuery,
  StrategyInfo,
} from '../api/schemas/bots.ts';
import type {
  Audit,
  Bots,
  BotWatch,
  ChannelDefinition,
  LivePublisher,
  Log,
  Page,
  PageQuery,
  WallClock,
} from '../api/ports.ts';
import { InstanceError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { Bot } from './bot.ts';
import type { BotContext } from './bot.ts';
import { BotChannels } from './bot-channels.ts';
import { learnInstrument, loadPaperMarket } from './bot-market.ts';
import type { MarketSources } from './bot-market.ts';
import type { MeterEvent } from './bot-meter.ts';
import { BotRows } from './bot-rows.ts';
import { BotStore } from './bot-store.ts';
import type { BotSettings, StoredState } from './bot-store.ts';
import { botDetail, botSummary, iso, marksOf, moneyDecimals, resultToday } from './bot-view.ts';
import { KillSwitch } from './kill-switch.ts';
import { isAtWork } from './life-cycle.ts';
import { lowBalances } from './low-balances.ts';
import { paperGround, previewQuotes } from './quote-preview.ts';
import type { PreviewGround } from './quote-preview.ts';
import { ratesOf } from './rates.ts';
import { Sampler } from './sampler.ts';
import { Samples, samplePoint } from './samples.ts';
import type { Strategies } from './strategies.ts';
import { strategyCatalog } from './strategy-catalog.ts';

export interface BotManagerOptions {
  readonly prisma: PrismaClient;
  readonly journal: DatabaseSync;
  readonly live: LivePublisher & { define(channel: ChannelDefinition): void };
  readonly log: Log;
  readonly audit: Audit;
  readonly clock: WallClock;
  readonly sources: MarketSources;
  readonly strategies: Strategies;
  readonly home: string;
  readonly watchdogMs: number;
  /** Throws where real money may not be traded; asked before a bot on a real venue is made or started by somebody. */
  readonly checkLive?: (() => Promise<void>) | undefined;
}

/** Balances of a paper bot that names none, in quote. */
const PAPER_QUOTE = '10000';
/** Events in the snapshot of the channel. */
const EVENTS_SHOWN = 200;

/** All bots of the instance. */
export class BotManager implements Bots {
  /** Of the alerts, for the overview; whoever owns them sets it. */
  alertCounts: () => Overview['alerts'] = () => ({ firing: 0, pending: 0 });
  private readonly options: BotManagerOptions;
  private readonly bots = new Map<string, Bot>();
  private readonly store: BotStore;
  private readonly rows: BotRows;
  private readonly samples: Samples;
  private readonly sampler: Sampler;
  private readonly channels: BotChannels;
  private readonly switch: KillSwitch;
  private readonly newest: BotEvent[] = [];
  private eventCount = 0;

  private constructor(options: BotManagerOptions, killSwitch: KillSwitch) {
    const { prisma, journal, log, live } = options;
    this.options = options;
    this.store = new BotStore(prisma, log);
    this.rows = new BotRows(journal);
    this.samples = new Samples(prisma, log);
    this.switch = killSwitch;
    const find = (id: string): Bot | undefined => this.bots.get(id);
    this.channels = new BotChannels({ live, rows: this.rows, find });
    this.sampler = new Sampler({ bots: this.bots, samples: this.samples, live, clock: options.clock, log });
    for (const channel of this.channels.definitions()) live.define(channel);
    for (const channel of this.ownChannels()) live.define(channel);
  }

  /**
   * Loads all bots; `recover` starts those that were at work.
   * @throws EngineError `JOURNAL_DAMAGED`
   */
  static async open(options: BotManagerOptions): Promise<BotManager> {
    const manager = new BotManager(options, await KillSwitch.load(options.prisma, options.clock));
    for (const { settings, stored } of await manager.store.load()) {
      const bot = manager.add(settings, stored);
      const { maxDrawdown, watchedSec, twoSidedSec } = await manager.samples.history(bot.id);
      bot.meter.maxDrawdown = maxDrawdown;
      bot.meter.watchedUs = watchedSec * 1e6;
      bot.meter.twoSidedUs = twoSidedSec * 1e6;
    }
    return manager;
  }

  /** Starts the bots that were at work when the program ended, and begins to take samples. */
  recover(): void {
    for (const bot of this.bots.values()) {
      // A bot that does not come up is failed and says why; the others go on.
      bot.recover().catch((error: unknown) => {
        this.options.log.error('bots', `${bot.settings.name} did not start: ${(error as Error).message}`);
      });
    }
    this.sampler.start(() => {
      this.liftExpired();
    });
  }

  /** Cancels all own orders of all bots, verifies it, and keeps what they are. */
  async close(): Promise<void> {
    this.sampler.stop();
    await Promise.all([...this.bots.values()].map((bot) => bot.shutDown()));
    await this.store.flush();
    await this.samples.flush();
  }

  // ---- reading ----

  list(): BotSummary[] {
    return [...this.bots.values()].map(botSummary);
  }

  get(id: string): BotDetail {
    return botDetail(this.bot(id));
  }

  overview(): Overview {
    const bots = [...this.bots.values()];
    const totals = [...Map.groupBy(bots, ({ instrument }) => instrument.quote)].map(([quote, group]) =>
      this.total(quote, group),
    );
    return {
      totals,
      rates: ratesOf(bots),
      bots: bots.map(botSummary),
      alerts: this.alertCounts(),
      lowBalances: bots.flatMap((bot) =>
        lowBalances(bot).map((low) => ({ botId: bot.id, bot: bot.settings.name, ...low })),
      ),
      halted: this.switch.halted,
    };
  }

  orders(
    id: string,
    query: PageQuery & { readonly open?: boolean | undefined },
  ): Page<Static<typeof OrderRow>> {
    return this.rows.orders(this.bot(id), query);
  }

  fills(id: string, query: PageQuery): Page<FillRow> {
    return this.rows.fills(id, this.bot(id).instrument, query);
  }

  async events(id: string, { cursor, limit = 100 }: PageQuery): Promise<Page<BotEvent>> {
    this.bot(id);
    await this.store.flush();
    const before = cursor === undefined ? undefined : Number(cursor);
    const rows = await this.options.prisma.botEvent.findMany({
      where: { botId: id, ...(before === undefined || Number.isNaN(before) ? {} : { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    return {
      items: shown.map((row) => ({
        id: String(row.id),
        at: iso(Number(row.at)),
        botId: row.botId,
        level: row.level as BotEvent['level'],
        code: row.code,
        text: row.text,
      })),
      next: rows.length > limit ? String(shown.at(-1)?.id) : null,
    };
  }

  async series(id: string, query: Static<typeof SeriesQuery>): Promise<Static<typeof Series>> {
    this.bot(id);
    await this.samples.flush();
    return this.samples.series(id, query, this.options.clock.now());
  }

  strategies(): StrategyInfo[] {
    return strategyCatalog(this.options.strategies.all, [...this.bots.values()], this.options.clock.now());
  }

  markets(): Static<typeof Markets> {
    const { recordings, venues } = this.options.sources;
    return {
      generated: [
        { product: 'spot', symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' },
        { product: 'spot', symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT' },
        { product: 'usdm', symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' },
      ],
      recordings: recordings.list(),
      venues: [...venues.keys()],
    };
  }

  watch(): BotWatch[] {
    return [...this.bots.values()].map((bot) => this.watchOf(bot));
  }

  // ---- commands ----

  async create(request: CreateBot, actor: Actor): Promise<BotDetail> {
    const { clock, sources } = this.options;
    const { name, market, limits = {}, baseBalance } = request;
    const definition = this.options.strategies.find(request.strategy);
    await this.refuseName(name);
    riskLimits(limits);
    const tag = newTag();
    const quote = request.quoteBalance ?? PAPER_QUOTE;
    const { instrument, fees, mode } = await learnInstrument(
      market,
      { tag, quote, base: baseBalance },
      sources,
    );
    if (mode === 'live') await this.options.checkLive?.();
    const parameters = parseParameters(definition, request.parameters ?? {}, instrument);
    const now = clock.now();
    const { venue, product, symbol, base, tickSize, lotSize, minQty, maxQty, minNotional } = instrument;
    const settings: BotSettings = {
      id: newId(),
      name,
      tag,
      strategy: definition.name,
      market,
      instrument: {
        spec: {
          venue,
          product,
          symbol,
          base,
          quote: instrument.quote,
          tickSize,
          lotSize,
          minQty,
          maxQty,
          minNotional,
        },
        fees,
      },
      parameters: parameters,
      limits,
      quote,
      base: baseBalance,
      mode,
      createdAt: now,
      updatedAt: now,
    };
    const stored: StoredState = { state: 'created', since: now, detail: '' };
    await this.store.create(settings, stored);
    const bot = this.add(settings, stored);
    await this.audit(actor, 'bot.create', bot, { after: request });
    if (request.start === true) await this.start(bot.id, actor);
    return botDetail(bot);
  }

  async edit(id: string, request: EditBot, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    const { name, parameters, limits } = bot.settings;
    if (request.name !== undefined && request.name !== name) await this.refuseName(request.name);
    await bot.edit(request);
    const { settings } = bot;
    const before = { name, parameters, limits };
    const after = { name: settings.name, parameters: settings.parameters, limits: settings.limits };
    await this.audit(actor, 'bot.edit', bot, { before, after });
    return botDetail(bot);
  }

  raisesLimit(id: string, { limits }: EditBot): boolean {
    const before = riskLimits(this.bot(id).settings.limits);
    return Object.entries(limits ?? {}).some(([name, value]) => {
      const old = before[name as keyof typeof before];
      // 0 switches most limits off.
      return old !== undefined && (value > old || (value === 0 && old !== 0));
    });
  }

  async start(id: string, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    this.switch.refuse();
    if (bot.settings.mode === 'live') await this.options.checkLive?.();
    return this.command(bot, 'bot.start', actor, () => bot.start());
  }

  async pause(id: string, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    return this.command(bot, 'bot.pause', actor, () => bot.pause());
  }

  async resume(id: string, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    this.switch.refuse();
    if (bot.settings.mode === 'live') await this.options.checkLive?.();
    return this.command(bot, 'bot.resume', actor, () => bot.start());
  }

  async stop(id: string, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    return this.command(bot, 'bot.stop', actor, () => bot.stop());
  }

  async remove(id: string, actor: Actor): Promise<void> {
    const bot = this.bot(id);
    const before = botDetail(bot);
    if (isAtWork(bot.state) || bot.run) {
      await bot.stop('being removed');
      await bot.ended();
      if (bot.engineState.orders.working.length > 0)
        throw new InstanceError('BOT_STATE', 'own orders could not be verified as gone; it was not removed');
    }
    await this.store.flush();
    await this.store.remove(id, this.options.clock.now());
    this.bots.delete(id);
    this.options.live.changed('overview');
    const { name, strategy, result } = before;
    await this.audit(actor, 'bot.remove', bot, { before: { name, strategy, result } });
  }

  async lift(id: string, key: string, actor: Actor): Promise<BotDetail> {
    const bot = this.bot(id);
    const before = botDetail(bot).restrictions.find((restriction) => restriction.key === key);
    await bot.lift(key);
    await this.audit(actor, 'bot.lift', bot, { before });
    this.options.live.changed('kill');
    return botDetail(bot);
  }

  async kill(request: KillRequest, actor: Actor): Promise<KillStatus> {
    // Each engine stores its own halt before it cancels; only then is anything waited for.
    const chosen = this.chosen(request);
    const failed: string[] = [];
    for (const bot of chosen) {
      try {
        bot.kill(actor.name);
      } catch (error) {
        failed.push(`${bot.settings.name}: ${(error as Error).message}`);
      }
    }
    if (request.scope === undefined) await this.switch.throw(actor.name);
    this.options.live.changed('kill');
    this.options.live.changed('overview');
    await this.options.audit.record({
      actor,
      action: 'kill',
      target: request.scope?.kind ?? 'all',
      after: { bots: chosen.map(({ settings }) => settings.name), failed },
    });
    return this.killStatus();
  }

  killStatus(): KillStatus {
    return this.switch.status([...this.bots.values()]);
  }

  async liftKill(actor: Actor): Promise<KillStatus> {
    const before = this.killStatus();
    await this.switch.lift();
    for (const bot of this.bots.values()) {
      if (bot.engineState.restrictions.has('operator')) await bot.lift('operator');
      bot.killed = undefined;
    }
    await this.options.audit.record({ actor, action: 'kill.lift', target: 'all', before });
    this.options.live.changed('kill');
    this.options.live.changed('overview');
    return this.killStatus();
  }

  async preview(request: Static<typeof PreviewRequest>): Promise<Preview> {
    const definition = this.options.strategies.find(request.strategy);
    return previewQuotes(definition, request.parameters, await this.ground(request));
  }

  // ---- inside ----

  private async ground(request: Static<typeof PreviewRequest>): Promise<PreviewGround> {
    const bot = request.botId === undefined ? undefined : this.bot(request.botId);
    const run = bot?.run;
    if (bot && run?.engine.feeds[0].live) {
      const { instrument, engineState } = bot;
      return { instrument, feed: run.engine.feeds[0], account: engineState.account, nowUs: run.marketNow() };
    }
    const market = bot?.settings.market ?? request.market;
    if (!market) {
      throw new InstanceError('REQUEST_INVALID', 'a preview needs a bot or a market', {
        problems: [{ field: 'market', message: 'is missing' }],
      });
    }
    if (market.kind === 'venue')
      throw new InstanceError('BOT_STATE', 'a preview on a real venue needs the bot at work: start it first');
    const quote = request.quoteBalance ?? bot?.settings.quote ?? PAPER_QUOTE;
    const base = request.baseBalance ?? bot?.settings.base;
    return paperGround(await loadPaperMarket(market, this.options.sources), { quote, base });
  }

  private async command(
    bot: Bot,
    action: string,
    actor: Actor,
    act: () => Promise<void>,
  ): Promise<BotDetail> {
    const before = bot.state;
    try {
      await act();
    } catch (error) {
      await this.audit(actor, action, bot, { before, outcome: 'refused' });
      throw error;
    }
    await this.store.flush();
    await this.audit(actor, action, bot, { before, after: bot.state });
    return botDetail(bot);
  }

  private audit(
    actor: Actor,
    action: string,
    bot: Bot,
    entry: { readonly before?: unknown; readonly after?: unknown; readonly outcome?: 'refused' },
  ): Promise<void> {
    return this.options.audit.record({ actor, action, target: bot.id, ...entry });
  }

  private add(settings: BotSettings, stored: StoredState): Bot {
    const { journal, clock, sources, strategies, home, watchdogMs } = this.options;
    const context: BotContext = {
      journal,
      store: this.store,
      sources,
      strategies,
      clock,
      home,
      watchdogMs,
      onChanged: (changed) => {
        this.channels.turned(changed);
        if (changed.killed) this.options.live.changed('kill');
      },
      onEvent: (from, event) => {
        this.happened(from, event);
      },
    };
    const bot = new Bot(settings, stored, context);
    this.bots.set(bot.id, bot);
    return bot;
  }

  private happened(bot: Bot, event: MeterEvent): void {
    const { clock, log, live } = this.options;
    const at = clock.now();
    this.store.event(bot.id, at, event);
    const level = event.level === 'alarm' ? 'error' : event.level === 'warning' ? 'warn' : 'info';
    log[level]('bots', `${bot.settings.name}: ${event.text}`, { bot: bot.id, event: event.code });
    const shown: BotEvent = { id: `l${++this.eventCount}`, at: iso(at), botId: bot.id, ...event };
    this.newest.push(shown);
    if (this.newest.length > 2 * EVENTS_SHOWN) this.newest.splice(0, EVENTS_SHOWN);
    live.append('events', [shown]);
  }

  private ownChannels(): ChannelDefinition[] {
    const role = 'viewer';
    return [
      { name: 'overview', kind: 'state', minIntervalMs: 1000, role, read: () => this.overview() },
      { name: 'kill', kind: 'state', minIntervalMs: 100, role, read: () => this.killStatus() },
      {
        name: 'events',
        kind: 'list',
        minIntervalMs: 100,
        role,
        read: () => this.newest.slice(-EVENTS_SHOWN),
      },
      {
        name: 'series',
        kind: 'list',
        minIntervalMs: 1000,
        role,
        read: (id) => (this.bots.has(id) ? this.sampler.newest(id).map(samplePoint) : undefined),
      },
    ];
  }

  private total(quote: string, group: readonly Bot[]): Overview['totals'][number] {
    const decimals = Math.max(...group.map(({ instrument }) => instrument.quoteDecimals));
    let equity = 0n;
    let pnl = 0n;
    let today = 0n;
    let peaks = 0;
    for (const bot of group) {
      const { engineState, instrument } = bot;
      if (!engineState.opened) continue;
      const scale = 10n ** BigInt(decimals - instrument.quoteDecimals);
      const units = engineState.account.equity(marksOf(bot));
      equity += units * scale;
      pnl += (units - engineState.account.flows) * scale;
      today += resultToday(bot, this.options.clock.now()) * scale;
      peaks += Math.max(0, engineState.guard.peak);
    }
    const drawdown = Math.max(0, peaks - Number(equity) / 10 ** decimals);
    return {
      quote,
      moneyDecimals: moneyDecimals(quote),
      equity: plainDecimal(equity, decimals),
      pnl: plainDecimal(pnl, decimals),
      today: plainDecimal(today, decimals),
      drawdown: plainDecimal(BigInt(Math.round(drawdown * 100)), 2),
      bots: group.length,
    };
  }

  private watchOf(bot: Bot): BotWatch {
    const { run, engineState, settings } = bot;
    const nowUs = run?.marketNow() ?? 0;
    let unknownUs = 0;
    for (const order of run ? engineState.orders.working : []) {
      if (order.state === OrderState.Unknown && order.unknownSinceUs > 0)
        unknownUs = Math.max(unknownUs, nowUs - order.unknownSinceUs);
    }
    const limits = riskLimits(settings.limits);
    const limit = limits.maxDrawdownQuote || limits.maxDrawdownRatio * Math.max(0, engineState.guard.peak);
    const summary = botSummary(bot);
    return {
      summary,
      unknownMs: unknownUs / 1000,
      bookDownSince: this.sampler.bookDownSince(bot.id),
      drawdownUse: limit > 0 && engineState.opened ? Number(summary.result.drawdown) / limit : undefined,
      lowBalances: lowBalances(bot),
      clockSkewMs: run ? (run.engine.clockSkewed ? limits.clockSkewMs : 0) : undefined,
    };
  }

  private chosen({ scope }: KillRequest): Bot[] {
    const bots = [...this.bots.values()];
    if (scope === undefined) return bots;
    if (scope.kind === 'bots') return scope.ids.map((id) => this.bot(id));
    if (scope.kind === 'venue') return bots.filter(({ instrument }) => instrument.venue === scope.venue);
    return bots.filter(({ settings }) => settings.strategy === scope.strategy);
  }

  private bot(id: string): Bot {
    const bot = this.bots.get(id);
    if (!bot) throw new InstanceError('BOT_NOT_FOUND', `there is no bot ${id}`);
    return bot;
  }

  private async refuseName(name: string): Promise<void> {
    if ([...this.bots.values()].every(({ settings }) => settings.name !== name)) return;
    throw new InstanceError('BOT_NAME_TAKEN', `there is a bot named ${name} already`, {
      problems: [{ field: 'name', message: 'is taken' }],
    });
  }

  /** Halts that end by themselves. */
  private liftExpired(): void {
    if (this.switch.halted) return;
    for (const bot of this.bots.values()) {
      try {
        bot.liftExpired();
      } catch (error) {
        this.options.log.error(
          'bots',
          `cannot lift a halt of ${bot.settings.name}: ${(error as Error).message}`,
        );
      }
    }
  }
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}

const TAG_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function newTag(): string {
  return Array.from(randomBytes(6), (byte) => TAG_LETTERS[byte % TAG_LETTERS.length]).join('');
}
