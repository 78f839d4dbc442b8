import { Side } from '@mrmarket/market/side';
import { pureMarketMaking } from '../src/pure-market-making/definition.ts';
import { FIRST_HANGING_SLOT } from '../src/pure-market-making/sheet-writer.ts';
import { skewRatio } from '../src/pure-market-making/skew.ts';
import type { QuoteSheet } from '../src/quote-sheet.ts';
import { seededRandom } from '../src/seeded-random.ts';
import { StrategyHarness } from '../src/testing/strategy-harness.ts';
import { Plot } from './plot.ts';

/** An own order through time: seconds and price. */
interface Stay {
  readonly side: Side;
  readonly price: number;
  readonly from: number;
  to: number;
  filled: boolean;
  hanging: boolean;
}

/** What happened in a run: mid per second, and every order. */
interface History {
  readonly mid: readonly (readonly [number, number])[];
  readonly stays: readonly Stay[];
}

/** The pictures of the documents, by file name. */
export function pictures(): ReadonlyMap<string, string> {
  return new Map([
    ['levels.svg', levels()],
    ['refresh.svg', refresh()],
    ['skew.svg', skew()],
    ['hanging.svg', hanging()],
    ['moving-band.svg', movingBand()],
  ]);
}

function levels(): string {
  const market = start({ bidSpreadBp: 10, askSpreadBp: 10, levels: 4, levelSpreadBp: 8, levelQty: '0.5' });
  market.book({ bid: '99.99', ask: '100.01' });
  const plot = new Plot({
    title: 'Four levels around a mid of 100.00',
    x: { from: 0, to: 3.2 },
    y: { from: 99.58, to: 100.42 },
    height: 360,
  });
  plot.axes(
    { label: 'size, base', ticks: [0, 0.5, 1, 1.5, 2, 2.5, 3].map((qty) => [qty, qty.toFixed(1)]) },
    { ticks: [99.6, 99.8, 100, 100.2, 100.4].map((price) => [price, price.toFixed(2)]) },
  );
  for (const order of market.orders) {
    const price = order.tick / 100;
    const style = order.side === Side.Buy ? 'bid bar' : 'ask bar';
    plot.rect(style, { from: 0, to: order.lots / 1000 }, { from: price - 0.014, to: price + 0.014 });
    plot.label(
      `${order.side === Side.Buy ? 'bid' : 'ask'} ${price.toFixed(2)}`,
      order.lots / 1000 + 0.04,
      price - 0.01,
    );
  }
  plot.line('price dashed', [
    [0, 100],
    [3.2, 100],
  ]);
  plot.label('mid', 3.16, 100.012, 'end');
  dimension(plot, 2.75, [99.9, 100], 'bidSpreadBp 10');
  dimension(plot, 2.75, [100, 100.1], 'askSpreadBp 10');
  dimension(plot, 2.75, [100.1, 100.18], 'levelSpreadBp 8');
  return plot.svg();
}

function refresh(): string {
  const parameters = {
    bidSpreadBp: 12,
    askSpreadBp: 12,
    refreshSec: 20,
    toleranceBp: 3,
    minSpreadBp: 5,
    filledDelaySec: 5,
  };
  const history = run(start(parameters), walk('refresh 3', 240, 0.025));
  const plot = timePlot('Refresh every 20 s, tolerance 3 bp, minimum spread 5 bp', history, 240);
  drawStays(plot, history, () => '');
  return plot
    .legend([
      ['bid line', 'bid'],
      ['ask line', 'ask'],
      ['price', 'mid'],
    ])
    .svg();
}

function skew(): string {
  const plot = new Plot({
    title: 'Inventory skew around a target of 0.5',
    x: { from: 7.6, to: 12.4 },
    y: { from: -0.1, to: 2.1 },
  });
  plot.axes(
    {
      label: 'base held (price 100, portfolio 2000)',
      ticks: [8, 9, 10, 11, 12].map((base) => [base, String(base)]),
    },
    { ticks: [0, 0.5, 1, 1.5, 2].map((factor) => [factor, `×${factor}`]) },
  );
  const curve = (sign: 1 | -1): [number, number][] => {
    const points: [number, number][] = [];
    for (let base = 7.6; base <= 12.401; base += 0.1) {
      const ratio = skewRatio({
        baseValue: base * 100,
        portfolio: 2000,
        targetRatio: 0.5,
        range: 1,
        orderLots: 2,
        ref: 100,
        mayBeShort: false,
      });
      points.push([base, 1 + sign * ratio]);
    }
    return points;
  };
  plot.line('bid line', curve(-1)).line('ask line', curve(1));
  plot
    .line('price dashed', [
      [10, -0.1],
      [10, 2.1],
    ])
    .label('target', 10.05, 0.05);
  return plot
    .legend([
      ['bid line', 'size of bids'],
      ['ask line', 'size of asks'],
    ])
    .svg();
}

function hanging(): string {
  const parameters = {
    bidSpreadBp: 10,
    askSpreadBp: 10,
    refreshSec: 15,
    filledDelaySec: 5,
    hanging: true,
    hangingMaxBp: 60,
  };
  const history = run(start(parameters), walk('hanging 8', 300, 0.035));
  const plot = timePlot('Hanging orders: the unfilled side of a pair stays', history, 300);
  drawStays(plot, history, (stay) => (stay.hanging ? ' dashed' : ''));
  return plot
    .legend([
      ['bid line', 'bid'],
      ['ask line', 'ask'],
      ['price line dashed', 'hanging'],
      ['price', 'mid'],
    ])
    .svg();
}

function movingBand(): string {
  const parameters = {
    bidSpreadBp: 10,
    askSpreadBp: 10,
    refreshSec: 10,
    movingBand: true,
    bandUpBp: 30,
    bandDownBp: 30,
    bandRefreshSec: 150,
  };
  const path = walk('band 4', 450, 0.035);
  const history = run(start(parameters), path, 'no fills');
  const plot = timePlot('Moving band: ±30 bp, centred every 150 s', history, 450);
  for (let period = 0; period < 3; period++) {
    const centre = path[period * 150];
    const x = { from: period * 150, to: (period + 1) * 150 };
    plot.rect('band area', x, { from: centre * 0.997, to: centre * 1.003 });
    plot.line('band line', [
      [x.from, centre * 1.003],
      [x.to, centre * 1.003],
    ]);
    plot.line('band line', [
      [x.from, centre * 0.997],
      [x.to, centre * 0.997],
    ]);
  }
  drawStays(plot, history, () => '');
  return plot
    .legend([
      ['bid line', 'bid'],
      ['ask line', 'ask'],
      ['band line', 'band'],
      ['price', 'mid'],
    ])
    .svg();
}

function start(parameters: object): StrategyHarness<typeof pureMarketMaking.parameters> {
  const funds = { base: '1000', quote: '100000' };
  return new StrategyHarness(pureMarketMaking, { orderQty: '1', ...parameters }, funds);
}

/** A random walk of mids, one a second, from 100. */
function walk(seed: string, seconds: number, step: number): number[] {
  const random = seededRandom(seed);
  const path = [100];
  for (let i = 1; i <= seconds; i++)
    path.push(Math.round((path[i - 1] + step * random.normal()) * 100) / 100);
  return path;
}

/** Moves the book along the path; orders that it reaches fill. */
function run(
  market: ReturnType<typeof start>,
  path: readonly number[],
  fills: 'fills' | 'no fills' = 'fills',
): History {
  const stays: Stay[] = [];
  const open = new Map<string, Stay>();
  const look = (second: number): void => {
    const working = new Set(market.orders.map((order) => order.clientId));
    for (const [id, stay] of open) {
      stay.to = second;
      stay.hanging ||= hangs(market.sheet, stay);
      if (!working.has(id)) open.delete(id);
    }
    for (const { clientId, side, tick } of market.orders) {
      if (open.has(clientId)) continue;
      const stay: Stay = { side, price: tick / 100, from: second, to: second, filled: false, hanging: false };
      stays.push(stay);
      open.set(clientId, stay);
    }
  };
  path.forEach((mid, second) => {
    if (second > 0) market.advance(1);
    look(second);
    for (const order of fills === 'fills' ? [...market.orders] : []) {
      const reached = order.side === Side.Buy ? order.tick >= mid * 100 : order.tick <= mid * 100;
      if (!reached) continue;
      const stay = open.get(order.clientId);
      if (stay) stay.filled = true;
      market.fill(order);
    }
    market.book({ bid: (mid - 0.01).toFixed(2), ask: (mid + 0.01).toFixed(2) });
    look(second);
  });
  return { mid: path.map((mid, second) => [second, mid]), stays };
}

/** Whether the sheet has the order as a hanging one: their slots come after those of the levels. */
function hangs(sheet: QuoteSheet, { side, price }: Stay): boolean {
  for (let row = 0; row < sheet.count; row++) {
    if (
      sheet.side[row] === side &&
      sheet.slot[row] >= FIRST_HANGING_SLOT &&
      sheet.tick[row] === Math.round(price * 100)
    ) {
      return true;
    }
  }
  return false;
}

function timePlot(title: string, { mid, stays }: History, seconds: number): Plot {
  const prices = [...mid.map(([, price]) => price), ...stays.map(({ price }) => price)];
  const low = Math.floor((Math.min(...prices) - 0.02) * 10) / 10;
  const high = Math.ceil((Math.max(...prices) + 0.02) * 10) / 10;
  const plot = new Plot({ title, x: { from: 0, to: seconds }, y: { from: low, to: high } });
  const step = high - low > 1 ? 0.2 : 0.1;
  const ticks: [number, string][] = [];
  for (let price = low; price <= high + 1e-9; price += step) ticks.push([price, price.toFixed(2)]);
  const times: [number, string][] = [];
  for (let second = 0; second <= seconds; second += 30) times.push([second, String(second)]);
  return plot.axes({ label: 'seconds', ticks: times }, { ticks }).line('price', mid);
}

function drawStays(plot: Plot, { stays }: History, extra: (stay: Stay) => string): void {
  for (const stay of stays) {
    const style = stay.side === Side.Buy ? 'bid' : 'ask';
    plot.line(`${style} line${extra(stay)}`, [
      [stay.from, stay.price],
      [stay.to, stay.price],
    ]);
    if (stay.filled) plot.dot(style, stay.to, stay.price);
  }
}

/** A vertical measure with its name. */
function dimension(plot: Plot, x: number, [low, high]: readonly [number, number], text: string): void {
  plot.line('axis', [
    [x, low],
    [x, high],
  ]);
  plot.line('axis', [
    [x - 0.03, low],
    [x + 0.03, low],
  ]);
  plot.line('axis', [
    [x - 0.03, high],
    [x + 0.03, high],
  ]);
  plot.label(text, x - 0.06, (low + high) / 2 - 0.01, 'end');
}
