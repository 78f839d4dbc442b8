import { plainDecimal } from '@mrmarket/backtest/decimals';
import type { EngineState } from '@mrmarket/engine/engine-state';
import type { Order } from '@mrmarket/engine/order';
import { OrderState } from '@mrmarket/engine/order-state';
import { TRADING_MODE_NAMES } from '@mrmarket/engine/trading-mode';
import { formatPrice, formatQty } from '@mrmarket/market/decimal';
import { FeedState } from '@mrmarket/market/feed';
import type { Instrument } from '@mrmarket/market/instrument';
import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import { Side } from '@mrmarket/market/side';
import type { BotDetail, BotResult, BotSummary, Instrument as InstrumentBody } from '../api/schemas/bots.ts';
import type { LiveBook } from '../api/schemas/live.ts';
import type { Bot } from './bot.ts';

const BOOK_STATES: Readonly<Record<FeedState, LiveBook['state']>> = {
  [FeedState.Off]: 'off',
  [FeedState.Syncing]: 'syncing',
  [FeedState.Live]: 'live',
  [FeedState.Stale]: 'stale',
};
/** Levels a side on screen. */
const LEVELS = 20;
/** Distance within which depth is summed, as a fraction of the mid. */
const DEPTH_RANGE = 0.005;

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function instrumentBody(instrument: Instrument): InstrumentBody {
  const { id, venue, product, symbol, base, quote, tickSize, lotSize, minQty, minNotional } = instrument;
  return {
    ...{ id, venue, product, symbol, base, quote, tickSize, lotSize, minQty, minNotional },
    priceDecimals: instrument.priceDecimals,
    quantityDecimals: instrument.qtyDecimals,
    moneyDecimals: moneyDecimals(quote),
  };
}

/** Dollars are shown in cents, other assets finer. */
export function moneyDecimals(quote: string): number {
  return quote.startsWith('USD') ? 2 : 6;
}

/** A bot as a row of the list. */
export function botSummary(bot: Bot): BotSummary {
  const { settings, stored, instrument, definition, engineState, run } = bot;
  const { counts } = engineState;
  const feed = run?.engine.feeds[0];
  return {
    id: settings.id,
    name: settings.name,
    strategy: settings.strategy,
    strategyTitle: definition.title,
    mode: settings.mode,
    market: settings.market,
    instrument: instrumentBody(instrument),
    state: stored.state,
    since: iso(stored.since),
    detail: stored.detail,
    risk: TRADING_MODE_NAMES[engineState.mode],
    bookState: feed ? BOOK_STATES[feed.state] : 'off',
    result: botResult(bot),
    quoting: {
      spreadBp: rounded(bot.meter.spreadBp, 4) ?? null,
      uptime: rounded(bot.meter.watchedUs === 0 ? 0 : bot.meter.twoSidedUs / bot.meter.watchedUs, 6) ?? 0,
      orders: counts.orders,
      cancels: counts.cancels,
      fills: counts.fills,
      denied: Object.entries(run?.engine.orders.denied ?? {})
        .filter(([, count]) => count > 0)
        .map(([code, count]) => ({ code, count })),
    },
    openOrders: engineState.orders.working.length,
    progress: run ? progressOf(bot) : null,
  };
}

export function botDetail(bot: Bot): BotDetail {
  const { settings, engineState, instrument, definition } = bot;
  const { account } = engineState;
  const fees = account.rates;
  const inventory = account.positions[0]?.inventory ?? 0n;
  return {
    ...botSummary(bot),
    parameters: { ...settings.parameters },
    limits: { ...settings.limits },
    fees,
    warnings: [
      ...(definition.warnings?.(settings.parameters, instrument, {
        maker: Number(fees.maker),
        taker: Number(fees.taker),
      }) ?? []),
    ],
    restrictions: [...engineState.restrictions].map(([key, restriction]) => ({
      key,
      mode: TRADING_MODE_NAMES[restriction.mode],
      code: restriction.code,
      detail: restriction.detail,
      since: iso(bot.wallMs(restriction.sinceUs)),
      until: restriction.untilUs === Infinity ? null : iso(bot.wallMs(restriction.untilUs)),
    })),
    orders: engineState.orders.working.map((order) => openOrder(bot, order)),
    balances: engineState.opened
      ? [
          { asset: instrument.base, amount: plainDecimal(inventory, instrument.baseDecimals) },
          {
            asset: instrument.quote,
            amount: plainDecimal(cashOf(engineState, instrument), instrument.quoteDecimals),
          },
        ]
      : [],
    createdAt: iso(settings.createdAt),
    updatedAt: iso(settings.updatedAt),
  };
}

/** Mids at which the bot is valued: those of its books now, else those last written down, half ticks. */
export function marksOf(bot: Bot): ArrayLike<number> {
  const { run, engineState } = bot;
  if (run && run.engine.marks2[0] > 0) return run.engine.marks2;
  return engineState.lastMarks2.length > 0 ? engineState.lastMarks2 : (engineState.opening?.marks2 ?? [0]);
}

export function botResult(bot: Bot): BotResult {
  const { engineState, instrument, meter } = bot;
  const { account, guard, opened } = engineState;
  const { quoteDecimals } = instrument;
  const money = (units: bigint): string => plainDecimal(units, quoteDecimals);
  const marks2 = marksOf(bot);
  const [position] = account.positions;
  const inventory = position?.inventory ?? 0n;
  const equity = opened ? account.equity(marks2) : 0n;
  const pnl = opened ? equity - account.flows : 0n;
  const { volume } = account;
  const drawdown = opened && guard.peak > 0 ? Math.max(0, guard.peak - toNumber(equity, quoteDecimals)) : 0;
  return {
    equity: opened ? money(equity) : null,
    startEquity: opened ? money(account.flows) : null,
    pnl: money(pnl),
    realized: money(account.realized),
    unrealized: opened ? money(account.unrealized(marks2)) : '0',
    fees: money(account.fees),
    rebates: money(account.rebates),
    volume: money(volume),
    makerShare: volume === 0n ? 0 : Number((account.makerVolume * 1_000_000n) / volume) / 1_000_000,
    pnlPerVolumeBp: volume === 0n ? null : Number((pnl * 1_000_000n) / volume) / 100,
    drawdown: decimal(drawdown, quoteDecimals),
    maxDrawdown: decimal(Math.max(drawdown, meter.maxDrawdown), quoteDecimals),
    inventory: {
      base: plainDecimal(inventory, instrument.baseDecimals),
      quote: money(cashOf(engineState, instrument)),
      averageCost: inventory === 0n || !position ? null : averageCost(position, instrument),
    },
  };
}

/** Result since 00:00 UTC, quote units. */
export function resultToday(bot: Bot, nowMs: number): bigint {
  const { engineState, instrument } = bot;
  const { guard, account, opened } = engineState;
  if (!opened || guard.day !== Math.floor(nowMs / 86_400_000)) return 0n;
  const start = BigInt(Math.round(guard.dayStart * 10 ** instrument.quoteDecimals));
  return account.equity(marksOf(bot)) - start;
}

/** The book with own quotes in it. */
export function liveBook(bot: Bot): LiveBook {
  const { instrument, run, engineState } = bot;
  const feed = run?.engine.feeds[0];
  if (!feed?.live) {
    const state = feed ? BOOK_STATES[feed.state] : 'off';
    const reason = feed ? feed.reason : 'the bot is not at work';
    return {
      state,
      reason,
      bids: [],
      asks: [],
      mid: null,
      spread: null,
      spreadBp: null,
      depth: { bid: '0', ask: '0' },
    };
  }
  const { book } = feed;
  const side = (which: Side): LiveBook['bids'] =>
    levels(book, which, { instrument, orders: engineState.orders.working });
  const { bestBid, bestAsk } = book;
  const mid2 = bestBid !== NO_BID && bestAsk !== NO_ASK ? bestBid + bestAsk : 0;
  return {
    state: 'live',
    reason: '',
    bids: side(Side.Buy),
    asks: side(Side.Sell),
    mid: mid2 === 0 ? null : decimal((mid2 / 2) * instrument.tick, instrument.priceDecimals + 1),
    spread: mid2 === 0 ? null : formatPrice(instrument, bestAsk - bestBid),
    spreadBp: mid2 === 0 ? null : (rounded((20_000 * (bestAsk - bestBid)) / mid2, 4) ?? null),
    depth: {
      bid: formatQty(instrument, depth(book, Side.Buy, mid2 / 2)),
      ask: formatQty(instrument, depth(book, Side.Sell, mid2 / 2)),
    },
  };
}

/** Best levels of a side, own quantity added: [price, quantity, own]. */
function levels(
  book: OrderBook,
  side: Side,
  { instrument, orders }: { readonly instrument: Instrument; readonly orders: readonly Order[] },
): LiveBook['bids'] {
  const own = new Map<number, number>();
  for (const order of orders) {
    if (order.side !== side || !order.resting) continue;
    own.set(order.tick, (own.get(order.tick) ?? 0) + order.openLots);
  }
  const lots = new Map<number, number>();
  let tick = side === Side.Buy ? book.bestBid : book.bestAsk;
  while (lots.size < LEVELS && tick !== NO_BID && tick !== NO_ASK) {
    lots.set(tick, book.lotsAt(side, tick));
    tick = book.nextLevel(side, tick);
  }
  const ticks = [...new Set([...lots.keys(), ...own.keys()])].sort((a, b) =>
    side === Side.Buy ? b - a : a - b,
  );
  return ticks.slice(0, LEVELS).map((at) => {
    const mine = own.get(at) ?? 0;
    const rest = lots.get(at) ?? book.lotsAt(side, at);
    return [formatPrice(instrument, at), formatQty(instrument, rest + mine), formatQty(instrument, mine)];
  });
}

function depth(book: OrderBook, side: Side, mid: number): number {
  let lots = 0;
  let tick = side === Side.Buy ? book.bestBid : book.bestAsk;
  while (tick !== NO_BID && tick !== NO_ASK && Math.abs(tick - mid) <= mid * DEPTH_RANGE) {
    lots += book.lotsAt(side, tick);
    tick = book.nextLevel(side, tick);
  }
  return lots;
}

function openOrder(bot: Bot, order: Order): BotDetail['orders'][number] {
  const { instrument } = bot;
  return {
    clientId: order.clientId,
    side: order.side === Side.Buy ? 'buy' : 'sell',
    price: formatPrice(instrument, order.tick),
    quantity: formatQty(instrument, order.lots),
    filled: formatQty(instrument, order.filledLots),
    state: shownState(order),
    createdAt: iso(bot.wallMs(order.createdUs)),
  };
}

function shownState(order: Order): BotDetail['orders'][number]['state'] {
  if (order.state === OrderState.Unknown) return 'unknown';
  if (order.cancelling) return 'cancelling';
  return order.resting ? 'resting' : 'sent';
}

function progressOf({ run, settings }: Bot): number | null {
  if (!run || settings.market.kind !== 'recorded') return null;
  return run.progress ?? null;
}

function cashOf({ account }: EngineState, { product }: Instrument): bigint {
  return product === 'spot' ? account.cash : account.cash + (account.positions[0]?.cost ?? 0n);
}

/** Quote per base, from exact integers. */
function averageCost(
  { cost, inventory }: { readonly cost: bigint; readonly inventory: bigint },
  { baseDecimals, quoteDecimals, priceDecimals }: Instrument,
): string {
  const decimals = priceDecimals + 2;
  const scaled = (cost * 10n ** BigInt(baseDecimals + decimals)) / (inventory * 10n ** BigInt(quoteDecimals));
  return plainDecimal(scaled, decimals);
}

function toNumber(units: bigint, decimals: number): number {
  return Number(units) / 10 ** decimals;
}

/** A number for display as a decimal string. */
function decimal(value: number, decimals: number): string {
  return plainDecimal(BigInt(Math.round(value * 10 ** Math.min(decimals, 8))), Math.min(decimals, 8));
}

function rounded(value: number | undefined, digits: number): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(digits));
}
