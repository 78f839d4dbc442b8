import { numberText, percentText } from '@mrmarket/backtest/report/number-text';
import { utcText } from '@mrmarket/backtest/report/time-text';
import { Side } from '@mrmarket/market/side';
import { drawBook, bookHeight } from './book-panel.ts';
import type { LiveModel } from './live-model.ts';
import { textWidth } from './screen.ts';
import type { Area, Screen, Style } from './screen.ts';

/** A block of the screen with a title in its first row. */
export interface Panel {
  /** Rows without which it is of no use, title included, and rows it can fill. */
  readonly least: number;
  readonly most: number;
  draw(screen: Screen, area: Area): void;
}

/** Text in one style. */
interface Piece {
  readonly text: string;
  readonly style?: Style;
}
interface Line {
  readonly pieces: readonly Piece[];
  /** Instead of them where they do not fit. */
  readonly short?: readonly Piece[];
  /** At the right edge; left out where it does not fit. */
  readonly value?: Piece;
}

export function bookPanel(model: LiveModel): Panel {
  const levels = Math.max(model.book.bids.length, model.book.asks.length, 1);
  return {
    least: bookHeight(1),
    most: bookHeight(levels),
    draw: (screen, area) => drawBook(screen, area, model),
  };
}

/** Equity and where it came from; the lines that matter most come first, because a small screen cuts the others off. */
export function resultPanel(model: LiveModel): Panel {
  const { result, instrument } = model;
  const { base, quote, moneyDecimals, quantityDecimals } = instrument;
  const signed = (label: string, value: number): Line =>
    labelled(label, numberText(value, moneyDecimals, 'plus'), quote, toneOf(value));
  const drawdown = numberText(-result.drawdown, moneyDecimals);
  const deepest = numberText(-result.maxDrawdown, moneyDecimals);
  return textPanel('Result', 4, [
    labelled('Equity', numberText(result.equity, moneyDecimals), quote, 'bold'),
    signed('Net', result.realized + result.unrealized + result.fees),
    labelled('Inventory', numberText(result.inventory, quantityDecimals), base),
    signed('Realized', result.realized),
    signed('Unrealized', result.unrealized),
    signed('Fees', result.fees),
    labelled('Drawdown', drawdown, quote, toneOf(-result.drawdown)),
    labelled('Max drawdown', deepest, quote, toneOf(-result.maxDrawdown)),
  ]);
}

export function quotingPanel(model: LiveModel): Panel {
  const { spreadBp, twoSidedShare, orders, cancels, fills, denied } = model.quoting;
  return textPanel('Quoting', 3, [
    labelled('Mean spread', numberText(spreadBp, 2), 'bp'),
    labelled('Both sides', percentText(twoSidedShare), ''),
    labelled('Fills', numberText(fills, 0), ''),
    ...denied.map(({ code, count }): Line => ({
      pieces: [{ text: `Denied ${code}`, style: 'warning' }],
      value: { text: numberText(count, 0), style: 'warning' },
    })),
    labelled('Orders', numberText(orders, 0), ''),
    labelled('Cancels', numberText(cancels, 0), ''),
  ]);
}

const ORDER_WORD = { sent: 'sent', cancelling: 'cancel' } as const;

export function orderPanel(model: LiveModel): Panel {
  const { priceDecimals, quantityDecimals } = model.instrument;
  const lines = model.orders.map(({ side, price, quantity, ageUs, state }): Line => ({
    pieces: [
      sidePiece(side),
      { text: ` ${numberText(quantity, quantityDecimals)} at ${numberText(price, priceDecimals)}` },
    ],
    value:
      state === 'resting'
        ? { text: ageText(ageUs), style: 'dim' }
        : { text: ORDER_WORD[state], style: 'warning' },
  }));
  return textPanel(`Own orders ${model.orders.length}`, 2, orNone(lines));
}

/** The newest first. */
export function fillPanel(model: LiveModel): Panel {
  const { priceDecimals, quantityDecimals } = model.instrument;
  const lines = newest(model.fills).map(({ atUs, side, price, quantity, maker }): Line => {
    const terms = [
      sidePiece(side),
      { text: ` ${numberText(quantity, quantityDecimals)} at ${numberText(price, priceDecimals)}` },
    ];
    return {
      pieces: [{ text: `${clockText(atUs)} `, style: 'dim' }, ...terms],
      short: terms,
      value: maker ? { text: 'maker', style: 'dim' } : { text: 'taker', style: 'warning' },
    };
  });
  return textPanel('Fills', 2, orNone(lines));
}

const EVENT_MARK = { info: '·', warning: '!', alarm: '!!' } as const;
const EVENT_STYLE = { info: 'plain', warning: 'warning', alarm: 'loss' } as const;

/** The newest first. */
export function eventPanel(model: LiveModel): Panel {
  const lines = newest(model.events).map(({ atUs, level, text }): Line => ({
    pieces: [
      { text: `${clockText(atUs)} `, style: 'dim' },
      { text: `${EVENT_MARK[level]} ${text}`, style: EVENT_STYLE[level] },
    ],
  }));
  return textPanel('Events', 2, orNone(lines));
}

function textPanel(title: string, least: number, lines: readonly Line[]): Panel {
  return {
    least,
    most: 1 + lines.length,
    draw(screen, area) {
      screen.put(area, { x: 0, y: 0 }, title, 'bold');
      lines.slice(0, Math.max(0, area.height - 1)).forEach((line, i) => drawLine(screen, area, line, i + 1));
    },
  };
}

function drawLine(screen: Screen, area: Area, { pieces, short, value }: Line, y: number): void {
  let x = 1;
  const fits = pieces.reduce((sum, { text }) => sum + textWidth(text), x) <= area.width;
  for (const { text, style } of fits ? pieces : (short ?? pieces))
    x = screen.put(area, { x, y }, text, style);
  if (value) screen.putRight(area, { x: x + 1, y }, value.text, value.style);
}

/** Rows that any screen could show; a long session has a hundred thousand fills. */
const NEWEST = 200;

function newest<T>(items: readonly T[]): readonly T[] {
  return items.slice(-NEWEST).reverse();
}

function orNone(lines: readonly Line[]): readonly Line[] {
  return lines.length > 0 ? lines : [{ pieces: [{ text: 'none', style: 'dim' }] }];
}

function labelled(label: string, value: string, unit: string, style: Style = 'plain'): Line {
  return {
    pieces: [{ text: label, style: 'dim' }],
    value: { text: unit === '' ? value : `${value} ${unit}`, style },
  };
}

function sidePiece(side: Side): Piece {
  return side === Side.Buy ? { text: '▲ buy ', style: 'gain' } : { text: '▼ sell', style: 'loss' };
}

function toneOf(value: number): Style {
  if (value === 0 || Number.isNaN(value)) return 'plain';
  return value > 0 ? 'gain' : 'loss';
}

/** `10:12:33`, UTC. */
function clockText(us: number): string {
  return utcText(us).slice(11, 19);
}

function ageText(us: number): string {
  return us < 600_000_000 ? `${numberText(us / 1_000_000, 1)} s` : `${numberText(us / 60_000_000, 0)} min`;
}
