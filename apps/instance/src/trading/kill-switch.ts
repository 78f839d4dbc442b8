import type { KillStatus } from '../api/schemas/bots.ts';
import type { WallClock } from '../api/ports.ts';
import { InstanceError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Bot } from './bot.ts';
import { iso } from './bot-view.ts';

const KEY = 'halted';

interface Thrown {
  readonly at: number;
  readonly by: string;
}

/** The switch of the whole instance: while it is thrown nothing starts. It is stored, and a restart stays halted. */
export class KillSwitch {
  private readonly prisma: PrismaClient;
  private readonly clock: WallClock;
  private thrown: Thrown | undefined;

  private constructor(prisma: PrismaClient, clock: WallClock, thrown: Thrown | undefined) {
    this.prisma = prisma;
    this.clock = clock;
    this.thrown = thrown;
  }

  static async load(prisma: PrismaClient, clock: WallClock): Promise<KillSwitch> {
    const row = await prisma.setting.findUnique({ where: { key: KEY } });
    return new KillSwitch(prisma, clock, row ? (JSON.parse(row.value) as Thrown) : undefined);
  }

  get halted(): boolean {
    return this.thrown !== undefined;
  }

  /** @throws InstanceError `RISK_HALTED` */
  refuse(): void {
    if (!this.thrown) return;
    throw new InstanceError(
      'RISK_HALTED',
      `the instance was halted by ${this.thrown.by} at ${iso(this.thrown.at)}; lift the halt first`,
    );
  }

  async throw(by: string): Promise<void> {
    this.thrown ??= { at: this.clock.now(), by };
    const value = JSON.stringify(this.thrown);
    await this.prisma.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
  }

  async lift(): Promise<void> {
    await this.prisma.setting.deleteMany({ where: { key: KEY } });
    this.thrown = undefined;
  }

  /** How far each bot that was killed has come. */
  status(bots: readonly Bot[]): KillStatus {
    return {
      halted: this.halted,
      since: this.thrown ? iso(this.thrown.at) : null,
      by: this.thrown?.by ?? null,
      bots: bots.flatMap((bot) => (bot.killed ? [progress(bot, bot.killed.orders)] : [])),
    };
  }
}

function progress(bot: Bot, of: number): KillStatus['bots'][number] {
  const left = bot.engineState.orders.working.length;
  const state = bot.state === 'failed' ? 'failed' : bot.run ? 'stopping' : 'done';
  return {
    id: bot.id,
    name: bot.settings.name,
    venue: bot.instrument.venue,
    state,
    cancelled: Math.max(0, of - left),
    of,
    detail: state === 'failed' ? bot.stored.detail : '',
  };
}
