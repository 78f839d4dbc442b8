import { Side } from '@mrmarket/market/side';
import { QuoteFlag } from '@mrmarket/strategy/quote-sheet';
import type { QuoteRow, QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import type { OwnFill, Strategy, StrategyView } from '@mrmarket/strategy/strategy';

type RowTerms = Partial<Omit<QuoteRow, 'side' | 'tick' | 'lots'>>;

/** A post-only buy that is renewed on any difference. */
export function buy(tick: number, lots: number, terms: RowTerms = {}): QuoteRow {
  return row(Side.Buy, tick, lots, terms);
}

export function sell(tick: number, lots: number, terms: RowTerms = {}): QuoteRow {
  return row(Side.Sell, tick, lots, terms);
}

function row(side: Side, tick: number, lots: number, terms: RowTerms): QuoteRow {
  return {
    instrument: 0,
    side,
    slot: 0,
    tick,
    lots,
    flags: QuoteFlag.PostOnly,
    keepTicks: 0,
    keepLots: 0,
    maxAgeUs: Infinity,
    ...terms,
  };
}

/**
 * Wants what a test says, from the next book event on. A sheet is written once, and again after the engine pulled it;
 * with `always` on each event. It notes what it was shown.
 */
export class ScriptedStrategy implements Strategy {
  always = false;
  /** Thrown by each handler of market data while it is set. */
  failure: Error | undefined;
  /** Books that were shown crossed or without a side. */
  badBooks = 0;
  booksSeen = 0;
  lastBookUs = 0;
  readonly fills: OwnFill[] = [];
  readonly pulls: string[] = [];
  /** What to want after a fill, if anything. */
  onFillWant: readonly QuoteRow[] | undefined;
  private rows: readonly QuoteRow[] = [];
  private waitCancel = false;
  private written = true;

  want(rows: readonly QuoteRow[], { waitCancel = false }: { readonly waitCancel?: boolean } = {}): void {
    this.rows = rows;
    this.waitCancel = waitCancel;
    this.written = false;
  }

  ready(): true {
    return true;
  }

  onBook(view: StrategyView, sheet: QuoteSheet, instrument: number): void {
    if (this.failure) throw this.failure;
    const book = view.book(instrument);
    this.booksSeen++;
    this.lastBookUs = view.nowUs;
    if (!book || book.bestBid >= book.bestAsk || book.bestBid <= 0) this.badBooks++;
    if (!this.written || this.always) this.write(sheet);
  }

  onFill(_view: StrategyView, sheet: QuoteSheet, fill: OwnFill): void {
    this.fills.push(fill);
    if (!this.onFillWant) return;
    this.rows = this.onFillWant;
    this.write(sheet);
  }

  onPulled(_view: StrategyView, reason: string): void {
    this.pulls.push(reason);
    this.written = false;
  }

  private write(sheet: QuoteSheet): void {
    sheet.clear();
    sheet.waitCancel = this.waitCancel;
    for (const row of this.rows) sheet.add(row);
    this.written = true;
  }
}
