import { basename } from 'node:path';
import type { Instrument } from '@mrmarket/market/instrument';
import { plainDecimal } from './decimals.ts';
import { htmlReport } from './html-report.ts';
import type { ReportAssumptions } from './html-report-input.ts';
import { parameterLines } from './parameter-lines.ts';
import type { PaperSession } from './paper-session.ts';

/** The HTML report of a session that has ended. */
export function sessionHtml(paper: PaperSession): string {
  const { session, instrument, options, parameters } = paper;
  const { metrics, engine } = session;
  const { wallMs: _wallMs, ...report } = session.report();
  const { definition, seed } = options;
  return htmlReport({
    kind: 'paper',
    instrument,
    strategy: { name: definition.name, title: definition.title },
    seed,
    startedUs: Number.isNaN(metrics.startEquity) ? NaN : metrics.startedUs,
    endedUs: Number.isNaN(metrics.startEquity) ? NaN : metrics.lastUs,
    startEquity: money(metrics.startEquity, instrument),
    endEquity: engine.state.opened
      ? plainDecimal(engine.state.account.equity(engine.marks2), instrument.quoteDecimals)
      : money(metrics.equity, instrument),
    report,
    samples: metrics.series.samples,
    fills: metrics.fills,
    events: metrics.events,
    parameters: parameterLines(definition, parameters as Readonly<Record<string, unknown>>),
    assumptions: assumptions(paper),
  });
}

function assumptions({ options, fees, notes, instrument }: PaperSession): ReportAssumptions {
  const { market, latencyMs } = options;
  const recorded = market.kind === 'recorded';
  const latency = `${latencyMs} ms, constant`;
  return {
    queueModel: recorded
      ? `${options.queue ?? 'riskAverse'}: own orders wait behind the quantity that was there first`
      : 'own orders stand in the queue of the generated market itself',
    feedLatency: recorded ? 'as recorded, clock offset corrected' : '1 to 5 ms, seeded',
    entryLatency: latency,
    responseLatency: latency,
    makerFee: fees.maker,
    takerFee: fees.taker,
    marketImpact: recorded
      ? 'none beyond the depth that own takers consume'
      : 'own orders are part of the market',
    clockOffsetNs: recorded ? market.recording.clockOffsetNs : undefined,
    sources: recorded
      ? market.recording.sources.map((path) => basename(path))
      : [
          `generated ${instrument.symbol}, seed ${options.seed}, from ${market.startPrice} ${instrument.quote}`,
        ],
    gaps: [],
    notes,
  };
}

/** A number of quote as a decimal string of the account's precision; 0 where there is none yet. */
function money(value: number, { quoteDecimals }: Instrument): string {
  return Number.isNaN(value) ? '0' : value.toFixed(quoteDecimals);
}
