import { cellText } from './cell-text.ts';

/**
 * Looks of a cell. Only the sixteen colors of the terminal are used: people choose those to fit their background, and
 * whether that is light or dark a program cannot know.
 */
const SGR = {
  plain: '',
  dim: '2',
  bold: '1',
  gain: '32',
  loss: '31',
  gainBar: '2;32',
  lossBar: '2;31',
  warning: '33',
  accent: '1;94',
  badge: '1;7',
} as const;
export type Style = keyof typeof SGR;

/** A part of a screen; what is put outside of it is cut off. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A cell of an area, counted from its corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A grid of cells of exactly the terminal's size, so that nothing can ever be too wide or too long. */
export class Screen {
  readonly area: Area;
  private readonly cells: string[][];
  private readonly styles: Style[][];

  constructor(columns: number, rows: number) {
    const [width, height] = [Math.max(0, Math.floor(columns)), Math.max(0, Math.floor(rows))];
    this.area = { left: 0, top: 0, width, height };
    this.cells = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
    this.styles = Array.from({ length: height }, () => new Array<Style>(width).fill('plain'));
  }

  /**
   * Writes text into an area, from a cell counted from its corner. What does not fit is cut off with `…`: half a
   * number would be read as another one.
   * @returns the cell after it
   */
  put(area: Area, { x, y }: Place, text: string, style: Style = 'plain'): number {
    const cells = cellText(text);
    const end = x + cells.reduce((sum, { width }) => sum + width, 0);
    if (y < 0 || y >= area.height) return end;
    let at = x;
    for (const { cell, width } of cells) {
      if (at + width > (end > area.width ? area.width - 1 : area.width)) break;
      this.set(area.left + at, area.top + y, cell, style);
      // A wide character owns two cells: the second stays empty.
      if (width === 2) this.set(area.left + at + 1, area.top + y, '', style);
      at += width;
    }
    if (end > area.width && at < area.width) this.set(area.left + at, area.top + y, '…', 'dim');
    return end;
  }

  /** Writes text that ends at the right edge of an area, if it fits after `x`. */
  putRight(area: Area, { x, y }: Place, text: string, style: Style = 'plain'): void {
    const start = area.width - textWidth(text);
    if (start >= x) this.put(area, { x: start, y }, text, style);
  }

  /** The lines from top to bottom, spaces at their ends left out. */
  lines({ color }: { readonly color: boolean }): string[] {
    return this.cells.map((row, y) => {
      const length = row.findLastIndex((cell) => cell !== ' ') + 1;
      if (!color) return row.slice(0, length).join('');
      return styled(row.slice(0, length), this.styles[y]);
    });
  }

  private set(x: number, y: number, cell: string, style: Style): void {
    const row = this.cells[y];
    const styles = this.styles[y];
    if (!row || !styles || x < 0 || x >= row.length) return;
    row[x] = cell;
    styles[x] = style;
  }
}

/** Cells that a text takes. */
export function textWidth(text: string): number {
  return cellText(text).reduce((sum, { width }) => sum + width, 0);
}

function styled(row: readonly string[], styles: readonly Style[]): string {
  let line = '';
  let current: Style = 'plain';
  row.forEach((cell, x) => {
    // The color of a space cannot be seen, unless it is inverted: the one before it goes on.
    const invisible = cell === ' ' && styles[x] !== 'badge' && current !== 'badge';
    const style = invisible ? current : styles[x];
    if (style !== current) {
      line += style === 'plain' ? '\x1b[0m' : `\x1b[0;${SGR[style]}m`;
      current = style;
    }
    line += cell;
  });
  return current === 'plain' ? line : `${line}\x1b[0m`;
}
