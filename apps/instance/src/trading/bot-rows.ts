import type { DatabaseSync } from 'node:sqlite';
import type { Static } from 'typebox';
import { plainDecimal } from '@mrmarket/backtest/decimals';
import type { Order } from '@mrmarket/engine/order';
import { ORDER_STATE_NAMES } from '@mrmarket/engine/order-state';
import { formatPrice, formatQty, notionalUnits } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import type { FillRow, OrderRow } from '../api/schemas/bots.ts';
import type { Page, PageQuery } from '../api/ports.ts';
import { InstanceError } from '../errors.ts';
import type { Bot } from './bot.ts';
import { iso } from './bot-view.ts';

interface StoredFill {
  readonly id: number;
  readonly at: number;
  readonly tradeId: string;
  readonly clientId: string;
  readonly side: number;
  readonly tick: number;
  readonly lots: number;
  readonly maker: number;
  readonly feeAsset: string | null;
  readonly fee: string | null;
  readonly feeValue: string;
  readonly realized: string;
}

interface StoredOrder {
  readonly intent: number;
  readonly clientId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly side: number;
  readonly tick: number;
  readonly lots: number;
  readonly filled: number;
  readonly state: number;
  readonly reason: string;
}

const DEFAULT_LIMIT = 100;

/** Fills and orders of the bots, read from the tables beside the journal. Newest first. */
export class BotRows {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  fills(bot: string, instrument: Instrument, { cursor, limit = DEFAULT_LIMIT }: PageQuery): Page<FillRow> {
    const rows = this.database
      .prepare('SELECT * FROM "Fill" WHERE bot = ? AND id < ? ORDER BY id DESC LIMIT ?')
      .all(bot, before(cursor), limit + 1) as unknown as StoredFill[];
    return page(rows, limit, (row) => ({ item: fillRow(row, instrument), at: row.id }));
  }

  /** The newest ones, oldest first. */
  newestFills(bot: string, instrument: Instrument, limit: number): FillRow[] {
    return this.fills(bot, instrument, { limit }).items.reverse();
  }

  /** Those after an id, oldest first. */
  fillsAfter(bot: string, instrument: Instrument, id: number): FillRow[] {
    const rows = this.database
      .prepare('SELECT * FROM "Fill" WHERE bot = ? AND id > ? ORDER BY id LIMIT 1000')
      .all(bot, id) as unknown as StoredFill[];
    return rows.map((row) => fillRow(row, instrument));
  }

  /** What the engine knows by now stands in for what it last wrote down. */
  orders(
    { id: bot, instrument, engineState }: Bot,
    { cursor, limit = DEFAULT_LIMIT, open }: PageQuery & { readonly open?: boolean | undefined },
  ): Page<Static<typeof OrderRow>> {
    const which = open === undefined ? '' : open ? 'AND state < 4' : 'AND state >= 4';
    const rows = this.database
      .prepare(`SELECT * FROM "Order" WHERE bot = ? AND intent < ? ${which} ORDER BY intent DESC LIMIT ?`)
      .all(bot, before(cursor), limit + 1) as unknown as StoredOrder[];
    return page(rows, limit, (row) => ({
      item: orderRow({ ...row, ...newest(engineState.orders.get(row.clientId)) }, instrument),
      at: row.intent,
    }));
  }
}

function before(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InstanceError('REQUEST_INVALID', 'cursor is not one of ours', {
    problems: [{ field: 'cursor', message: 'take it from `next` of the page before' }],
  });
}

function page<R, T>(rows: readonly R[], limit: number, of: (row: R) => { item: T; at: number }): Page<T> {
  const shown = rows.slice(0, limit).map(of);
  const last = shown.at(-1);
  return { items: shown.map(({ item }) => item), next: rows.length > limit && last ? String(last.at) : null };
}

function newest(order: Order | undefined): Partial<StoredOrder> {
  if (!order) return {};
  const { tick, lots, filledLots: filled, state, reason } = order;
  return { tick, lots, filled, state, reason };
}

function fillRow(row: StoredFill, instrument: Instrument): FillRow {
  const { quote, quoteDecimals } = instrument;
  return {
    id: String(row.id),
    at: iso(row.at),
    tradeId: row.tradeId,
    clientId: row.clientId,
    side: row.side === Side.Buy ? 'buy' : 'sell',
    price: formatPrice(instrument, row.tick),
    quantity: formatQty(instrument, row.lots),
    quote: plainDecimal(notionalUnits(instrument, row.tick, row.lots), quoteDecimals),
    fee: row.fee ?? plainDecimal(BigInt(row.feeValue), quoteDecimals),
    feeAsset: row.feeAsset ?? quote,
    maker: row.maker === 1,
    realized: plainDecimal(BigInt(row.realized), quoteDecimals),
  };
}

function orderRow(row: StoredOrder, instrument: Instrument): Static<typeof OrderRow> {
  return {
    clientId: row.clientId,
    side: row.side === Side.Buy ? 'buy' : 'sell',
    price: formatPrice(instrument, row.tick),
    quantity: formatQty(instrument, row.lots),
    filled: formatQty(instrument, row.filled),
    state: ORDER_STATE_NAMES[row.state] ?? String(row.state),
    reason: row.reason,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
