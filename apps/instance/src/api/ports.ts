import type { Static } from 'typebox';
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
} from './schemas/bots.ts';
import type { Health, HealthItem } from './schemas/manage.ts';
import type { LogLine } from './schemas/live.ts';

/**
 * What the parts of an instance offer each other. Each is made by one folder (`trading/`, `live/`, `log/` …) and handed
 * to those that need it when the instance is put together in `instance.ts`.
 */

/** Newest first. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Bots and what they did. Errors are `InstanceError` with codes such as `BOT_NOT_FOUND`, `BOT_STATE`, `RISK_HALTED`. */
export interface Bots {
  list(): BotSummary[];
  get(id: string): BotDetail;
  overview(): Overview;
  create(request: CreateBot, actor: Actor): Promise<BotDetail>;
  edit(id: string, request: EditBot, actor: Actor): Promise<BotDetail>;
  /** True when the edit raises a risk limit, which only the owner may, with step-up. */
  raisesLimit(id: string, request: EditBot): boolean;
  start(id: string, actor: Actor): Promise<BotDetail>;
  pause(id: string, actor: Actor): Promise<BotDetail>;
  resume(id: string, actor: Actor): Promise<BotDetail>;
  /** Resolves once the stop is acknowledged; `stopped` follows when the cancels are verified. */
  stop(id: string, actor: Actor): Promise<BotDetail>;
  /** Stops it first where it runs. Orders and fills are kept. */
  remove(id: string, actor: Actor): Promise<void>;
  lift(id: string, key: string, actor: Actor): Promise<BotDetail>;
  kill(request: KillRequest, actor: Actor): Promise<KillStatus>;
  killStatus(): KillStatus;
  liftKill(actor: Actor): Promise<KillStatus>;
  preview(request: Static<typeof PreviewRequest>): Promise<Preview>;
  orders(
    id: string,
    query: PageQuery & { readonly open?: boolean | undefined },
  ): Page<Static<typeof OrderRow>>;
  fills(id: string, query: PageQuery): Page<FillRow>;
  events(id: string, query: PageQuery): Promise<Page<BotEvent>>;
  series(id: string, query: Static<typeof SeriesQuery>): Promise<Static<typeof Series>>;
  strategies(): StrategyInfo[];
  markets(): Static<typeof Markets>;
  /** What alerts and health look at, one entry per bot that is not removed. */
  watch(): BotWatch[];
}

/** Figures of one bot for alerts, health and metrics; times in milliseconds since the epoch. */
export interface BotWatch {
  readonly summary: BotSummary;
  /** Longest time an order has been UNKNOWN, ms; 0 when none is. */
  readonly unknownMs: number;
  /** Since when the book is not live, ms since the epoch; undefined while it is, or while the bot is not running. */
  readonly bookDownSince: number | undefined;
  /** Drawdown over its limit, 0..1; undefined without a limit. */
  readonly drawdownUse: number | undefined;
  /** Balances that no longer pay for the smallest order of the strategy. */
  readonly lowBalances: readonly {
    readonly asset: string;
    readonly amount: string;
    readonly detail: string;
  }[];
  /** Exchange time ahead of ours, ms; undefined when unknown. */
  readonly clockSkewMs: number | undefined;
}

/** Where things that change are shown live; see schemas/live.ts for the channels. */
export interface LivePublisher {
  /** A state channel changed: its reader is asked for the state when the channel's next slot comes. */
  changed(channel: string): void;
  /** Entries for a list channel. */
  append(channel: string, items: readonly unknown[]): void;
  /** Somebody looks at it: whoever computes something expensive for it asks first. */
  watched(channel: string): boolean;
}

export interface ChannelDefinition {
  /** `overview`, or a family such as `book` for `book:<id>`. */
  readonly name: string;
  readonly kind: 'state' | 'list';
  /** Least time between two frames, ms. */
  readonly minIntervalMs: number;
  readonly role: 'viewer' | 'operator';
  /** State: the state now. List: the newest entries, oldest first. Undefined: no such channel. */
  readonly read: (id: string) => unknown;
}

export interface Log {
  debug(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(source: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The log as it can be read back: the newest lines in memory, all of them in files. Secrets are masked on the way in. */
export interface LogStore extends Log {
  page(query: PageQuery & { level?: LogLine['level']; search?: string; source?: string }): Page<LogLine>;
  onLine(listener: (line: LogLine) => void): () => void;
  close(): Promise<void>;
}

export interface AuditEntry {
  readonly actor: Actor;
  readonly action: string;
  readonly target: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly outcome?: 'done' | 'refused' | 'failed';
  readonly requestId?: string | undefined;
}
/** Who did what. A row is committed before the act is answered; secrets never stand in it. */
export interface Audit {
  record(entry: AuditEntry): Promise<void>;
}

/** A source of health items. One that throws shows as `unknown` with its error, and the others go on. */
export interface HealthSource {
  readonly name: string;
  read(): HealthItem[] | Promise<HealthItem[]>;
}
export interface HealthService {
  add(source: HealthSource): void;
  read(): Promise<Health>;
}

/** Wall time, ms since the epoch, and timers; tests hand in their own. */
export interface WallClock {
  now(): number;
}
