import type { components } from '#lib/api/schema.d.ts';
import type { ChartMark, ChartSeries } from '#lib/components/line-chart/chart-data.ts';
import { chartDecimals, chartNumber } from '#lib/components/line-chart/chart-number.ts';

type SamplePoint = components['schemas']['SamplePoint'];
type Instrument = components['schemas']['Instrument'];
type Fill = components['schemas']['Fill'];

/** One chart of a bot's page. */
export interface BotChart {
  readonly key: 'price' | 'pnl' | 'equity' | 'drawdown' | 'inventory';
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** It tells what the user has: hidden with balances. */
  readonly balance?: boolean;
}

/** Words of the charts, in the language of the reader. */
export interface BotChartWords {
  readonly price: string;
  readonly pnlChart: string;
  readonly equityChart: string;
  readonly drawdownChart: string;
  readonly inventoryChart: string;
  readonly mid: string;
  readonly bid: string;
  readonly ask: string;
  readonly pnl: string;
  readonly equity: string;
  readonly drawdown: string;
  readonly inventory: string;
}

/** Times of the points, in seconds. */
export function pointTimes(points: readonly SamplePoint[]): number[] {
  return points.map(({ at }) => Date.parse(at) / 1000);
}

/**
 * The charts of a bot, all over the same times. `paidIn` is what was put in less what was taken out, in quote: the
 * equity over it is the PnL; undefined while it is unknown, and then there is no such chart.
 */
export function botCharts(
  points: readonly SamplePoint[],
  instrument: Instrument,
  words: BotChartWords,
  paidIn: number | undefined,
): BotChart[] {
  const { priceDecimals, quantityDecimals, moneyDecimals } = instrument;
  const mid = points.map((point) => point.mid);
  const price = chartNumber(priceDecimals);
  const money = (values: readonly number[]) => chartNumber(chartDecimals(values, moneyDecimals));
  const equity = points.map((point) => point.equity);
  // Falls below zero on the page, as a loss does.
  const drawdown = points.map((point) => 0 - Math.abs(point.drawdown));
  const inventory = points.map((point) => point.inventory);
  const pnl = equity.map((value) => value - (paidIn ?? 0));
  return [
    {
      key: 'price',
      title: words.price,
      series: [
        { key: 'mid', label: words.mid, colour: 5, values: mid, format: price },
        {
          key: 'bid',
          label: words.bid,
          colour: 1,
          stepped: true,
          values: points.map(({ bid }) => bid),
          format: price,
        },
        {
          key: 'ask',
          label: words.ask,
          colour: 2,
          stepped: true,
          values: points.map(({ ask }) => ask),
          format: price,
        },
      ],
    },
    ...(paidIn === undefined
      ? []
      : [
          {
            key: 'pnl' as const,
            title: words.pnlChart,
            series: [{ key: 'pnl', label: words.pnl, colour: 1 as const, values: pnl, format: money(pnl) }],
          },
        ]),
    {
      key: 'equity',
      title: words.equityChart,
      balance: true,
      series: [{ key: 'equity', label: words.equity, colour: 1, values: equity, format: money(equity) }],
    },
    {
      key: 'drawdown',
      title: words.drawdownChart,
      series: [
        {
          key: 'drawdown',
          label: words.drawdown,
          colour: 4,
          values: drawdown,
          format: money(drawdown),
        },
      ],
    },
    {
      key: 'inventory',
      title: words.inventoryChart,
      balance: true,
      series: [
        {
          key: 'inventory',
          label: words.inventory,
          colour: 3,
          values: inventory,
          format: chartNumber(chartDecimals(inventory, quantityDecimals)),
        },
      ],
    },
  ];
}

/** Fills as marks on the price chart. */
export function fillMarks(fills: readonly Fill[]): ChartMark[] {
  return fills.map(({ at, price, side }) => ({
    at: Date.parse(at) / 1000,
    value: Number(price),
    kind: side,
  }));
}

/** Share of the time shown with both sides quoted; undefined without points. */
export function uptimeOf(points: readonly SamplePoint[]): number | undefined {
  if (points.length === 0) return undefined;
  return points.reduce((sum, { uptime }) => sum + uptime, 0) / points.length;
}
