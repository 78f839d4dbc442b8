import { numberText } from '@mrmarket/backtest/report/number-text';
import { durationText, utcText } from '@mrmarket/backtest/report/time-text';
import type { LiveModel, LiveStateName } from './live-model.ts';
import { bookPanel, eventPanel, fillPanel, orderPanel, quotingPanel, resultPanel } from './panels.ts';
import type { Panel } from './panels.ts';
import { Screen, textWidth } from './screen.ts';
import type { Area, Style } from './screen.ts';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** From so many columns on: the book beside the rest, and the rest in two columns. */
const TWO_COLUMNS = 60;
const THREE_COLUMNS = 118;
const HEAD_ROWS = 4;

const STATE_STYLE: Readonly<Record<LiveStateName, Style>> = {
  ready: 'gain',
  waiting: 'warning',
  paused: 'warning',
  reducing: 'warning',
  halted: 'loss',
  stopping: 'warning',
  stopped: 'dim',
};

/**
 * One picture of a session: lines from top to bottom, never more than `rows` and none wider than `columns`. Meant for
 * 60×18 and up; on smaller terminals the less important parts are left out. Without color there are no escape
 * sequences at all, and nothing is said by color alone.
 */
export function renderFrame(
  model: LiveModel,
  { columns, rows }: FrameSize,
  { color }: { readonly color: boolean },
): string[] {
  const screen = new Screen(columns, rows);
  const { width, height } = screen.area;
  drawHead(screen, model);
  const top = Math.min(HEAD_ROWS, height);
  drawBody(screen, { left: 0, top, width, height: Math.max(0, height - top - 1) }, model);
  if (height > HEAD_ROWS) drawKeys(screen, model);
  return screen.lines({ color });
}

function drawHead(screen: Screen, model: LiveModel): void {
  const { area } = screen;
  const { instrument, state } = model;
  let x = screen.put(area, { x: 0, y: 0 }, ' PAPER ', 'badge') + 1;
  x = screen.put(area, { x, y: 0 }, instrument.symbol, 'bold') + 1;
  screen.put(area, { x, y: 0 }, `${instrument.venue} ${instrument.product}, ${model.strategy}`);
  const word = state.name === 'ready' ? '● ready' : `○ ${state.name}`;
  x = screen.put(area, { x: 1, y: 1 }, word, STATE_STYLE[state.name]);
  if (state.detail !== '') screen.put(area, { x, y: 1 }, `: ${state.detail}`);
  drawTime(screen, model);
  drawRule(screen, 3);
}

/** Market time, speed, length, and how much is done: the bar takes the room that is left. */
function drawTime(screen: Screen, model: LiveModel): void {
  const { area } = screen;
  const { nowUs, startedUs, speed, progress } = model;
  const started = Number.isFinite(nowUs) && Number.isFinite(startedUs);
  const time = started ? `${utcText(nowUs).slice(0, 19)} UTC` : 'no event yet';
  let x = screen.put(area, { x: 1, y: 2 }, time);
  const pace = speed === Infinity ? 'full speed' : `×${String(speed)}`;
  const elapsed = started ? `, ${durationText(nowUs - startedUs)}` : '';
  x = screen.put(area, { x: x + 2, y: 2 }, `${pace}${elapsed}`, 'dim') + 2;
  if (progress === undefined) {
    screen.put(area, { x, y: 2 }, 'generated market, no end', 'dim');
    return;
  }
  const percent = `${numberText(Math.floor(progress * 100), 0)} %`;
  const room = Math.min(40, area.width - x - textWidth(percent) - 2);
  if (room >= 6) {
    const done = Math.round(progress * room);
    x = screen.put(area, { x, y: 2 }, '█'.repeat(done), 'accent');
    x = screen.put(area, { x, y: 2 }, '░'.repeat(room - done), 'dim') + 1;
  }
  screen.put(area, { x, y: 2 }, percent);
}

function drawRule(screen: Screen, y: number): void {
  screen.put(screen.area, { x: 0, y }, '─'.repeat(screen.area.width), 'dim');
}

function drawKeys(screen: Screen, model: LiveModel): void {
  const y = screen.area.height - 1;
  const ending = model.state.name === 'stopping' || model.state.name === 'stopped';
  const x = screen.put(screen.area, { x: 1, y }, ending ? 'Stopping' : 'Ctrl-C', 'bold');
  screen.put(
    screen.area,
    { x, y },
    ending ? ': own orders are being cancelled' : ' stops: cancels own orders',
    'dim',
  );
}

function drawBody(screen: Screen, area: Area, model: LiveModel): void {
  const book = bookPanel(model);
  const [result, quoting, orders] = [resultPanel(model), quotingPanel(model), orderPanel(model)];
  const [fills, events] = [fillPanel(model), eventPanel(model)];
  if (area.width < TWO_COLUMNS) {
    drawStack(screen, area, [result, book, quoting, orders, fills, events], 2);
  } else if (area.width < THREE_COLUMNS) {
    const [left, right] = split(screen, area, Math.min(46, Math.floor(area.width / 2)));
    book.draw(screen, left);
    drawStack(screen, right, [result, quoting, orders, fills, events], 2);
  } else {
    const [left, rest] = split(screen, area, Math.min(54, Math.floor(area.width * 0.32)));
    const [middle, right] = split(screen, rest, Math.min(46, Math.floor(rest.width * 0.46)));
    book.draw(screen, left);
    drawStack(screen, middle, [result, quoting, orders], 2);
    drawStack(screen, right, [fills, events], 0);
  }
}

/** Two areas with a line between them; the first gets that many columns. */
function split(screen: Screen, area: Area, columns: number): [Area, Area] {
  for (let y = 0; y < area.height; y++) screen.put(area, { x: columns, y }, '│', 'dim');
  const left = area.left + columns + 2;
  return [
    { ...area, width: columns - 1 },
    { ...area, left, width: Math.max(0, area.left + area.width - left) },
  ];
}

/** Panels one below the other, the most important first; so many of them are filled up before the others grow. */
function drawStack(screen: Screen, area: Area, panels: readonly Panel[], favored: number): void {
  let { top } = area;
  heights(panels, area.height, favored).forEach((height, i) => {
    if (height > 0) panels[i].draw(screen, { ...area, top, height });
    top += height;
  });
}

/**
 * Rows of each panel. First all get the least they need, in order, while there is room; then the favored ones are
 * filled up; what is left goes round, a row at a time.
 */
function heights(panels: readonly Panel[], rows: number, favored: number): readonly number[] {
  const given = panels.map(() => 0);
  let left = rows;
  const grow = (i: number, by: number): void => {
    given[i] += by;
    left -= by;
  };
  panels.forEach((panel, i) => {
    if (panel.least <= left) grow(i, panel.least);
  });
  const missing = (i: number): number => (given[i] === 0 ? 0 : Math.max(0, panels[i].most - given[i]));
  for (let i = 0; i < favored; i++) grow(i, Math.min(left, missing(i)));
  while (left > 0 && panels.some((_, i) => missing(i) > 0)) {
    for (let i = 0; i < panels.length && left > 0; i++) if (missing(i) > 0) grow(i, 1);
  }
  return given;
}
