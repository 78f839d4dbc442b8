import type { PaperSession } from './paper-session.ts';

/** Splits the result of a session that began with inventory: what that would have done by itself, and the rest. */
function heldRow(
  { engine }: PaperSession['session'],
  quote: string,
  net: number,
): readonly (readonly [string, string])[] {
  const { opening, account } = engine.state;
  const units = BigInt(opening?.baseUnits[0] ?? 0);
  if (!opening || units === 0n) return [];
  const change = account.value(0, units, engine.marks2[0]) - account.value(0, units, opening.marks2[0]);
  const held = Number(change) / 10 ** account.quoteDecimals;
  return [
    ['', `${held.toFixed(4)} by holding what it began with, ${(net - held).toFixed(4)} ${quote} by trading`],
  ];
}

/** The result in a few lines for a terminal. */
export function sessionSummary({ session, instrument, options }: PaperSession): string {
  const report = session.report();
  const { metrics } = session;
  const seconds = Number.isNaN(metrics.startEquity) ? 0 : (metrics.lastUs - metrics.startedUs) / 1e6;
  const net = Number(report.realizedPnl) + Number(report.unrealizedPnl) + Number(report.fees);
  const { base, quote, symbol } = instrument;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const rows: readonly (readonly [string, string])[] = [
    [
      'session',
      `${symbol} on paper, ${options.definition.name}, ${seconds.toFixed(1)} s of market time in ${(report.wallMs / 1000).toFixed(1)} s`,
    ],
    ['net result', `${net.toFixed(4)} ${quote}`],
    ['', `realized ${report.realizedPnl}, unrealized ${report.unrealizedPnl}, fees ${report.fees}`],
    ...heldRow(session, quote, net),
    ['inventory', `${report.endInventory} ${base}`],
    [
      'traded',
      `${report.fills} ${report.fills === 1 ? 'fill' : 'fills'}, ${report.volume} ${quote}, ${percent(report.makerShare)} as maker`,
    ],
    ['messages', `${report.orders} orders, ${report.cancels} cancels`],
    [
      'quoting',
      `${percent(report.twoSidedShare)} of the time on both sides, ${report.quotedSpreadBp.toFixed(2)} bp wide`,
    ],
    ['drawdown', `${Number(report.maxDrawdown).toFixed(4)} ${quote} at most`],
    ['data', report.dataHash],
    ['trade log', report.tradeLogHash],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)}${text}\n`).join('');
}
