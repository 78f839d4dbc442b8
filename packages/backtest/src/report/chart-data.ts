import { Side } from '@mrmarket/market/side';
import type { HtmlReportInput } from '../html-report-input.ts';
import type { Sample } from '../sample-series.ts';
import { commonDecimals } from './amounts.ts';

/** Fills drawn into the chart; of more, every second, third … is drawn. */
export const CHART_FILLS = 10_000;

/** The series as columns; times in ms since the epoch, null = no value. */
export interface ChartData {
  readonly time: readonly number[];
  readonly equity: readonly (number | null)[];
  /** At or below 0. */
  readonly drawdown: readonly (number | null)[];
  readonly inventory: readonly (number | null)[];
  readonly mid: readonly (number | null)[];
  readonly bid: readonly (number | null)[];
  readonly ask: readonly (number | null)[];
  readonly fills: {
    readonly time: readonly number[];
    /** 1 = buy, 0 = sell. */
    readonly buy: readonly number[];
    readonly price: readonly number[];
    readonly quantity: readonly number[];
    /** 1 = maker, 0 = taker. */
    readonly maker: readonly number[];
  };
  readonly decimals: ChartDecimals;
}

/** Decimals of the figures under the charts; the mid may lie half a tick off. */
export interface ChartDecimals {
  readonly money: number;
  readonly quantity: number;
  readonly price: number;
  readonly mid: number;
}

/** The columns a page draws, rounded to what can be seen. */
export function chartData(input: HtmlReportInput): ChartData {
  const samples = onePerTime(input.samples);
  const decimals = chartDecimals(input);
  const column = (read: (sample: Sample) => number, places: number): (number | null)[] =>
    samples.map((sample) => rounded(read(sample), places));
  const fills = chartFills(input);
  return {
    time: samples.map((sample) => sample.atUs / 1000),
    equity: column((sample) => sample.equity, decimals.money + 2),
    drawdown: column((sample) => -sample.drawdown, decimals.money + 2),
    inventory: column((sample) => sample.inventory, decimals.quantity + 2),
    mid: column((sample) => sample.mid, decimals.mid),
    bid: column((sample) => sample.bid, decimals.price),
    ask: column((sample) => sample.ask, decimals.price),
    fills: {
      time: fills.map((fill) => fill.atUs / 1000),
      buy: fills.map((fill) => (fill.side === Side.Buy ? 1 : 0)),
      price: fills.map((fill) => Number(fill.price.toFixed(decimals.price))),
      quantity: fills.map((fill) => Number(fill.quantity.toFixed(decimals.quantity))),
      maker: fills.map((fill) => (fill.maker ? 1 : 0)),
    },
    decimals,
  };
}

export function chartDecimals(input: HtmlReportInput): ChartDecimals {
  const { instrument, report } = input;
  return {
    money: commonDecimals([report.maxDrawdown, report.realizedPnl, report.unrealizedPnl, report.fees]),
    quantity: instrument.qtyDecimals,
    price: instrument.priceDecimals,
    mid: instrument.priceDecimals + 1,
  };
}

/** Fills for the chart: all, or evenly thinned. */
export function chartFills(input: HtmlReportInput): HtmlReportInput['fills'] {
  const stride = Math.ceil(input.fills.length / CHART_FILLS);
  return stride <= 1 ? input.fills : input.fills.filter((_, i) => i % stride === 0);
}

/** A chart wants times that grow: of samples with one time the last counts. */
function onePerTime(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample, i) => samples[i + 1]?.atUs !== sample.atUs);
}

function rounded(value: number, decimals: number): number | null {
  // Adding 0 turns -0, which a rounded loss can become, into 0.
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) + 0 : null;
}
