import type { components } from '#lib/api/schema.d.ts';
import type { ChartMark, ChartSeries } from '#lib/components/line-chart/chart-data.ts';
import { chartDecimals, chartNumber } from '#lib/components/line-chart/chart-number.ts';
import { m } from '#lib/i18n/generated/messages.js';

type SamplePoint = components['schemas']['SamplePoint'];
type Instrument = components['schemas']['Instrument'];
type Fill = components['schemas']['Fill'];

/** One chart of a bot's page. */
export interface BotChart {
  readonly key: 'price' | 'equity' | 'drawdown' | 'inventory';
  readonly title: string;
  readonly series: readonly ChartSeries[];
}

/** Times of the points, in seconds. */
export function pointTimes(points: readonly SamplePoint[]): number[] {
  return points.map(({ at }) => Date.parse(at) / 1000);
}

/** The charts of a bot, all over the same times. */
export function botCharts(points: readonly SamplePoint[], instrument: Instrument): BotChart[] {
  const { base, quote, priceDecimals, quantityDecimals, moneyDecimals } = instrument;
  const mid = points.map((point) => point.mid);
  const price = chartNumber(priceDecimals);
  const money = (values: readonly number[]) => chartNumber(chartDecimals(values, moneyDecimals));
  const equity = points.map((point) => point.equity);
  // Falls below zero on the page, as a loss does.
  const drawdown = points.map((point) => 0 - Math.abs(point.drawdown));
  const inventory = points.map((point) => point.inventory);
  return [
    {
      key: 'price',
      title: m.bot_chart_price({ unit: quote }),
      series: [
        { key: 'mid', label: m.bot_series_mid(), colour: 5, values: mid, format: price },
        {
          key: 'bid',
          label: m.bot_series_bid(),
          colour: 1,
          stepped: true,
          values: points.map(({ bid }) => bid),
          format: price,
        },
        {
          key: 'ask',
          label: m.bot_series_ask(),
          colour: 2,
          stepped: true,
          values: points.map(({ ask }) => ask),
          format: price,
        },
      ],
    },
    {
      key: 'equity',
      title: m.bot_chart_equity({ unit: quote }),
      series: [
        { key: 'equity', label: m.bot_series_equity(), colour: 1, values: equity, format: money(equity) },
      ],
    },
    {
      key: 'drawdown',
      title: m.bot_chart_drawdown({ unit: quote }),
      series: [
        {
          key: 'drawdown',
          label: m.bot_series_drawdown(),
          colour: 4,
          values: drawdown,
          format: money(drawdown),
        },
      ],
    },
    {
      key: 'inventory',
      title: m.bot_chart_inventory({ unit: base }),
      series: [
        {
          key: 'inventory',
          label: m.bot_series_inventory(),
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
