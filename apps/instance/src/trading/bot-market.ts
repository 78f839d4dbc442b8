import { feeRates } from '@mrmarket/backtest/fee-rates';
import { paperAccount } from '@mrmarket/backtest/paper-account';
import {
  checkAmounts,
  checkSnapshot,
  firstUs,
  lastUs,
  paperInstrument,
  paperVenue,
} from '@mrmarket/backtest/paper-venue';
import type { PaperMarket, PaperVenueOptions } from '@mrmarket/backtest/paper-venue';
import type { FeeRates } from '@mrmarket/engine/account';
import type { EngineState } from '@mrmarket/engine/engine-state';
import type { Instrument } from '@mrmarket/market/instrument';
import type { BotMarket } from '../api/schemas/bots.ts';
import { InstanceError } from '../errors.ts';
import { paperMarket } from '../paper-market.ts';
import type { BotSettings } from './bot-store.ts';
import type { BotRunOptions } from './bot-run.ts';
import { MarketClock } from './market-clock.ts';
import type { Recordings } from './recordings.ts';
import type { VenueKind } from './venue-kind.ts';

/** Of an order to a paper exchange, and of its answer back, ms. */
const PAPER_LATENCY_MS = 10;
/** Ended orders and fills a paper exchange can still be asked for. */
const KEEP_ENDED = 1_000;

/** Where the markets of bots come from. */
export interface MarketSources {
  readonly recordings: Recordings;
  readonly venues: ReadonlyMap<string, VenueKind>;
  readonly nowUs: () => number;
}

/** A paper market, read from its recording where it has one. */
export async function loadPaperMarket(
  market: Exclude<BotMarket, { kind: 'venue' }>,
  { recordings }: MarketSources,
): Promise<PaperMarket> {
  if (market.kind === 'recorded') {
    const loaded = await recordings.open(market.recording);
    checkSnapshot(loaded);
    return loaded;
  }
  const { symbol, product, startPrice } = market;
  return paperMarket({ symbol, product, price: startPrice });
}

/** What a bot will trade and at which fees, learnt from its market. */
export async function learnInstrument(
  market: BotMarket,
  { tag, quote, base }: { readonly tag: string; readonly quote: string; readonly base: string | undefined },
  sources: MarketSources,
): Promise<{ instrument: Instrument; fees: FeeRates; mode: 'paper' | 'live' }> {
  if (market.kind === 'venue') {
    const kind = venueKind(market.venue, sources);
    const open = await kind.open(market.settings, { tag });
    try {
      return { instrument: open.venue.instruments[0], fees: open.fees, mode: kind.mode };
    } finally {
      open.close();
    }
  }
  const paper = await loadPaperMarket(market, sources);
  const instrument = paperInstrument(paper);
  checkAmounts(venueOptions(paper, { seed: tag, quote, base }), instrument);
  return { instrument, fees: feeRates(instrument), mode: 'paper' };
}

/** Opens the market of a bot for a run that goes on from a state. */
export async function openMarket(
  settings: BotSettings,
  stateOf: () => EngineState,
  sources: MarketSources,
): Promise<Pick<BotRunOptions, 'market' | 'clock' | 'endUs'>> {
  const { market, tag, quote, base } = settings;
  if (market.kind === 'venue') {
    const open = await venueKind(market.venue, sources).open(market.settings, { tag });
    const nowUs = sources.nowUs();
    return { market: { open }, clock: new MarketClock(nowUs, nowUs), endUs: undefined };
  }
  const paper = await loadPaperMarket(market, sources);
  const state = stateOf();
  const before = state.opened ? paperAccount(state) : undefined;
  const nowUs = sources.nowUs();
  const recorded = paper.kind === 'recorded';
  const startUs = recorded ? (before?.startUs ?? firstUs(paper)) : Math.max(nowUs, before?.startUs ?? 0);
  if (paper.kind === 'recorded' && startUs >= lastUs(paper.recording)) {
    throw new InstanceError(
      'BOT_STATE',
      'its recording has been played to the end; make a new bot to play it again',
    );
  }
  const seed = market.kind === 'generated' ? (market.seed ?? tag) : tag;
  const stepped = paperVenue(venueOptions(paper, { seed, quote, base, limits: settings.limits }), {
    fees: settings.instrument.fees,
    before,
    endUs: Infinity,
    keepEnded: KEEP_ENDED,
    ...(recorded ? {} : { startUs }),
  });
  const speed = market.kind === 'recorded' ? (market.speed ?? 1) : 1;
  const endUs = paper.kind === 'recorded' ? { from: firstUs(paper), to: lastUs(paper.recording) } : undefined;
  return { market: { stepped }, clock: new MarketClock(nowUs, startUs, speed), endUs };
}

export function venueOptions(
  market: PaperMarket,
  account: {
    readonly seed: string;
    readonly quote: string;
    readonly base: string | undefined;
    readonly limits?: Readonly<Record<string, number>>;
  },
): PaperVenueOptions {
  const { seed, quote, base, limits } = account;
  return { market, seed, quoteBalance: quote, baseBalance: base, latencyMs: PAPER_LATENCY_MS, limits };
}

function venueKind(name: string, { venues }: MarketSources): VenueKind {
  const kind = venues.get(name);
  if (kind) return kind;
  const known = [...venues.keys()].join(', ');
  throw new InstanceError(
    'VENUE_KIND_UNKNOWN',
    `this program has no venue ${name}; it has ${known || 'paper markets only'}`,
  );
}
