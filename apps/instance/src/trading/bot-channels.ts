import { formatPrice, formatQty } from '@mrmarket/market/decimal';
import { Side } from '@mrmarket/market/side';
import type { ChannelDefinition, LivePublisher } from '../api/ports.ts';
import type { TapeEntry } from '../api/schemas/live.ts';
import type { Bot } from './bot.ts';
import type { BotRows } from './bot-rows.ts';
import { botDetail, iso, liveBook } from './bot-view.ts';

/** Entries in the snapshot of a list channel. */
const NEWEST = 200;

interface Seen {
  trades: number;
  fills: number;
  fillId: number;
}

/**
 * What the live socket shows of bots: marks channels as changed after each turn of an engine, and carries new trades
 * and fills over. Costs next to nothing while nobody looks.
 */
export class BotChannels {
  private readonly live: LivePublisher;
  private readonly rows: BotRows;
  private readonly find: (id: string) => Bot | undefined;
  private readonly seen = new WeakMap<Bot, Seen>();

  constructor(parts: { live: LivePublisher; rows: BotRows; find: (id: string) => Bot | undefined }) {
    this.live = parts.live;
    this.rows = parts.rows;
    this.find = parts.find;
  }

  definitions(): ChannelDefinition[] {
    const of = <T>(read: (bot: Bot) => T) => {
      return (id: string): T | undefined => {
        const bot = this.find(id);
        return bot && read(bot);
      };
    };
    return [
      { name: 'bot', kind: 'state', minIntervalMs: 250, role: 'viewer', read: of(botDetail) },
      { name: 'book', kind: 'state', minIntervalMs: 50, role: 'viewer', read: of(liveBook) },
      { name: 'tape', kind: 'list', minIntervalMs: 100, role: 'viewer', read: of((bot) => this.tape(bot)) },
      { name: 'fills', kind: 'list', minIntervalMs: 100, role: 'viewer', read: of((bot) => this.fills(bot)) },
    ];
  }

  /** Called after each turn of a bot's engine. */
  turned(bot: Bot): void {
    const { live } = this;
    const { id } = bot;
    live.changed('overview');
    live.changed(`bot:${id}`);
    live.changed(`book:${id}`);
    const seen = this.seenOf(bot);
    const tape = bot.run?.engine.feeds[0].tape;
    if (tape && tape.count !== seen.trades) {
      if (live.watched(`tape:${id}`)) live.append(`tape:${id}`, this.trades(bot, seen.trades));
      seen.trades = tape.count;
    }
    if (bot.meter.fillCount === seen.fills) return;
    const fresh = bot.meter.fillCount - seen.fills;
    seen.fills = bot.meter.fillCount;
    if (live.watched(`tape:${id}`)) live.append(`tape:${id}`, this.ownFills(bot, fresh));
    if (!live.watched(`fills:${id}`)) return;
    const rows = this.rows.fillsAfter(id, bot.instrument, seen.fillId);
    seen.fillId = Number(rows.at(-1)?.id ?? seen.fillId);
    live.append(`fills:${id}`, rows);
  }

  private seenOf(bot: Bot): Seen {
    let seen = this.seen.get(bot);
    if (!seen) {
      seen = { trades: 0, fills: bot.meter.fillCount, fillId: 0 };
      this.seen.set(bot, seen);
    }
    // A new run has a new tape.
    const count = bot.run?.engine.feeds[0].tape.count ?? 0;
    if (count < seen.trades) seen.trades = 0;
    return seen;
  }

  private fills(bot: Bot): unknown[] {
    const rows = this.rows.newestFills(bot.id, bot.instrument, NEWEST);
    this.seenOf(bot).fillId = Number(rows.at(-1)?.id ?? 0);
    return rows;
  }

  private tape(bot: Bot): TapeEntry[] {
    const tape = bot.run?.engine.feeds[0].tape;
    const trades = tape ? this.trades(bot, Math.max(0, tape.count - NEWEST)) : [];
    const own = this.ownFills(bot, NEWEST);
    return [...trades, ...own].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-NEWEST);
  }

  /** Public trades after the first `from` of this run. */
  private trades(bot: Bot, from: number): TapeEntry[] {
    const { run, instrument } = bot;
    const tape = run?.engine.feeds[0].tape;
    if (!tape) return [];
    const entries: TapeEntry[] = [];
    for (let k = Math.max(from, tape.count - tape.size, tape.count - NEWEST); k < tape.count; k++) {
      const i = k & tape.mask;
      entries.push({
        id: `t${tape.id[i]}`,
        at: iso(bot.wallMs(tape.localUs[i])),
        side: tape.aggressor[i] === Side.Buy ? 'buy' : 'sell',
        price: formatPrice(instrument, tape.tick[i]),
        quantity: formatQty(instrument, tape.lots[i]),
        own: false,
      });
    }
    return entries;
  }

  private ownFills(bot: Bot, newest: number): TapeEntry[] {
    const { instrument, meter } = bot;
    return meter.fills.slice(-newest).map((fill) => ({
      id: `f${fill.tradeId}`,
      at: iso(bot.wallMs(fill.venueUs)),
      side: fill.side === Side.Buy ? ('buy' as const) : ('sell' as const),
      price: formatPrice(instrument, fill.tick),
      quantity: formatQty(instrument, fill.lots),
      own: true,
    }));
  }
}
