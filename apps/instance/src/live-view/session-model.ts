import type { PaperSession } from '@mrmarket/backtest/paper-session';
import { TradingMode } from '@mrmarket/engine/trading-mode';
import { FeedState } from '@mrmarket/market/feed';
import { Side } from '@mrmarket/market/side';
import { bookLevels } from './book-levels.ts';
import type { LiveBook, LiveModel, LiveStateName } from './live-model.ts';

/** Levels a side that a screen could show. */
const LEVELS = 40;
const FILLS = 50;
const BOOK_STATES: Readonly<Record<FeedState, LiveBook['state']>> = {
  [FeedState.Off]: 'off',
  [FeedState.Syncing]: 'syncing',
  [FeedState.Live]: 'live',
  [FeedState.Stale]: 'stale',
};

/** What a running paper session looks like now. Reads only. */
export function sessionModel(paper: PaperSession): LiveModel {
  const { session, instrument, options, dataEndUs } = paper;
  const { engine, metrics } = session;
  const { account, counts } = engine.state;
  const [feed] = engine.feeds;
  const orders = engine.view.orders.filter((order) => order.instrument === 0);
  const levels = { instrument, orders, count: LEVELS };
  const units = 10 ** instrument.quoteDecimals;
  return {
    instrument: {
      venue: instrument.venue,
      product: instrument.product,
      symbol: instrument.symbol,
      base: instrument.base,
      quote: instrument.quote,
      priceDecimals: instrument.priceDecimals,
      quantityDecimals: instrument.qtyDecimals,
      moneyDecimals: instrument.quote.startsWith('USD') ? 2 : 6,
    },
    strategy: options.definition.title,
    state: state(paper),
    nowUs: session.nowUs,
    startedUs: Number.isNaN(metrics.startEquity) ? session.nowUs : metrics.startedUs,
    speed: options.speed,
    progress: session.progress(dataEndUs),
    book: {
      state: feed ? BOOK_STATES[feed.state] : 'off',
      bids: feed?.live ? bookLevels(feed.book, Side.Buy, levels) : [],
      asks: feed?.live ? bookLevels(feed.book, Side.Sell, levels) : [],
    },
    orders: orders.map((order) => ({
      side: order.side,
      price: order.tick * instrument.tick,
      quantity: (order.lots - order.filledLots) * instrument.lot,
      ageUs: session.nowUs - order.createdUs,
      state: order.cancelling ? 'cancelling' : order.resting ? 'resting' : 'sent',
    })),
    fills: metrics.fills.slice(-FILLS),
    events: metrics.events.slice(-FILLS),
    result: {
      equity: metrics.equity,
      realized: Number(account.realized) / units,
      unrealized: engine.state.opened ? Number(account.unrealized(engine.marks2)) / units : 0,
      fees: Number(account.fees + account.rebates) / units,
      inventory: account.inventoryNumber[0] ?? 0,
      drawdown: Math.max(0, metrics.peak - metrics.equity) || 0,
      maxDrawdown: metrics.maxDrawdown,
    },
    quoting: {
      spreadBp: metrics.quotedSpreadBp,
      twoSidedShare: metrics.twoSidedShare,
      orders: counts.orders,
      cancels: counts.cancels,
      fills: counts.fills,
      denied: Object.entries(engine.orders.denied)
        .filter(([, count]) => count > 0)
        .map(([code, count]) => ({ code, count })),
    },
  };
}

function state({ session }: PaperSession): LiveModel['state'] {
  const { engine } = session;
  if (engine.stopped) return { name: 'stopped', detail: '' };
  const ready = engine.ready();
  let name: LiveStateName = ready === true ? 'ready' : 'waiting';
  if (ready === 'stopping') name = 'stopping';
  else if (engine.paused) name = 'paused';
  else if (engine.state.mode === TradingMode.Halted) name = 'halted';
  else if (engine.state.mode === TradingMode.Reducing) name = 'reducing';
  return { name, detail: ready === true || ready === 'stopping' ? '' : ready };
}
