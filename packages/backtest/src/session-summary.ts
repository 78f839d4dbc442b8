import type { PaperSession } from './paper-session.ts';

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
    ['inventory', `${report.endInventory} ${base}`],
    ['traded', `${report.fills} fills, ${report.volume} ${quote}, ${percent(report.makerShare)} as maker`],
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
