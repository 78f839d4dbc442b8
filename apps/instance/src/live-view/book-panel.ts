import { numberText } from '@mrmarket/backtest/report/number-text';
import type { LiveLevel, LiveModel } from './live-model.ts';
import type { Area, Screen } from './screen.ts';
import { textWidth } from './screen.ts';

const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

interface Row extends LiveLevel {
  /** Levels between this one and the one nearer to the mid are left out. */
  readonly jump: boolean;
}

interface Columns {
  readonly price: number;
  readonly quantity: number;
  readonly own: number;
  /** Largest quantity on the screen: a whole bar. */
  readonly most: number;
}

/** Rows a book needs for that many levels a side. */
export function bookHeight(levels: number): number {
  return 2 + 2 * levels;
}

/** Asks above, bids below, the spread between them; own quotes marked with ◀ and their quantity. */
export function drawBook(screen: Screen, area: Area, model: LiveModel): void {
  const { book } = model;
  screen.put(area, { x: 0, y: 0 }, 'Book', 'bold');
  screen.putRight(area, { x: 5, y: 0 }, `${book.state} `, book.state === 'live' ? 'gain' : 'warning');
  const room = Math.floor((area.height - 2) / 2);
  const levels = Math.min(room, Math.max(1, book.bids.length, book.asks.length));
  if (levels < 1) return;
  const asks = visibleLevels(book.asks, levels);
  const bids = visibleLevels(book.bids, levels);
  const columns = columnsOf([...asks, ...bids], model);
  asks.forEach((row, i) => drawLevel(screen, area, { row, y: levels - i, style: 'loss', columns, model }));
  drawSpread(screen, area, levels + 1, model);
  bids.forEach((row, i) =>
    drawLevel(screen, area, { row, y: levels + 2 + i, style: 'gain', columns, model }),
  );
}

/**
 * The levels there is room for, best first. Own quotes farther out take the places of the outermost others: what an
 * own order does is what one looks for.
 */
export function visibleLevels(all: readonly LiveLevel[], room: number): readonly Row[] {
  const own = (at: number): boolean => (all[at]?.own ?? 0) > 0;
  const chosen = [...all.keys()].filter((at) => at < room || own(at));
  while (chosen.length > room) {
    const outermost = chosen.findLastIndex((at, i) => i > 0 && !own(at));
    chosen.splice(outermost === -1 ? chosen.length - 1 : outermost, 1);
  }
  return chosen.map((at, i) => ({ ...all[at], jump: at !== (chosen[i - 1] ?? -1) + 1 }));
}

function columnsOf(rows: readonly Row[], model: LiveModel): Columns {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));
  return {
    price: widest(rows.map((row) => priceText(row.price, model))),
    quantity: widest(rows.map((row) => quantityText(row.quantity, model))),
    own: widest(rows.map((row) => ownText(row, model))),
    most: Math.max(0, ...rows.map((row) => row.quantity)),
  };
}

interface LevelRow {
  readonly row: Row;
  readonly y: number;
  readonly style: 'gain' | 'loss';
  readonly columns: Columns;
  readonly model: LiveModel;
}

function drawLevel(screen: Screen, area: Area, { row, y, style, columns, model }: LevelRow): void {
  const { price, quantity, own, most } = columns;
  screen.put(area, { x: 1, y }, priceText(row.price, model).padStart(price), style);
  if (row.jump) screen.put(area, { x: 0, y }, '…', 'dim');
  screen.put(area, { x: price + 2, y }, quantityText(row.quantity, model).padStart(quantity));
  const ownAt = price + quantity + 3;
  if (row.own > 0) screen.put(area, { x: ownAt, y }, ownText(row, model), 'accent');
  const barAt = ownAt + (own === 0 ? 0 : own + 1);
  const room = area.width - barAt;
  if (room >= 2 && most > 0) screen.put(area, { x: barAt, y }, bar(row.quantity / most, room), `${style}Bar`);
}

function drawSpread(screen: Screen, area: Area, y: number, model: LiveModel): void {
  const bid = model.book.bids[0]?.price;
  const ask = model.book.asks[0]?.price;
  if (bid === undefined || ask === undefined) {
    screen.put(area, { x: 1, y }, 'no bid and ask', 'dim');
    return;
  }
  const mid = (bid + ask) / 2;
  const midText = numberText(mid, model.instrument.priceDecimals + 1);
  const x = screen.put(area, { x: 1, y }, midText, 'bold');
  const bp = `${numberText(((ask - bid) / mid) * 10_000, 2)} bp`;
  const spread = [`spread ${priceText(ask - bid, model)}, ${bp}`, `spread ${bp}`];
  const fits = spread.find((text) => x + 2 + textWidth(text) <= area.width);
  screen.put(area, { x: x + 2, y }, fits ?? bp, 'dim');
}

/** A bar in eighths of a cell; whatever is not zero can be seen. */
function bar(share: number, room: number): string {
  const eighths = Math.max(1, Math.round(Math.min(1, share) * room * 8));
  return '█'.repeat(eighths >> 3) + BLOCKS[eighths & 7];
}

function priceText(price: number, { instrument }: LiveModel): string {
  return numberText(price, instrument.priceDecimals);
}

function quantityText(quantity: number, { instrument }: LiveModel): string {
  return numberText(quantity, instrument.quantityDecimals);
}

/** Own quantity without needless zeros, to leave room for the bar; nothing for a level of others. */
function ownText({ own }: LiveLevel, model: LiveModel): string {
  if (own === 0) return '';
  const text = quantityText(own, model);
  return `◀${text.includes('.') ? text.replace(/\.?0+$/, '') : text}`;
}
