import type { Instrument } from '@mrmarket/market/instrument';
import type { Sample } from './sample-series.ts';
import type { FillMark, SessionEvent } from './session-metrics.ts';
import type { SessionReport } from './session-report.ts';

/** Everything an HTML report shows. The same input gives the same bytes. */
export interface HtmlReportInput {
  readonly kind: 'backtest' | 'paper';
  readonly instrument: Pick<
    Instrument,
    | 'venue'
    | 'product'
    | 'symbol'
    | 'base'
    | 'quote'
    | 'tickSize'
    | 'lotSize'
    | 'priceDecimals'
    | 'qtyDecimals'
  >;
  /** Name for `--strategy`, and its title. */
  readonly strategy: { readonly name: string; readonly title: string };
  readonly seed: string;
  /** Event time of the first mark and of the last event, µs; NaN where there was none. */
  readonly startedUs: number;
  readonly endedUs: number;
  /** Decimal strings, quote. */
  readonly startEquity: string;
  readonly endEquity: string;
  /** `wallMs` may be there and is not shown: it differs from run to run. */
  readonly report: Omit<SessionReport, 'wallMs'>;
  /** Oldest first. */
  readonly samples: readonly Sample[];
  readonly fills: readonly FillMark[];
  readonly events: readonly SessionEvent[];
  readonly parameters: readonly ParameterLine[];
  readonly assumptions: ReportAssumptions;
}

/** One parameter of the strategy, its value as text. */
export interface ParameterLine {
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Lines of text. */
  readonly value: string;
  /** `bp`, `s`, `base` …; empty where there is none. */
  readonly unit: string;
}

/** What the simulation takes for granted, in words for people. */
export interface ReportAssumptions {
  /** `riskAverse: only trades at the price advance the queue`. */
  readonly queueModel: string;
  /** From the exchange to the strategy, from the strategy to the exchange, and of its answers. */
  readonly feedLatency: string;
  readonly entryLatency: string;
  readonly responseLatency: string;
  /** Fractions as decimal strings, positive = paid, negative = rebate. */
  readonly makerFee: string;
  readonly takerFee: string;
  /** What own orders do to the market. */
  readonly marketImpact: string;
  /** Added to the recorder's clock, ns; undefined where nothing was recorded. */
  readonly clockOffsetNs: bigint | undefined;
  /** Files of the recording, or the settings of the generated market. Folders are not shown. */
  readonly sources: readonly string[];
  readonly gaps: readonly ReportGap[];
  /** Notes of the recording and whatever else has to be said, one line each. */
  readonly notes: readonly string[];
}

/** A time in which the book was not to be trusted. */
export interface ReportGap {
  readonly fromUs: number;
  readonly toUs: number;
  readonly reason: string;
}
