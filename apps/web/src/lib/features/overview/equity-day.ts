import { answer, api } from '#lib/api/client.ts';
import { sumEquity } from './equity-sum.ts';
import type { EquityPoint, EquitySample } from './equity-sum.ts';

/** The bots whose equity is asked for: id and quote asset. */
export interface EquityBot {
  readonly id: string;
  readonly quote: string;
}
export interface EquityDay {
  /** Equity of the last 24 hours by quote asset; a bot whose series could not be read leaves its asset out. */
  readonly byQuote: ReadonlyMap<string, readonly EquityPoint[]>;
  /** Some series could not be read. */
  readonly failed: boolean;
  /** The first sample of any bot, ms since the epoch; undefined without samples. */
  readonly since: number | undefined;
}

const POINTS = 96;

/** Asks for the last day of each bot; one that fails does not keep the others from being shown. */
export async function readEquityDay(bots: readonly EquityBot[]): Promise<EquityDay> {
  const answers = await Promise.allSettled(
    bots.map(({ id }) =>
      answer(
        api.GET('/api/bots/{id}/series', {
          params: { path: { id }, query: { range: '1d', points: POINTS } },
        }),
      ),
    ),
  );
  return equityDay(bots.map(({ quote }, index) => ({ quote, series: seriesOf(answers[index]) })));
}

interface BotSeries {
  readonly quote: string;
  /** Undefined where it could not be read. */
  readonly series: { readonly stepSec: number; readonly points: readonly EquitySample[] } | undefined;
}

/** Puts the series of bots together by quote asset. A sum that lacks a bot would be wrong, so it is left out. */
export function equityDay(bots: readonly BotSeries[]): EquityDay {
  const byQuote = new Map<string, readonly EquityPoint[]>();
  for (const quote of new Set(bots.map((bot) => bot.quote))) {
    const series = bots.filter((bot) => bot.quote === quote).map((bot) => bot.series);
    const read = series.filter((one) => one !== undefined);
    if (read.length !== series.length) continue;
    const stepSec = Math.max(1, ...read.map((one) => one.stepSec));
    byQuote.set(
      quote,
      sumEquity(
        read.map((one) => one.points),
        stepSec,
      ),
    );
  }
  const firsts = bots
    .flatMap(({ series }) => series?.points.slice(0, 1) ?? [])
    .map(({ at }) => Date.parse(at));
  return {
    byQuote,
    failed: bots.some(({ series }) => series === undefined),
    since: firsts.length === 0 ? undefined : Math.min(...firsts),
  };
}

function seriesOf(
  answered: PromiseSettledResult<NonNullable<BotSeries['series']>> | undefined,
): BotSeries['series'] {
  return answered?.status === 'fulfilled' ? answered.value : undefined;
}

const DAY_MS = 24 * 3_600_000;
/** Half an hour of grace: the first sample of a day that is asked for comes up to a step after its begin. */
const GRACE_MS = 1_800_000;

/** True while there is less than a day of samples. */
export function isFirstDay(since: number | undefined, now: number): boolean {
  return since === undefined || now - since < DAY_MS - GRACE_MS;
}
