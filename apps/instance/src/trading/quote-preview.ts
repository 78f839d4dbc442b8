import { feeRates } from '@mrmarket/backtest/fee-rates';
import { openPaperSession } from '@mrmarket/backtest/paper-session';
import type { PaperMarket } from '@mrmarket/backtest/paper-venue';
import type { Account } from '@mrmarket/engine/account';
import { JumpClock } from '@mrmarket/engine/clock';
import { EngineView } from '@mrmarket/engine/engine-view';
import { formatPrice, formatQty } from '@mrmarket/market/decimal';
import type { Feed } from '@mrmarket/market/feed';
import type { Instrument } from '@mrmarket/market/instrument';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import { parseParameters } from '@mrmarket/strategy/parameters';
import { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import { findStrategy } from '@mrmarket/strategy/registry';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { Preview } from '../api/schemas/bots.ts';
import { instrumentBody } from './bot-view.ts';

/** Levels a side in a preview. */
const LEVELS = 20;
/** Market seconds that a paper market runs before its book is looked at. */
const WARM_UP_SEC = 5;

/** A book and an account to quote on. */
export interface PreviewGround {
  readonly instrument: Instrument;
  readonly feed: Feed;
  readonly account: Account;
  readonly nowUs: number;
}

/** What a strategy with these parameters would quote on a ground, before risk checks. */
export function previewQuotes(
  definition: StrategyDefinition,
  input: unknown,
  ground: PreviewGround,
): Preview {
  const { instrument, feed, account, nowUs } = ground;
  const parameters = parseParameters(definition, input, instrument);
  const strategy = definition.create(parameters, [instrument]);
  const view = new EngineView({ feeds: [feed], account, orders: [], random: seededRandom('preview') });
  view.nowUs = nowUs;
  view.refresh();
  const sheet = new QuoteSheet();
  strategy.onBook?.(view, sheet, 0);
  const { book } = feed;
  const mid2 = book.bestBid !== NO_BID && book.bestAsk !== NO_ASK ? book.bestBid + book.bestAsk : 0;
  const ready = strategy.ready();
  const rates = { maker: Number(account.rates.maker), taker: Number(account.rates.taker) };
  return {
    instrument: instrumentBody(instrument),
    mid: mid2 === 0 ? '0' : formatPrice(instrument, Math.round(mid2 / 2)),
    bids: levels(ground, Side.Buy),
    asks: levels(ground, Side.Sell),
    quotes: Array.from({ length: sheet.count }, (_, i) => ({
      side: sheet.side[i] === Side.Buy ? ('buy' as const) : ('sell' as const),
      price: formatPrice(instrument, sheet.tick[i]),
      quantity: formatQty(instrument, sheet.lots[i]),
      distanceBp: mid2 === 0 ? 0 : Number(((20_000 * Math.abs(sheet.tick[i] - mid2 / 2)) / mid2).toFixed(2)),
    })),
    detail: !feed.live ? `book not live: ${feed.reason}` : ready === true ? '' : ready,
    warnings: [...(definition.warnings?.(parameters, instrument, rates) ?? [])],
  };
}

/** The book of a paper market a few seconds after its beginning, and an account as it would be there. */
export async function paperGround(
  market: PaperMarket,
  { quote, base }: { readonly quote: string; readonly base: string | undefined },
): Promise<PreviewGround> {
  const { session, instrument } = openPaperSession({
    market,
    definition: findStrategy('pmm'),
    parameters: {},
    seed: 'preview',
    speed: Infinity,
    durationSec: WARM_UP_SEC,
    quoteBalance: quote,
    baseBalance: base,
    latencyMs: 10,
    clock: new JumpClock(0),
    signal: new AbortController().signal,
  });
  await session.run();
  const { engine, nowUs } = session;
  engine.state.account.rates = feeRates(instrument);
  return { instrument, feed: engine.feeds[0], account: engine.state.account, nowUs };
}

function levels({ instrument, feed }: PreviewGround, side: Side): Preview['bids'] {
  const { book } = feed;
  const found: Preview['bids'] = [];
  let tick = side === Side.Buy ? book.bestBid : book.bestAsk;
  while (found.length < LEVELS && tick !== NO_BID && tick !== NO_ASK) {
    found.push({
      price: formatPrice(instrument, tick),
      quantity: formatQty(instrument, book.lotsAt(side, tick)),
    });
    tick = book.nextLevel(side, tick);
  }
  return found;
}
