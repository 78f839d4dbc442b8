import type { Side } from '@mrmarket/market/side';
import { QuoteFlag } from '../quote-sheet.ts';
import type { QuoteRow, QuoteSheet } from '../quote-sheet.ts';
import type { OrderMinimum } from './order-minimum.ts';
import type { Settings } from './settings.ts';
import { RowKind } from './wanted-rows.ts';
import type { WantedRows } from './wanted-rows.ts';

/** Slots: a quote has the number of its level, then the hanging orders, then the exit. */
export const FIRST_HANGING_SLOT = 32;
const EXIT_SLOT = 100;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Writes the wanted rows into the quote sheet. */
export class SheetWriter {
  private readonly row: Mutable<QuoteRow> = {
    instrument: 0,
    side: 0,
    slot: 0,
    tick: 0,
    lots: 0,
    flags: 0,
    keepTicks: 0,
    keepLots: 0,
    maxAgeUs: Infinity,
  };

  private readonly minimum: OrderMinimum;

  constructor(minimum: OrderMinimum) {
    this.minimum = minimum;
  }

  /**
   * After a refresh: an order serves a quote when its size agrees; the rows have the prices of the orders that are to be
   * kept, so the tolerance is used up. Below 0 no order will do. Hanging orders serve theirs whatever is left of them.
   */
  refresh(sheet: QuoteSheet, rows: WantedRows, settings: Settings): void {
    this.write(sheet, rows, settings, settings.tolerance < 0 ? -1 : 0, 0);
  }

  /** Between refreshes: what is wanted stays as it is, partly filled orders too; the rest goes. */
  keep(sheet: QuoteSheet, rows: WantedRows, settings: Settings): void {
    this.write(sheet, rows, settings, 0, Infinity);
  }

  /** One order that takes what it gets at this price, and nothing else. */
  stop(sheet: QuoteSheet, side: Side, tick: number, lots: number): void {
    sheet.clear();
    sheet.waitCancel = false;
    const { row } = this;
    row.side = side;
    row.slot = EXIT_SLOT;
    row.tick = tick;
    row.lots = lots;
    row.flags = QuoteFlag.ReduceOnly | QuoteFlag.Ioc;
    row.keepTicks = 0;
    row.keepLots = Infinity;
    row.maxAgeUs = Infinity;
    sheet.add(row);
  }

  private write(
    sheet: QuoteSheet,
    rows: WantedRows,
    settings: Settings,
    keepTicks: number,
    keepLots: number,
  ): void {
    sheet.clear();
    sheet.waitCancel = settings.waitCancel;
    const { row } = this;
    const passive = settings.takeIfCrossed ? 0 : QuoteFlag.PostOnly;
    let hanging = FIRST_HANGING_SLOT;
    for (let i = 0; i < rows.count; i++) {
      const kind = rows.kind[i];
      const isQuote = kind === RowKind.Quote;
      const isExit = kind === RowKind.Exit;
      row.side = rows.side[i] as Side;
      row.slot = isQuote ? rows.level[i] : isExit ? EXIT_SLOT : hanging++;
      row.tick = rows.tick[i];
      row.lots = rows.lots[i];
      row.flags = isExit ? QuoteFlag.ReduceOnly | QuoteFlag.PostOnly : passive;
      row.keepTicks = isQuote ? keepTicks : 0;
      row.keepLots = isQuote ? keepLots : isExit ? 0 : Infinity;
      // A rest that is too small to be sent again cannot be renewed.
      row.maxAgeUs = !isExit && this.minimum.allows(row.tick, row.lots) ? settings.maxAgeUs : Infinity;
      sheet.add(row);
    }
  }
}
