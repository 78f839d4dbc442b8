import { parseDecimal } from '@mrmarket/market/decimal';
import { Side } from '@mrmarket/market/side';
import { plainDecimal } from '../decimals.ts';
import type { HtmlReportInput, ReportGap } from '../html-report-input.ts';
import type { FillMark, SessionEvent } from '../session-metrics.ts';
import { commonDecimals } from './amounts.ts';
import { markup } from './markup.ts';
import type { Markup, MarkupValue } from './markup.ts';
import { decimalText, MINUS, numberText } from './number-text.ts';
import { durationText, isoText, timeColumn, utcText } from './time-text.ts';
import type { TimeColumn } from './time-text.ts';

/** Fills shown from the start and from the end. */
const FILLS_EACH = 200;
/** Events shown; the newest. */
const EVENTS_SHOWN = 300;
/** More than any fee rate has. */
const RATE_DECIMALS = 18;

/** The own fills: all of them, or the first and the last two hundred. */
export function fillSection(input: HtmlReportInput): Markup {
  const { fills, instrument } = input;
  const { base, quote } = instrument;
  const all = fills.length <= 2 * FILLS_EACH;
  const head = all ? fills : fills.slice(0, FILLS_EACH);
  const tail = all ? [] : fills.slice(-FILLS_EACH);
  const left = fills.length - head.length - tail.length;
  const decimals = commonDecimals(fills.slice(0, 1).map((fill) => (fill.price * fill.quantity).toFixed(12)));
  const times = timeColumn(fills.map((fill) => fill.atUs));
  const row = (first: number) => (fill: FillMark, i: number) =>
    fillRow({ fill, number: first + i, input, times, decimals });
  if (fills.length === 0) {
    return section(
      'fills',
      'Fills',
      markup`<p class="empty">No fills: none of the own orders traded in this period.</p>`,
    );
  }
  const note = all
    ? `All ${numberText(fills.length, 0)}, oldest first.`
    : `The first and the last ${FILLS_EACH} of ${numberText(fills.length, 0)}, oldest first.`;
  return section(
    'fills',
    'Fills',
    markup`<p class="hint">${note} The trade log holds every fill with its ids and fee.</p>
<div class="scroll tall" role="region" aria-label="Fills" tabindex="0"><table class="data">
<thead><tr><th scope="col" class="number">No.</th><th scope="col">${times.head}</th><th scope="col">Side</th><th scope="col" class="number">Price <span class="unit">${quote}</span></th><th scope="col" class="number">Quantity <span class="unit">${base}</span></th><th scope="col" class="number">Value <span class="unit">${quote}</span></th><th scope="col">Liquidity</th></tr></thead>
<tbody>
${head.map(row(1))}${
      left > 0
        ? markup`<tr class="left-out"><td colspan="7">${numberText(left, 0)} fills left out</td></tr>
`
        : ''
    }${tail.map(row(fills.length - tail.length + 1))}</tbody></table></div>`,
  );
}

interface FillRow {
  readonly fill: FillMark;
  readonly number: number;
  readonly input: HtmlReportInput;
  readonly times: TimeColumn;
  /** Of the value. */
  readonly decimals: number;
}

function fillRow({ fill, number, input, times, decimals }: FillRow): Markup {
  const { priceDecimals, qtyDecimals } = input.instrument;
  const side =
    fill.side === Side.Buy
      ? markup`<span class="gain"><span aria-hidden="true">▲</span> buy</span>`
      : markup`<span class="loss"><span aria-hidden="true">▼</span> sell</span>`;
  return markup`<tr><td class="number">${numberText(number, 0)}</td><td>${time(fill.atUs, times)}</td><td>${side}</td><td class="number">${numberText(fill.price, priceDecimals)}</td><td class="number">${numberText(fill.quantity, qtyDecimals)}</td><td class="number">${numberText(fill.price * fill.quantity, decimals)}</td><td>${fill.maker ? 'maker' : 'taker'}</td></tr>
`;
}

/** The strategy's parameters. */
export function parameterSection(input: HtmlReportInput): Markup {
  if (input.parameters.length === 0) {
    return section('parameters', 'Parameters', markup`<p class="empty">The strategy has no parameters.</p>`);
  }
  return section(
    'parameters',
    'Parameters',
    markup`<div class="scroll" role="region" aria-label="Parameters" tabindex="0"><table class="data">
<thead><tr><th scope="col">Parameter</th><th scope="col" class="number">Value</th><th scope="col">Unit</th></tr></thead>
<tbody>
${input.parameters.map(
  (line) =>
    markup`<tr><th scope="row" class="wrap"><span class="code">${line.name}</span><small>${line.title}</small></th><td class="number lines">${line.value}</td><td>${line.unit}</td></tr>
`,
)}</tbody></table></div>`,
  );
}

/** What was taken for granted. */
export function assumptionSection(input: HtmlReportInput): Markup {
  const it = input.assumptions;
  const lines: readonly (readonly [string, MarkupValue])[] = [
    ['Queue position', it.queueModel],
    ['Market data latency', it.feedLatency],
    ['Order latency', it.entryLatency],
    ['Answer latency', it.responseLatency],
    ['Fees', `maker ${fee(it.makerFee)}, taker ${fee(it.takerFee)} of the value`],
    ['Market impact', it.marketImpact],
    ['Clock offset', clockOffset(it.clockOffsetNs)],
    ['Market data', list(it.sources.map(withoutFolder), 'not named')],
    ['Gaps in the book', list(it.gaps.map(gap), 'none')],
    ['Notes', list(it.notes, 'none')],
  ];
  return section(
    'assumptions',
    'Assumptions',
    markup`<dl class="facts">
${lines.map(
  ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}</dl>`,
  );
}

/** What happened, alarms and warnings marked in words. */
export function eventSection(input: HtmlReportInput): Markup {
  const shown = input.events.slice(-EVENTS_SHOWN);
  if (shown.length === 0) return section('events', 'Events', markup`<p class="empty">Nothing to report.</p>`);
  const times = timeColumn(shown.map((event) => event.atUs));
  const note =
    shown.length < input.events.length
      ? markup`<p class="hint">The last ${shown.length} of ${numberText(input.events.length, 0)}, oldest first.</p>
`
      : '';
  return section(
    'events',
    'Events',
    markup`${note}<div class="scroll tall" role="region" aria-label="Events" tabindex="0"><table class="data">
<thead><tr><th scope="col">${times.head}</th><th scope="col">Level</th><th scope="col">What happened</th></tr></thead>
<tbody>
${shown.map(
  (event) =>
    markup`<tr><td>${time(event.atUs, times)}</td><td><span class="tag ${event.level}">${event.level}</span></td><td class="wrap">${event.text}</td></tr>
`,
)}</tbody></table></div>`,
  );
}

/** Tags such as `2 alarms`, for the head of the page; none where all was well. */
export function eventTags(events: readonly SessionEvent[]): Markup {
  const tag = (level: SessionEvent['level']): Markup | undefined => {
    const count = events.filter((event) => event.level === level).length;
    if (count === 0) return undefined;
    return markup`<a class="tag ${level}" href="#events">${numberText(count, 0)} ${level}${count === 1 ? '' : 's'}</a> `;
  };
  const tags = [tag('alarm'), tag('warning')].filter((it) => it !== undefined);
  return tags.length === 0 ? markup`` : markup`<p class="tags">${tags}</p>`;
}

function section(id: string, title: string, body: Markup): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>`;
}

function time(us: number, times: TimeColumn): Markup {
  return markup`<time datetime="${isoText(us)}">${times.cell(us)}</time>`;
}

function list(items: readonly string[], none: string): Markup {
  if (items.length === 0) return markup`${none}`;
  return markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** A fee fraction in percent and what it means. */
function fee(fraction: string): string {
  const hundredths = parseDecimal(fraction, RATE_DECIMALS) * 100n;
  const percent = plainDecimal(hundredths, RATE_DECIMALS).replace('-', MINUS);
  return hundredths < 0n ? `${percent} % (rebate)` : `${percent} %`;
}

function clockOffset(ns: bigint | undefined): string {
  if (ns === undefined) return 'none: one clock';
  return `${decimalText(ns.toString(), 0, 'plus')} ns added to the recorder’s clock`;
}

function gap({ fromUs, toUs, reason }: ReportGap): string {
  return `${utcText(fromUs)} to ${utcText(toUs)} (${durationText(toUs - fromUs)}): ${reason}`;
}

/** Reports are passed on: they name files, not the machine's folders. */
function withoutFolder(source: string): string {
  return /\s/.test(source) ? source : source.replace(/^.*[\\/]/, '');
}
