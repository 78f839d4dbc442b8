import type { HtmlReportInput } from './html-report-input.ts';
import { chartSection } from './report/charts.ts';
import { keyFigures } from './report/figures.ts';
import { markup } from './report/markup.ts';
import type { Markup } from './report/markup.ts';
import { pageAssets } from './report/page-assets.ts';
import {
  assumptionSection,
  eventSection,
  eventTags,
  fillSection,
  parameterSection,
} from './report/tables.ts';
import { durationText, utcSecondText } from './report/time-text.ts';

const KIND = { backtest: 'Backtest report', paper: 'Paper trading report' } as const;

/**
 * A session as one HTML file that needs nothing else: no network, no fonts, no locale, no clock. The same input gives
 * the same bytes. Read by people of any screen (from 360 px), by keyboard, on paper, and without JavaScript (then
 * without charts).
 *
 * @throws MarketError `MARKET_BAD_DECIMAL` for an amount that is no decimal string
 */
export function htmlReport(input: HtmlReportInput): string {
  const { style, script, policy } = pageAssets();
  const { instrument, strategy } = input;
  const kind = KIND[input.kind];
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${instrument.symbol}, ${strategy.title}: ${kind}</title>
${style}
</head>
<body>
<a class="skip" href="#figures">Skip to the figures</a>
<header>
<p class="kind">Mr.Market <span>${kind}</span></p>
<h1>${instrument.symbol}</h1>
<p class="strategy">${strategy.title} on ${instrument.venue} ${instrument.product}</p>
${eventTags(input.events)}
${identity(input)}
</header>
<main>
${keyFigures(input)}
${chartSection(input)}
${fillSection(input)}
${parameterSection(input)}
${assumptionSection(input)}
${eventSection(input)}
</main>
<footer>
<dl class="facts">
<div><dt>Trade log, sha256</dt><dd class="code">${input.report.tradeLogHash}</dd></div>
</dl>
<p>The same data, parameters, seed and version give the same trade log. Past results say nothing certain about later ones.</p>
</footer>
${script}
</body>
</html>
`;
  return page.text;
}

/** What was run, on what. */
function identity(input: HtmlReportInput): Markup {
  const { instrument, strategy, report } = input;
  return markup`<dl class="facts">
<div><dt>Period, UTC</dt><dd>${period(input)}</dd></div>
<div><dt>Strategy</dt><dd class="code">${strategy.name}</dd></div>
<div><dt>Tick and lot</dt><dd>${instrument.tickSize} ${instrument.quote}, ${instrument.lotSize} ${instrument.base}</dd></div>
<div><dt>Seed</dt><dd class="code">${input.seed}</dd></div>
<div><dt>Market data, sha256</dt><dd class="code">${report.dataHash}</dd></div>
</dl>`;
}

function period({ startedUs, endedUs }: HtmlReportInput): Markup {
  if (!Number.isFinite(startedUs) || !Number.isFinite(endedUs)) return markup`none: no event was seen`;
  const time = (us: number): Markup => markup`<span class="number">${utcSecondText(us)}</span>`;
  const length = markup`<span class="number">(${durationText(endedUs - startedUs)})</span>`;
  return markup`${time(startedUs)} to ${time(endedUs)} ${length}`;
}
