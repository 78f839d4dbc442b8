import type { FeeRates } from '@mrmarket/engine/account';
import type { InstrumentSpec } from '@mrmarket/market/instrument';
import type { BotMarket, BotState } from '../api/schemas/bots.ts';
import type { Log } from '../api/ports.ts';
import type { Bot as Row } from '../generated/prisma/client.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { MeterEvent } from './bot-meter.ts';

/** A bot as it is stored. Times in ms since the epoch. */
export interface BotSettings {
  readonly id: string;
  readonly name: string;
  /** Six of 0-9A-Z; stands in its client order ids. */
  readonly tag: string;
  readonly strategy: string;
  readonly market: BotMarket;
  readonly instrument: { readonly spec: InstrumentSpec; readonly fees: FeeRates };
  /** Completed with the defaults of the strategy. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly limits: Readonly<Record<string, number>>;
  readonly quote: string;
  readonly base: string | undefined;
  readonly mode: 'paper' | 'live';
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface StoredState {
  readonly state: BotState;
  readonly since: number;
  readonly detail: string;
}

/** Bots in the instance's database. */
export class BotStore {
  private readonly prisma: PrismaClient;
  private readonly log: Log;
  /** States that wait to be written; the newest of each bot. */
  private readonly waiting = new Map<string, StoredState>();
  private readonly events: { botId: string; at: number; event: MeterEvent }[] = [];
  private writing: Promise<void> | undefined;

  constructor(prisma: PrismaClient, log: Log) {
    this.prisma = prisma;
    this.log = log;
  }

  async load(): Promise<{ settings: BotSettings; stored: StoredState }[]> {
    const rows = await this.prisma.bot.findMany({
      where: { removedAt: null },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map((row) => ({ settings: settingsOf(row), stored: storedOf(row) }));
  }

  async create(settings: BotSettings, stored: StoredState): Promise<void> {
    await this.prisma.bot.create({
      data: {
        ...columns(settings),
        id: settings.id,
        tag: settings.tag,
        createdAt: BigInt(settings.createdAt),
        state: stored.state,
        stateSince: BigInt(stored.since),
        stateDetail: stored.detail,
      },
    });
  }

  async change(settings: BotSettings): Promise<void> {
    await this.prisma.bot.update({ where: { id: settings.id }, data: columns(settings) });
  }

  async remove(id: string, at: number): Promise<void> {
    await this.prisma.bot.update({ where: { id }, data: { removedAt: BigInt(at) } });
  }

  /** Writes a state before long; `flush` waits for it. */
  state(id: string, stored: StoredState): void {
    this.waiting.set(id, stored);
    void this.flush();
  }

  event(botId: string, at: number, event: MeterEvent): void {
    this.events.push({ botId, at, event });
    void this.flush();
  }

  /** Resolves once everything said so far is in the database, or has failed and was logged. */
  flush(): Promise<void> {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async write(): Promise<void> {
    // What is said within one turn goes out together.
    await Promise.resolve();
    while (this.waiting.size > 0 || this.events.length > 0) {
      const states = [...this.waiting];
      const events = this.events.splice(0);
      this.waiting.clear();
      try {
        for (const [id, { state, since, detail }] of states) {
          const data = { state, stateSince: BigInt(since), stateDetail: detail };
          await this.prisma.bot.updateMany({ where: { id }, data });
        }
        if (events.length > 0) {
          await this.prisma.botEvent.createMany({
            data: events.map(({ botId, at, event }) => ({ botId, at: BigInt(at), ...event })),
          });
        }
      } catch (error) {
        this.log.error('bots', `cannot write the state of bots: ${(error as Error).message}`);
      }
    }
  }
}

function columns(settings: BotSettings): {
  name: string;
  strategy: string;
  market: string;
  instrument: string;
  parameters: string;
  limits: string;
  quote: string;
  base: string | null;
  mode: string;
  updatedAt: bigint;
} {
  const { name, strategy, market, instrument, parameters, limits, quote, base, mode, updatedAt } = settings;
  return {
    name,
    strategy,
    market: JSON.stringify(market),
    instrument: JSON.stringify(instrument),
    parameters: JSON.stringify(parameters),
    limits: JSON.stringify(limits),
    quote,
    base: base ?? null,
    mode,
    updatedAt: BigInt(updatedAt),
  };
}

function settingsOf(row: Row): BotSettings {
  return {
    id: row.id,
    name: row.name,
    tag: row.tag,
    strategy: row.strategy,
    market: JSON.parse(row.market) as BotMarket,
    instrument: JSON.parse(row.instrument) as BotSettings['instrument'],
    parameters: JSON.parse(row.parameters) as BotSettings['parameters'],
    limits: JSON.parse(row.limits) as BotSettings['limits'],
    quote: row.quote,
    base: row.base ?? undefined,
    mode: row.mode as BotSettings['mode'],
    createdAt: Number(row.createdAt),
    updatedAt: Number(row.updatedAt),
  };
}

function storedOf(row: Row): StoredState {
  return { state: row.state as BotState, since: Number(row.stateSince), detail: row.stateDetail };
}
