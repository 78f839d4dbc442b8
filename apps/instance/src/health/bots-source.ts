import type { Bots, BotWatch, HealthSource, WallClock } from '../api/ports.ts';
import type { HealthItem } from '../api/schemas/manage.ts';
import { spanText } from './figures.ts';
import { healthItem } from './health-item.ts';
import { THRESHOLDS, above, worst } from './thresholds.ts';
import type { HealthState } from './thresholds.ts';

/** Each bot (`bot:<id>`), and each venue that bots trade on (`venue:<name>`) by the books they get from it. */
export class BotsSource implements HealthSource {
  readonly name = 'bots';
  readonly #bots: Pick<Bots, 'watch'>;
  readonly #clock: WallClock;

  constructor(bots: Pick<Bots, 'watch'>, clock: WallClock) {
    this.#bots = bots;
    this.#clock = clock;
  }

  read(): HealthItem[] {
    const now = this.#clock.now();
    const watched = this.#bots.watch();
    const venues = Map.groupBy(watched, (watch) => watch.summary.instrument.venue);
    return [
      ...[...venues].map(([venue, bots]) => venueItem(venue, bots, now)),
      ...watched.map((watch) => botItem(watch, now)),
    ];
  }
}

function botItem(watch: BotWatch, now: number): HealthItem {
  const { summary } = watch;
  const findings: [HealthState, string][] = [];
  if (summary.state === 'failed') findings.push(['fail', summary.detail || 'failed']);
  if (summary.state === 'degraded') findings.push(['warn', summary.detail || 'degraded']);
  if (summary.risk === 'HALTED') findings.push(['fail', summary.detail || 'halted']);
  if (summary.risk === 'REDUCING') findings.push(['warn', summary.detail || 'reduces its position only']);
  const unknown = above(watch.unknownMs, THRESHOLDS.orderUnknownMs);
  if (unknown !== 'ok') {
    findings.push([unknown, `the state of an order has been unknown for ${spanText(watch.unknownMs)}`]);
  }
  for (const { asset, detail } of watch.lowBalances) {
    findings.push(['warn', `${asset} runs low${detail === '' ? '' : `: ${detail}`}`]);
  }
  return healthItem(
    {
      name: `bot:${summary.id}`,
      title: summary.name,
      state: worst(findings.map(([state]) => state)),
      // A bot may be halted for the very reason it is degraded.
      detail: [...new Set(findings.map(([, text]) => text))].join('; '),
      figures: {
        state: summary.state,
        risk: summary.risk,
        book: summary.bookState,
        openOrders: String(summary.openOrders),
      },
    },
    now,
  );
}

function venueItem(venue: string, bots: readonly BotWatch[], now: number): HealthItem {
  const down = bots.filter((watch) => watch.bookDownSince !== undefined);
  const longest = Math.max(0, ...down.map((watch) => now - watch.bookDownSince!));
  const state = above(longest, THRESHOLDS.bookDownMs);
  const live = bots.filter((watch) => watch.summary.bookState === 'live').length;
  const skews = bots.flatMap((watch) => watch.clockSkewMs ?? []);
  return healthItem(
    {
      name: `venue:${venue}`,
      title: venue,
      state,
      detail:
        state === 'ok'
          ? ''
          : `no trusted book for ${spanText(longest)}: ${down.map((watch) => watch.summary.name).join(', ')}`,
      figures: {
        bots: String(bots.length),
        liveBooks: String(live),
        ...(skews.length === 0 ? {} : { clockSkew: `${Math.round(Math.max(...skews.map(Math.abs)))} ms` }),
      },
    },
    now,
  );
}
