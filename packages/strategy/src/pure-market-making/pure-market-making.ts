import { NO_ASK, NO_BID } from '@mrmarket/market/order-book';
import type { OrderBook } from '@mrmarket/market/order-book';
import type { Instrument } from '@mrmarket/market/instrument';
import { sign } from '@mrmarket/market/side';
import type { Side } from '@mrmarket/market/side';
import type { QuoteSheet } from '../quote-sheet.ts';
import type { OwnFill, Strategy, StrategyView } from '../strategy.ts';
import { Budget } from './budget.ts';
import { Funds } from './funds.ts';
import { dropFarHanging, dropHangingOutside, hangPartner, payForHanging } from './hanging.ts';
import { hasOrderAt } from './keep-orders.ts';
import { OrderMinimum } from './order-minimum.ts';
import type { PureMarketMakingParameters } from './parameters.ts';
import { stopLossTick, stopOrderTick, takeProfitTick, takesProfit } from './position-exits.ts';
import { ProposalMaker } from './proposal-maker.ts';
import { ReferencePrice } from './reference-price.ts';
import { closingSide, RowBuilder } from './row-builder.ts';
import { SheetWriter } from './sheet-writer.ts';
import { dropTooNear, WatchRange } from './watch-range.ts';
import { RowKind, WantedRows } from './wanted-rows.ts';

const REFRESH_TIMER = 0;
const STOP_TIMER = 1;

/**
 * Pure market making (trading.md 2.1): quotes on both sides of a reference price, made anew at each refresh.
 *
 * Between refreshes an event costs a few comparisons: the range of reference prices in which nothing has to be done is
 * worked out when the rows change.
 */
export class PureMarketMaking implements Strategy {
  private readonly instrument: Instrument;
  private readonly maker: ProposalMaker;
  private readonly reference: ReferencePrice;
  private readonly builder: RowBuilder;
  private readonly minimum: OrderMinimum;
  private readonly writer: SheetWriter;
  private readonly rows = new WantedRows();
  private readonly budget = new Budget();
  private readonly funds = new Funds();
  private readonly range = new WatchRange();
  /** Lots bought less lots sold since the start. */
  private netFilledLots = 0;
  /** When quotes are made anew, µs; Infinity while a stop order is at work. */
  private refreshUs = -Infinity;
  /** End of the pause after a fill, µs. */
  private pausedUntilUs = -Infinity;
  /** When the stop order is sent again, µs; Infinity while there is none. */
  private stopUs = Infinity;
  /** Something must be looked at on each event. */
  private watching = false;

  constructor(parameters: PureMarketMakingParameters, instruments: readonly Instrument[]) {
    this.instrument = instruments[0];
    this.maker = new ProposalMaker(parameters, this.instrument);
    this.reference = new ReferencePrice(parameters, instruments);
    this.minimum = new OrderMinimum(this.instrument);
    this.writer = new SheetWriter(this.minimum);
    this.builder = new RowBuilder(this.minimum, this.instrument.maxLots);
  }

  ready(): true | string {
    return this.reference.ready();
  }

  onBook(view: StrategyView, sheet: QuoteSheet, instrument: number): void {
    this.reference.saw(instrument, view.nowUs);
    if (this.watching || view.nowUs >= this.refreshUs) this.step(view, sheet);
  }

  onTimer(view: StrategyView, sheet: QuoteSheet): void {
    this.step(view, sheet);
  }

  onFill(view: StrategyView, sheet: QuoteSheet, fill: OwnFill): void {
    if (fill.instrument !== 0) return;
    this.netFilledLots += sign(fill.side) * fill.lots;
    this.reference.lastOwnTick = fill.tick;
    const wasHanging = this.bookFill(fill);
    if (fill.complete && !wasHanging) this.pause(view);
    this.readFunds(view);
    if (this.maker.settings.perpetual && this.followPosition(view, sheet)) return;
    // A renewal for age may ask for no more than what is left.
    if (!fill.complete) this.keep(view, sheet);
    this.rewatch();
  }

  onParameters(view: StrategyView, _sheet: QuoteSheet, parameters: PureMarketMakingParameters): void {
    this.maker.change(parameters);
    this.reference.change(parameters);
    if (this.stopUs === Infinity) this.refreshAt(view, Math.max(view.nowUs, this.pausedUntilUs));
  }

  onPulled(): void {
    this.rows.clear();
    this.refreshUs = this.pausedUntilUs;
    this.stopUs = Infinity;
    this.rewatch();
  }

  private step(view: StrategyView, sheet: QuoteSheet): void {
    const book = view.book(0);
    if (book === undefined) return;
    if (this.stopUs < Infinity) {
      if (view.nowUs >= this.stopUs) this.stop(view, sheet, book);
    } else if (this.range.stops(book)) this.stop(view, sheet, book);
    else if (view.nowUs >= this.refreshUs) this.refresh(view, sheet, book);
    else if (this.watching) this.check(view, sheet);
  }

  /** Makes the quotes anew. */
  private refresh(view: StrategyView, sheet: QuoteSheet, book: OrderBook): void {
    const ref = this.reference.get(view);
    if (Number.isNaN(ref)) {
      this.pull(sheet);
      return;
    }
    this.readFunds(view);
    if (this.range.stops(book)) {
      this.stop(view, sheet, book);
      return;
    }
    const { maker, rows, budget, funds, writer } = this;
    const { settings } = maker;
    rows.removeKind(RowKind.Quote);
    if (!settings.hanging) rows.removeKind(RowKind.Hanging);
    this.setExit(book);
    this.dropSmallRests(view);
    dropFarHanging(rows, ref, settings.hangingMax);
    dropHangingOutside(rows, settings);
    this.openBudget(view, ref);
    const proposal = maker.make({
      book,
      ref,
      nowUs: view.nowUs,
      makerFee: view.makerFee,
      funds,
      budget,
      netFilledLots: this.netFilledLots,
    });
    // Orders that are kept stand at their own prices, so the sum is made again.
    this.openBudget(view, ref);
    const closing = takesProfit(funds, settings) ? closingSide(funds.netLots) : -1;
    this.builder.build(rows, {
      proposal,
      orders: view.orders,
      settings,
      ref,
      band: maker.activeBand,
      budget,
      closingSide: closing,
    });
    writer.refresh(sheet, rows, settings);
    this.refreshAt(view, view.nowUs + settings.refreshUs);
    this.rewatch();
  }

  /** Between refreshes: has the reference left the range in which all rows may stay? */
  private check(view: StrategyView, sheet: QuoteSheet): void {
    const ref = this.reference.get(view);
    if (Number.isNaN(ref)) {
      this.pull(sheet);
      return;
    }
    if (this.range.holds(ref)) return;
    const { rows, maker } = this;
    const before = rows.count;
    dropTooNear(rows, ref, maker.settings.minSpread);
    dropFarHanging(rows, ref, maker.settings.hangingMax);
    if (rows.count !== before) this.keep(view, sheet);
    this.rewatch();
  }

  /** Writes a new version in which all that is wanted stays as it is. */
  private keep(view: StrategyView, sheet: QuoteSheet): void {
    this.dropSmallRests(view);
    this.writer.keep(sheet, this.rows, this.maker.settings);
  }

  /** What is left of an order that has ended since may be too small to be asked for again. */
  private dropSmallRests(view: StrategyView): void {
    const { rows, minimum } = this;
    for (let row = rows.count - 1; row >= 0; row--) {
      if (rows.kind[row] === RowKind.Exit || minimum.allows(rows.tick[row], rows.lots[row])) continue;
      if (!hasOrderAt(view.orders, rows.side[row] as Side, rows.tick[row])) rows.remove(row);
    }
  }

  /** Closes the whole position at what the book gives, and quotes nothing until it is closed. */
  private stop(view: StrategyView, sheet: QuoteSheet, book: OrderBook): void {
    this.readFunds(view);
    this.rows.clear();
    const { netLots } = this.funds;
    if (netLots === 0) {
      this.endStop(view, sheet);
      return;
    }
    const { settings } = this.maker;
    const lots = Math.min(Math.abs(netLots), this.instrument.maxLots);
    sheet.clear();
    // With nobody on the other side it can only wait.
    if (netLots > 0 ? book.bestBid !== NO_BID : book.bestAsk !== NO_ASK) {
      const tick = stopOrderTick(netLots, settings, book);
      this.writer.stop(sheet, closingSide(netLots) as Side, tick, lots);
    }
    this.refreshUs = Infinity;
    this.stopUs = view.nowUs + settings.stopRetryUs;
    view.timers.set(STOP_TIMER, this.stopUs);
    this.rewatch();
  }

  private endStop(view: StrategyView, sheet: QuoteSheet): void {
    this.rows.clear();
    sheet.clear();
    this.stopUs = Infinity;
    view.timers.cancel(STOP_TIMER);
    this.pause(view);
    this.rewatch();
  }

  /** Takes a fill out of the rows. @returns whether it was one of a hanging order */
  private bookFill(fill: OwnFill): boolean {
    const { rows } = this;
    let row = rows.findAt(fill.side, fill.tick);
    // A taker's fill may be better than the order's price.
    if (row < 0 && !fill.maker) row = rows.find(RowKind.Quote, fill.side, fill.slot);
    if (row < 0) return false;
    const kind = rows.kind[row];
    if (fill.complete) {
      if (kind === RowKind.Quote && this.maker.settings.hanging)
        hangPartner(rows, fill.side, rows.level[row]);
      rows.remove(row);
    } else rows.lots[row] = Math.max(1, rows.lots[row] - fill.lots);
    return kind === RowKind.Hanging;
  }

  /** On a perpetual a fill may end a stop, or change the exit. @returns whether that has settled what is wanted */
  private followPosition(view: StrategyView, sheet: QuoteSheet): boolean {
    const { settings } = this.maker;
    if (this.stopUs < Infinity) {
      if (this.funds.netLots === 0) this.endStop(view, sheet);
      return true;
    }
    const book = view.book(0);
    const hadExit = this.rows.countOf(RowKind.Exit) > 0;
    if (book === undefined || !(hadExit || takesProfit(this.funds, settings))) return false;
    this.setExit(book);
    this.keep(view, sheet);
    this.rewatch();
    return true;
  }

  /** One row that closes the net position in profit; the quotes and hanging orders of its side go. */
  private setExit(book: OrderBook): void {
    const { rows, funds, maker } = this;
    rows.removeKind(RowKind.Exit);
    if (!takesProfit(funds, maker.settings)) return;
    const side = closingSide(funds.netLots) as Side;
    rows.removeKind(RowKind.Quote, side);
    rows.removeKind(RowKind.Hanging, side);
    const lots = Math.min(Math.abs(funds.netLots), this.instrument.maxLots);
    rows.add(RowKind.Exit, side, 0, takeProfitTick(funds, maker.settings, book), lots);
  }

  private openBudget(view: StrategyView, ref: number): void {
    this.funds.open(this.budget, this.maker.settings, ref, view.makerFee);
    payForHanging(this.rows, this.budget);
  }

  private readFunds(view: StrategyView): void {
    this.funds.read(view.holdings(0), this.instrument);
    this.range.stopAt(stopLossTick(this.funds, this.maker.settings), this.funds.netLots);
  }

  /** Wants nothing, and tries again on the next event. */
  private pull(sheet: QuoteSheet): void {
    if (sheet.count > 0) sheet.clear();
    this.onPulled();
  }

  private pause(view: StrategyView): void {
    this.pausedUntilUs = view.nowUs + this.maker.settings.filledDelayUs;
    this.refreshAt(view, this.pausedUntilUs);
  }

  private refreshAt(view: StrategyView, atUs: number): void {
    this.refreshUs = atUs;
    view.timers.set(REFRESH_TIMER, atUs);
  }

  private rewatch(): void {
    const { settings } = this.maker;
    const ranged = this.range.set(this.rows, settings.minSpread, settings.hangingMax);
    this.watching = ranged || this.range.hasStop || this.reference.isForeign || this.stopUs < Infinity;
  }
}
