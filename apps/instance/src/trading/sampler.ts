import type { LivePublisher, Log, WallClock } from '../api/ports.ts';
import type { Bot } from './bot.ts';
import { samplePoint } from './samples.ts';
import type { Sample, Samples } from './samples.ts';

const SAMPLE_MS = 1_000;
/** Points of each bot in memory, for the snapshot of its live series. */
const NEWEST = 900;
const RETAIN_MS = 600_000;

/** Takes a point of each bot at work once a second, and watches since when its book is down. */
export class Sampler {
  private readonly bots: ReadonlyMap<string, Bot>;
  private readonly samples: Samples;
  private readonly live: LivePublisher;
  private readonly clock: WallClock;
  private readonly log: Log;
  private readonly points = new Map<string, Sample[]>();
  private readonly downSince = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private retainedAt = 0;

  constructor(parts: {
    bots: ReadonlyMap<string, Bot>;
    samples: Samples;
    live: LivePublisher;
    clock: WallClock;
    log: Log;
  }) {
    this.bots = parts.bots;
    this.samples = parts.samples;
    this.live = parts.live;
    this.clock = parts.clock;
    this.log = parts.log;
  }

  /** @param everySecond what else is to be looked at then */
  start(everySecond: () => void): void {
    this.timer = setInterval(() => {
      this.take();
      everySecond();
    }, SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Oldest first. */
  newest(id: string): readonly Sample[] {
    return this.points.get(id) ?? [];
  }

  /** ms since the epoch; undefined while the book is live or nothing is at work. */
  bookDownSince(id: string): number | undefined {
    return this.downSince.get(id);
  }

  /** One point of every bot that has one now. */
  take(): void {
    const now = this.clock.now();
    for (const bot of this.bots.values()) this.look(bot, now);
    for (const id of [...this.points.keys()]) if (!this.bots.has(id)) this.points.delete(id);
    if (now - this.retainedAt < RETAIN_MS) return;
    this.retainedAt = now;
    this.samples.retain(now).catch((error: unknown) => {
      this.log.error('samples', `cannot drop old points: ${(error as Error).message}`);
    });
  }

  private look(bot: Bot, now: number): void {
    const { run, meter, id, engineState, instrument } = bot;
    if (!run) {
      this.downSince.delete(id);
      return;
    }
    const { engine } = run;
    engine.commit();
    if (engine.feeds[0].live) this.downSince.delete(id);
    else if (!this.downSince.has(id)) this.downSince.set(id, now);
    if (Number.isNaN(meter.equity)) return;
    const price = (ticks: number): number | null => (ticks > 0 ? ticks * instrument.tick : null);
    const sample: Sample = {
      at: now,
      equity: engine.equityNumber(),
      drawdown: Math.max(0, engineState.guard.peak - engine.equityNumber()),
      inventory: engineState.account.inventoryNumber[0],
      mid: (engine.marks2[0] / 2) * instrument.tick,
      bid: price(meter.ownBid),
      ask: price(meter.ownAsk),
      uptime: meter.takeUptime(run.marketNow()),
    };
    this.samples.add(id, sample);
    const points = this.points.get(id) ?? [];
    points.push(sample);
    if (points.length > 2 * NEWEST) points.splice(0, points.length - NEWEST);
    this.points.set(id, points);
    if (this.live.watched(`series:${id}`)) this.live.append(`series:${id}`, [samplePoint(sample)]);
  }
}
