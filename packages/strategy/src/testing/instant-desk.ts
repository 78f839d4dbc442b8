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
  /** The order that stands for each row of this version; undefined once it has ended. */
  private readonly rowOrders: (DeskOrder | undefined)[];
  /** When an order gets too old for its row, µs. */
  private expiresUs = Infinity;

  constructor(sheet: QuoteSheet, listener: DeskListener) {
    this.sheet = sheet;
    this.listener = listener;
    this.rowOrders = new Array<DeskOrder | undefined>(sheet.capacity).fill(undefined);
  }

  /** When a pass is due although nothing happened, µs. */
  get dueUs(): number {
    return this.expiresUs;
  }

  /** Cancels everything, as the engine does when it pulls the quotes. */
  cancelAll(): void {
    this.begin();
    for (const order of [...this.orders]) this.end(order);
  }

  /** Compares the sheet with the orders. @returns false when there was nothing to do */
  sync(nowUs: number): boolean {
    const { sheet } = this;
    if (sheet.version === this.version && nowUs < this.expiresUs) return false;
    const waiting = sheet.version === this.version ? this.renew(nowUs) : this.match(nowUs);
    this.expiresUs = Infinity;
    this.rowOrders.forEach((order, row) => {
      if (order) this.expiresUs = Math.min(this.expiresUs, order.createdUs + sheet.maxAgeUs[row]);
    });
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
    if (order.filledLots === order.lots) this.forget(order);
  }

  /** The order is gone: cancelled, or ended by the venue. */
  end(order: DeskOrder): void {
    this.forget(order);
    order.resting = false;
    this.listener.changed(order);
  }

  /** A new version: pairs its rows with orders and cancels the rest. @returns the rows without one */
  private match(nowUs: number): number[] {
    this.begin();
    const free = [...this.orders];
    const waiting: number[] = [];
    for (let row = 0; row < this.sheet.count; row++) {
      const order = this.nearest(free, row, nowUs);
      if (order === undefined) waiting.push(row);
      else free.splice(free.indexOf(order), 1);
      this.rowOrders[row] = order;
    }
    for (const order of free) this.cancel(order);
    return waiting;
  }

  /** The same version: cancels the orders that are too old. @returns their rows; a row whose order ended is spent */
  private renew(nowUs: number): number[] {
    const waiting: number[] = [];
    this.rowOrders.forEach((order, row) => {
      if (order === undefined || nowUs - order.createdUs < this.sheet.maxAgeUs[row]) return;
      waiting.push(row);
      this.cancel(order);
    });
    return waiting;
  }

  private cancel(order: DeskOrder): void {
    this.cancels++;
    this.end(order);
  }

  private begin(): void {
    this.version = this.sheet.version;
    this.expiresUs = Infinity;
    this.rowOrders.fill(undefined);
  }

  private forget(order: DeskOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1);
    const row = this.rowOrders.indexOf(order);
    if (row >= 0) this.rowOrders[row] = undefined;
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
    const order: DeskOrder = {
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
    this.rowOrders[row] = order;
    return order;
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
