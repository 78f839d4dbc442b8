import type { HtmlReportInput } from '../html-report-input.ts';
import { amount, commonDecimals, toneOf } from './amounts.ts';
import { markup } from './markup.ts';
import type { Markup, MarkupValue } from './markup.ts';
import { numberText, percentText, signOf, sumDecimals, UNKNOWN } from './number-text.ts';

interface Line {
  readonly label: string;
  readonly value: MarkupValue;
  readonly unit?: string;
  readonly tone?: string;
  /** A sum of the lines above it. */
  readonly total?: boolean;
}

/** The key figures: a strip of five, then all of them as a ledger. */
export function keyFigures(input: HtmlReportInput): Markup {
  const { report, instrument } = input;
  const { quote, base } = instrument;
  const net = sumDecimals([report.realizedPnl, report.unrealizedPnl, report.fees]);
  const change = sumDecimals([input.endEquity, negative(input.startEquity)]);
  const decimals = commonDecimals([
    net,
    report.realizedPnl,
    report.unrealizedPnl,
    report.fees,
    report.maxDrawdown,
  ]);
  const drawdown = negative(report.maxDrawdown);
  const result = (label: string, decimal: string): Line => ({
    label,
    value: amount(decimal, decimals, 'plus'),
    unit: quote,
    tone: toneOf(decimal, decimals),
  });
  const money = (label: string, decimal: string): Line => ({
    label,
    value: amount(decimal, decimals),
    unit: quote,
  });
  return markup`<section aria-labelledby="figures">
<h2 id="figures">Key figures</h2>
<dl class="strip">
${[
  tile(
    { ...result('Net result', net), total: true },
    percentText(ratio(net, input.startEquity), 3, 'plus') + ' of start equity',
  ),
  tile(
    { ...money('Max drawdown', drawdown), tone: toneOf(drawdown, decimals) },
    percentText(ratio(drawdown, input.startEquity), 3) + ' of start equity',
  ),
  tile(money('Volume', report.volume), `${percentText(report.makerShare)} as maker`),
  tile({ label: 'Fills', value: numberText(report.fills, 0) }, `${numberText(report.orders, 0)} orders`),
  tile(
    { label: 'Quoted spread', value: numberText(report.quotedSpreadBp, 2), unit: 'bp' },
    `both sides ${percentText(report.twoSidedShare)}`,
  ),
]}
</dl>
<div class="ledgers">
${[
  ledger('Result', [
    result('Realized, gross', report.realizedPnl),
    result('Unrealized', report.unrealizedPnl),
    result('Fees and rebates', report.fees),
    { ...result('Net', net), total: true },
    { label: 'Net per volume', value: perVolume(net, report.volume), unit: 'bp' },
  ]),
  ledger('Account', [
    money('Start equity', input.startEquity),
    money('End equity', input.endEquity),
    { ...result('Change', change), total: true },
    { ...money('Max drawdown', drawdown), tone: toneOf(drawdown, decimals) },
    { label: 'End inventory', value: amount(report.endInventory, inventoryDecimals(input)), unit: base },
  ]),
  ledger('Trading', [
    money('Volume', report.volume),
    { label: 'Fills', value: numberText(report.fills, 0) },
    { label: 'Maker share', value: percentValue(report.makerShare), unit: '%' },
    { label: 'Orders', value: numberText(report.orders, 0) },
    { label: 'Cancels', value: numberText(report.cancels, 0) },
  ]),
  ledger('Quoting', [
    { label: 'Mean quoted spread', value: numberText(report.quotedSpreadBp, 2), unit: 'bp' },
    { label: 'Both sides quoted', value: percentValue(report.twoSidedShare), unit: '%' },
    { label: 'Market events', value: numberText(report.events, 0) },
  ]),
]}
</div>
</section>`;
}

/** Base amounts are shown to the lot; what fees left of a lot is in the tooltip. */
function inventoryDecimals(input: HtmlReportInput): number {
  return input.instrument.qtyDecimals;
}

function tile(line: Line, note: string): Markup {
  return markup`<div class="${line.total === true ? 'hero' : ''}"><dt>${line.label}</dt><dd><span class="number ${line.tone ?? ''}">${line.value}</span>${unit(line)}<small>${note}</small></dd></div>`;
}

function ledger(title: string, lines: readonly Line[]): Markup {
  return markup`<table class="ledger"><caption>${title}</caption><tbody>
${lines.map(
  (line) =>
    markup`<tr class="${line.total === true ? 'total' : ''}"><th scope="row">${line.label}</th><td class="number ${line.tone ?? ''}">${line.value}</td><td class="unit">${line.unit ?? ''}</td></tr>
`,
)}</tbody></table>
`;
}

function unit(line: Line): MarkupValue {
  return line.unit === undefined ? '' : markup` <span class="unit">${line.unit}</span>`;
}

function negative(decimal: string): string {
  if (signOf(decimal) === 0) return '0';
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}

function ratio(part: string, whole: string): number {
  return Number(part) / Number(whole);
}

function percentValue(share: number): string {
  return numberText(share * 100, 1);
}

/** Result per volume in basis points (trading.md 8): never called a return. */
function perVolume(net: string, volume: string): string {
  return Number(volume) === 0 ? UNKNOWN : numberText((Number(net) / Number(volume)) * 10_000, 2, 'plus');
}
