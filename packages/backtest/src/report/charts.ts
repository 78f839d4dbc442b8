import type { HtmlReportInput } from '../html-report-input.ts';
import type { Sample } from '../sample-series.ts';
import { chartData, chartDecimals } from './chart-data.ts';
import type { ChartData } from './chart-data.ts';
import { markup, scriptJson } from './markup.ts';
import type { Markup } from './markup.ts';
import { numberText } from './number-text.ts';
import { isoText, timeColumn, utcText } from './time-text.ts';

/** A line of a chart: `key` is its column in the data, and the page's script and style sheet know it by that name. */
interface Series {
  readonly key: 'equity' | 'drawdown' | 'inventory' | 'mid' | 'bid' | 'ask';
  readonly label: string;
  readonly unit: string;
  readonly decimals: number;
}

interface Chart {
  readonly name: 'quotes' | 'inventory' | 'equity' | 'drawdown';
  readonly title: string;
  /** What is drawn, for those who cannot see it. */
  readonly summary: string;
  readonly series: readonly Series[];
}

/** Rows of the table that stands in for the pictures. */
const TABLE_ROWS = 60;

/** The charts, their data and the same series as a table; one sentence where nothing was sampled. */
export function chartSection(input: HtmlReportInput): Markup {
  const data = chartData(input);
  if (data.time.length === 0) {
    return markup`<section aria-labelledby="charts">
<h2 id="charts">Charts</h2>
<p class="empty">No samples: the book never had a bid and an ask that could be trusted, so there is nothing to draw.</p>
</section>`;
  }
  const series = chartsOf(input);
  return markup`<section aria-labelledby="charts">
<div class="bar"><h2 id="charts">Charts</h2>
<div class="tools" role="group" aria-label="Range of the charts" hidden><button type="button" data-range="earlier">Earlier</button><button type="button" data-range="later">Later</button><button type="button" data-range="in" aria-label="Zoom in" title="Zoom in">+</button><button type="button" data-range="out" aria-label="Zoom out" title="Zoom out">−</button><button type="button" data-range="all">Whole</button></div></div>
<p class="hint" id="chart-help">Times are UTC. Drag over a chart to zoom, double-click for the whole period. On a focused chart the arrow keys move the cursor, + and − zoom, 0 shows the whole period.</p>
<p class="empty" id="without-script">The charts need JavaScript; the figures and tables of this page do not.</p>
${series.map((chart) => figure(chart, input, data))}
<p class="spoken" id="spoken" aria-live="polite"></p>
${seriesTable(input, series)}
<script type="application/json" id="series">${scriptJson(data)}</script>
</section>`;
}

function chartsOf(input: HtmlReportInput): readonly Chart[] {
  const { base, quote } = input.instrument;
  const { money, quantity, price, mid } = chartDecimals(input);
  return [
    {
      name: 'quotes',
      title: 'Own quotes, mid and fills',
      summary: `Own bid, own ask, mid and fills in ${quote} over time`,
      series: [
        { key: 'ask', label: 'Own ask', unit: quote, decimals: price },
        { key: 'mid', label: 'Mid', unit: quote, decimals: mid },
        { key: 'bid', label: 'Own bid', unit: quote, decimals: price },
      ],
    },
    {
      name: 'inventory',
      title: 'Inventory',
      summary: `Inventory in ${base} over time`,
      series: [{ key: 'inventory', label: 'Inventory', unit: base, decimals: quantity }],
    },
    {
      name: 'equity',
      title: 'Equity',
      summary: `Equity in ${quote} over time`,
      series: [{ key: 'equity', label: 'Equity', unit: quote, decimals: money }],
    },
    {
      name: 'drawdown',
      title: 'Drawdown',
      summary: `Fall of equity from its peak in ${quote} over time`,
      series: [{ key: 'drawdown', label: 'Drawdown', unit: quote, decimals: money }],
    },
  ];
}

function figure(chart: Chart, input: HtmlReportInput, data: ChartData): Markup {
  return markup`<figure>
<figcaption><h3>${chart.title}</h3><ul class="readout">${chart.series.map((series) => readout(series, data))}<li class="at"><span data-of="time">${utcText((data.time.at(-1) as number) * 1000)}</span></li></ul></figcaption>
<div class="plot ${chart.name}" data-chart="${chart.name}" role="group" tabindex="0" aria-label="Chart: ${chart.summary}" aria-describedby="chart-help"></div>
${chart.name === 'quotes' ? fillKey(input, data) : ''}
</figure>
`;
}

/** Name and line of a series with its last value; the script puts the value under the cursor there. */
function readout(series: Series, data: ChartData): Markup {
  const { key, label, unit, decimals } = series;
  const last = data[key].at(-1) ?? NaN;
  return markup`<li><svg class="swatch" width="22" height="8" aria-hidden="true"><line class="line ${key}" x1="0" x2="22" y1="4" y2="4"/></svg> ${label} <span class="number" data-of="${key}" data-decimals="${decimals}">${numberText(last, decimals)}</span> <span class="unit">${unit}</span></li>`;
}

function fillKey({ fills }: HtmlReportInput, data: ChartData): Markup {
  if (fills.length === 0) return markup`<p class="key">No fills.</p>`;
  const drawn = data.fills.time.length;
  const some =
    drawn < fills.length ? ` Drawn: ${numberText(drawn, 0)} of ${numberText(fills.length, 0)} fills.` : '';
  return markup`<p class="key"><span class="gain" aria-hidden="true">▲</span> bought, <span class="loss" aria-hidden="true">▼</span> sold; filled marks as maker, hollow ones as taker.${some} <span id="nearest-fill"></span></p>`;
}

/** Evenly chosen samples, first and last among them, for eyes and machines that cannot use the pictures. */
function seriesTable(input: HtmlReportInput, charts: readonly Chart[]): Markup {
  const rows = evenly(input.samples, TABLE_ROWS);
  const times = timeColumn(rows.map((sample) => sample.atUs));
  const columns = charts.flatMap((chart) => chart.series);
  const of = rows.length < input.samples.length ? ` of ${numberText(input.samples.length, 0)}` : '';
  return markup`<details><summary>Series as a table (${rows.length}${of} samples)</summary>
<div class="scroll" role="region" aria-label="Series as a table" tabindex="0"><table class="data">
<thead><tr><th scope="col">${times.head}</th>${columns.map(({ label, unit }) => markup`<th scope="col" class="number">${label} <span class="unit">${unit}</span></th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    sample,
  ) => markup`<tr><td><time datetime="${isoText(sample.atUs)}">${times.cell(sample.atUs)}</time></td>${columns.map(({ key, decimals }) => markup`<td class="number">${numberText(valueOf(sample, key), decimals)}</td>`)}</tr>
`,
)}</tbody></table></div></details>`;
}

function valueOf(sample: Sample, key: Series['key']): number {
  return key === 'drawdown' ? -sample.drawdown : sample[key];
}

function evenly(samples: readonly Sample[], most: number): readonly Sample[] {
  if (samples.length <= most) return samples;
  const step = (samples.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => samples[Math.round(i * step)]);
}
