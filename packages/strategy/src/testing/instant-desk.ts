import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import { opposite, Side } from '@mrmarket/market/side';
import { QuoteFlag } from '../quote-sheet.ts';
import type { QuoteSheet } from '../quote-sheet.ts';
import type { OwnOrder } from '../strategy.ts';

/** An own order of the harness. */
export interface DeskOrder extends OwnOrder {
  filledLots: number;
  resting: boolean;
  cancelling: boolean;
  readonly flags: number;
}

/** What the desk reports, at once. */
export interface DeskListener {
  book(instrument: number): OrderBook | undefined;
  /** The order fills against the book: it takes. */
  taken(order: DeskOrder, tick: number, lots: number): void;
  /** It rests now, or it has ended. */
  changed(order: DeskOrder): void;
}

/**
 * Turns a quote sheet into working orders by the same rules as the engine's order manager, at a venue that answers at
 * once and refuses nothing but post-only orders that would take: a row is served by the nearest order that is good
 * enough, what no row wants is cancelled, and a row whose order has ended is spent until the sheet's next version.
 */
export class InstantDesk {
  /** Orders that are not final, oldest first. */
  readonly orders: DeskOrder[] = [];
  submits = 0;
  cancels = 0;
  private readonly sheet: QuoteSheet;
  private readonly listener: DeskListener;
  private version = 0;
  /** When an order gets too old for its row, µs. */
  private expiresUs = Infinity;

  constructor(sheet: QuoteSheet, listener: DeskListener) {
    this.sheet = sheet;
    this.listener = listener;
  }

  /** When a pass is due although nothing happened, µs. */
  get dueUs(): number {
    return this.expiresUs;
  }

  /** Cancels everything, as the engine does when it pulls the quotes. */
  cancelAll(): void {
    this.version = this.sheet.version;
    this.expiresUs = Infinity;
    for (const order of [...this.orders]) this.end(order);
  }

  /** Compares the sheet with the orders. @returns false when there was nothing to do */
  sync(nowUs: number): boolean {
    const { sheet, orders } = this;
    if (sheet.version === this.version && nowUs < this.expiresUs) return false;
    this.version = sheet.version;
    this.expiresUs = Infinity;
    const free = [...orders];
    const waiting: number[] = [];
    for (let row = 0; row < sheet.count; row++) {
      const order = this.nearest(free, row, nowUs);
      if (order === undefined) {
        waiting.push(row);
        continue;
      }
      free.splice(free.indexOf(order), 1);
      this.expiresUs = Math.min(this.expiresUs, order.createdUs + sheet.maxAgeUs[row]);
    }
    for (const order of free) {
      this.cancels++;
      this.end(order);
    }
    const terms = waiting.map((row) => this.terms(row, nowUs));
    for (const order of terms) {
      // A fill or refusal of the one before has changed what is wanted.
      if (sheet.version !== this.version) break;
      this.submit(order);
    }
    return true;
  }

  /** Books a fill into its order. */
  fill(order: DeskOrder, lots: number): void {
    order.filledLots += lots;
    if (order.filledLots === order.lots) this.orders.splice(this.orders.indexOf(order), 1);
  }

  /** The order is gone: cancelled, or ended by the venue. */
  end(order: DeskOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1);
    order.resting = false;
    this.listener.changed(order);
  }

  private nearest(free: readonly DeskOrder[], row: number, nowUs: number): DeskOrder | undefined {
    const { sheet } = this;
    let best: DeskOrder | undefined;
    let bestDistance = Infinity;
    for (const order of free) {
      if (order.side !== sheet.side[row] || order.instrument !== sheet.instrument[row]) continue;
      if (order.flags !== sheet.flags[row] || nowUs - order.createdUs >= sheet.maxAgeUs[row]) continue;
      const distance = Math.abs(order.tick - sheet.tick[row]);
      if (distance > sheet.keepTicks[row] || distance >= bestDistance) continue;
      if (Math.abs(order.lots - order.filledLots - sheet.lots[row]) > sheet.keepLots[row]) continue;
      best = order;
      bestDistance = distance;
    }
    return best;
  }

  private terms(row: number, nowUs: number): DeskOrder {
    const { sheet } = this;
    this.expiresUs = Math.min(this.expiresUs, nowUs + sheet.maxAgeUs[row]);
    return {
      clientId: `order ${++this.submits}`,
      instrument: sheet.instrument[row],
      side: sheet.side[row] as Side,
      slot: sheet.slot[row],
      tick: sheet.tick[row],
      lots: sheet.lots[row],
      flags: sheet.flags[row],
      filledLots: 0,
      resting: false,
      cancelling: false,
      createdUs: nowUs,
    };
  }

  private submit(order: DeskOrder): void {
    const book = this.listener.book(order.instrument);
    this.orders.push(order);
    if (book !== undefined && crosses(order, book)) {
      if ((order.flags & QuoteFlag.PostOnly) !== 0) {
        this.end(order);
        return;
      }
      this.take(order, book);
    }
    if (order.filledLots === order.lots) return;
    if ((order.flags & QuoteFlag.Ioc) !== 0) this.end(order);
    else {
      order.resting = true;
      this.listener.changed(order);
    }
  }

  /** Takes displayed levels up to the order's price; what it takes stays taken. */
  private take(order: DeskOrder, book: OrderBook): void {
    const side = opposite(order.side);
    while (order.filledLots < order.lots && crosses(order, book)) {
      const tick = side === Side.Buy ? book.bestBid : book.bestAsk;
      const there = book.lotsAt(side, tick);
      const lots = Math.min(there, order.lots - order.filledLots);
      book.set(side, tick, there - lots);
      this.fill(order, lots);
      this.listener.taken(order, tick, lots);
    }
  }
}

function crosses(order: OwnOrder, book: OrderBook): boolean {
  if (order.side === Side.Buy) return book.bestAsk !== NO_ASK && order.tick >= book.bestAsk;
  return book.bestBid !== NO_BID && order.tick <= book.bestBid;
}
