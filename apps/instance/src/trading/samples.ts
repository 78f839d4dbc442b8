import type { Static } from 'typebox';
import type { SamplePoint, Series, SeriesQuery } from '../api/schemas/bots.ts';
import type { Log } from '../api/ports.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { iso } from './bot-view.ts';

/** One point of a bot's charts, numbers for display. */
export interface Sample {
  readonly at: number;
  readonly equity: number;
  readonly drawdown: number;
  readonly inventory: number;
  readonly mid: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly uptime: number;
}

/** Steps in seconds, and how long points of each are kept, ms. The coarsest ones stay. */
const STEPS: readonly { readonly sec: number; readonly keepMs: number }[] = [
  { sec: 1, keepMs: 2 * 3_600_000 },
  { sec: 10, keepMs: 2 * 86_400_000 },
  { sec: 60, keepMs: 40 * 86_400_000 },
  { sec: 600, keepMs: Infinity },
];
const RANGES: Readonly<Record<Static<typeof SeriesQuery>['range'], { sec: number; ms: number }>> = {
  '15m': { sec: 1, ms: 900_000 },
  '1h': { sec: 1, ms: 3_600_000 },
  '6h': { sec: 10, ms: 6 * 3_600_000 },
  '1d': { sec: 10, ms: 86_400_000 },
  '7d': { sec: 60, ms: 7 * 86_400_000 },
  '30d': { sec: 60, ms: 30 * 86_400_000 },
  all: { sec: 600, ms: Infinity },
};
/** Points wait this long in memory before they are written together; a crash loses these seconds of the charts, ms. */
const WRITE_MS = 5_000;

/**
 * The series of the charts, at four steps: a coarser point is the last one of its step, with the mean uptime and the
 * worst drawdown of it.
 */
export class Samples {
  private readonly prisma: PrismaClient;
  private readonly log: Log;
  private readonly waiting: (Sample & { botId: string; stepSec: number })[] = [];
  private readonly open = new Map<string, { slot: number; sample: Sample; uptime: number; count: number }>();
  private writtenAt = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(prisma: PrismaClient, log: Log) {
    this.prisma = prisma;
    this.log = log;
  }

  /** Takes a point of the finest step, one a second. */
  add(botId: string, sample: Sample): void {
    this.waiting.push({ botId, stepSec: 1, ...sample, at: Math.floor(sample.at / 1000) * 1000 });
    for (const { sec } of STEPS.slice(1)) this.gather(botId, sec, sample);
    if (sample.at - this.writtenAt < WRITE_MS) return;
    this.writtenAt = sample.at;
    void this.flush();
  }

  /** Writes what waits; what cannot be written is lost and logged. */
  flush(): Promise<void> {
    const rows = this.waiting.splice(0);
    if (rows.length === 0) return this.writing;
    const text = JSON.stringify(rows);
    this.writing = this.writing.then(async () => {
      try {
        // One statement for all of them: an upsert each kept the event loop for tens of milliseconds.
        await this.prisma.$executeRaw`
          INSERT OR REPLACE INTO "Sample"
            (botId, stepSec, at, equity, drawdown, inventory, mid, bid, ask, uptime)
          SELECT
            value ->> 'botId', value ->> 'stepSec', value ->> 'at', value ->> 'equity', value ->> 'drawdown',
            value ->> 'inventory', value ->> 'mid', value ->> 'bid', value ->> 'ask', value ->> 'uptime'
          FROM json_each(${text})`;
      } catch (error) {
        // Charts may have a gap; trading goes on.
        this.log.error('samples', `points of the charts cannot be written: ${(error as Error).message}`);
      }
    });
    return this.writing;
  }

  /** Ends the open coarse points of a bot, so that its charts end where it ended. */
  close(botId: string): void {
    for (const { sec } of STEPS.slice(1)) this.emit(botId, sec);
  }

  /**
   * A bot's points of a range, oldest first, thinned out where they are more than `points`. Those that stay lie on a
   * grid of the clock: a chart that is asked for again a second later shows the same ones. The newest is always there.
   */
  async series(
    botId: string,
    { range, points = 1000 }: Static<typeof SeriesQuery>,
    now: number,
  ): Promise<Static<typeof Series>> {
    const { sec, ms } = RANGES[range];
    const stepMs = sec * 1000;
    const from = BigInt(ms === Infinity ? 0 : now - ms);
    const [{ first, last }] = await this.prisma.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
      SELECT
        (SELECT min(at) FROM "Sample" WHERE botId = ${botId} AND stepSec = ${sec} AND at >= ${from}) AS first,
        (SELECT max(at) FROM "Sample" WHERE botId = ${botId} AND stepSec = ${sec} AND at >= ${from}) AS last`;
    if (first === null || last === null) return { stepSec: sec, points: [] };
    const slots = Number(last - first) / stepMs + 1;
    // Thinned out, one more may come of where the grid begins, and one of the newest.
    const every = slots <= points ? 1 : Math.ceil(slots / (points - 2));
    // In the database, and without Prisma's own rows: an hour of seconds takes a fifth of the time so, and it is time
    // in which nothing else is done.
    const rows = await this.prisma.$queryRaw<(Omit<Sample, 'at'> & { readonly at: bigint })[]>`
      SELECT at, equity, drawdown, inventory, mid, bid, ask, uptime FROM "Sample"
      WHERE botId = ${botId} AND stepSec = ${sec} AND at >= ${from}
        AND (at / ${stepMs} % ${every} = 0 OR at = ${last})
      ORDER BY at`;
    return {
      stepSec: sec * every,
      points: rows.map((row) => samplePoint({ ...row, at: Number(row.at) })),
    };
  }

  /** What came of earlier runs: worst drawdown in quote, seconds watched, and of them with both sides quoted. */
  async history(botId: string): Promise<{ maxDrawdown: number; watchedSec: number; twoSidedSec: number }> {
    const { _max, _sum, _count } = await this.prisma.sample.aggregate({
      where: { botId, stepSec: 600 },
      _max: { drawdown: true },
      _sum: { uptime: true },
      _count: true,
    });
    return {
      maxDrawdown: _max.drawdown ?? 0,
      watchedSec: _count * 600,
      twoSidedSec: (_sum.uptime ?? 0) * 600,
    };
  }

  /** Drops points that are past their time. */
  async retain(now: number): Promise<void> {
    for (const { sec, keepMs } of STEPS) {
      if (keepMs === Infinity) continue;
      await this.prisma.sample.deleteMany({ where: { stepSec: sec, at: { lt: BigInt(now - keepMs) } } });
    }
  }

  private gather(botId: string, sec: number, sample: Sample): void {
    const key = `${botId}:${sec}`;
    const slot = Math.floor(sample.at / (sec * 1000));
    const open = this.open.get(key);
    if (open && open.slot !== slot) this.emit(botId, sec);
    const before = this.open.get(key);
    this.open.set(key, {
      slot,
      sample: { ...sample, drawdown: Math.max(sample.drawdown, before?.sample.drawdown ?? 0) },
      uptime: (before?.uptime ?? 0) + sample.uptime,
      count: (before?.count ?? 0) + 1,
    });
  }

  private emit(botId: string, sec: number): void {
    const key = `${botId}:${sec}`;
    const open = this.open.get(key);
    if (!open) return;
    this.open.delete(key);
    const { sample, slot, uptime, count } = open;
    this.waiting.push({ botId, stepSec: sec, ...sample, at: slot * sec * 1000, uptime: uptime / count });
  }
}

export function samplePoint({ at, ...sample }: Sample): SamplePoint {
  const { equity, drawdown, inventory, mid, bid, ask, uptime } = sample;
  return { at: iso(at), equity, drawdown, inventory, mid, bid, ask, uptime };
}
