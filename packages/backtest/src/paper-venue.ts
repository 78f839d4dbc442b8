import type { FeeRates } from '@mrmarket/engine/account';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import type { RiskLimits } from '@mrmarket/engine/risk-limits';
import { parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Side } from '@mrmarket/market/side';
import type { FeeSchedule, StartBalances } from '@mrmarket/simulator/exchange-account';
import { GeneratedMarket } from '@mrmarket/simulator/generated-market';
import { constantLatency } from '@mrmarket/simulator/latency';
import { queueModel } from '@mrmarket/simulator/queue-model';
import type { QueueModelName } from '@mrmarket/simulator/queue-model';
import { RecordedMarket } from '@mrmarket/simulator/recorded-market';
import { SimulatedVenue } from '@mrmarket/simulator/simulated-venue';
import { plainDecimal } from './decimals.ts';
import { BacktestError } from './errors.ts';
import { lotsWorth } from './paper-account.ts';
import type { PaperAccount } from './paper-account.ts';

/** What a paper session trades on. */
export type PaperMarket =
  | { readonly kind: 'recorded'; readonly recording: Recording }
  | { readonly kind: 'generated'; readonly instrument: Instrument; readonly startPrice: string };

export interface PaperVenueOptions {
  readonly market: PaperMarket;
  readonly seed: string;
  /** Decimal strings. Without `baseBalance` a spot account starts with base worth its quote. */
  readonly quoteBalance: string;
  readonly baseBalance?: string | undefined;
  /** Of an order to the exchange, and of its answer back. */
  readonly latencyMs: number;
  readonly queue?: QueueModelName | undefined;
  readonly limits?: Partial<RiskLimits> | undefined;
}

/** Market time at which a generated market begins, µs: 2025-01-01T00:00:00Z, so that a seed fixes the times too. */
const GENERATED_START_US = 1_735_689_600_000_000;

/** The instrument of a paper market. */
export function paperInstrument(market: PaperMarket): Instrument {
  return market.kind === 'recorded' ? market.recording.instrument : market.instrument;
}

/** Where a paper account trades next, and what it was before. */
export interface PaperVenueState {
  readonly fees: FeeRates;
  /** The account of an earlier run that goes on. */
  readonly before: PaperAccount | undefined;
  /** Market time at which a generated market ends, µs. */
  readonly endUs: number;
  /** Market time at which a generated market begins, µs; default: where it was left, else a fixed day. */
  readonly startUs?: number | undefined;
  /** Ended orders and fills the exchange can still be asked for; default all. */
  readonly keepEnded?: number | undefined;
}

/** A simulated exchange on a recorded or generated market, with the account of a paper run. */
export function paperVenue(options: PaperVenueOptions, state: PaperVenueState): SimulatedVenue {
  const { market, seed, latencyMs } = options;
  const { fees, before, endUs, keepEnded } = state;
  const instrument = paperInstrument(market);
  const startUs = state.startUs ?? before?.startUs ?? firstUs(market);
  const source =
    market.kind === 'recorded'
      ? new RecordedMarket(market.recording)
      : new GeneratedMarket({
          instrument,
          // A restart is another stretch of the same kind of market, not the first one again.
          seed: before ? `${seed}:${before.firstTradeId}:${before.startUs}` : seed,
          startTick: before?.lastTick ?? Math.round(Number(market.startPrice) / instrument.tick),
          startUs,
          endUs,
        });
  const latency = constantLatency(Math.round(latencyMs * 1000));
  const schedule: FeeSchedule = { ...fees, asset: instrument.product === 'spot' ? 'received' : 'quote' };
  return new SimulatedVenue({
    markets: [source],
    fees: schedule,
    balances: [before?.balances ?? startBalances(options, instrument)],
    features: { replace: instrument.product === 'usdm', ownOrdersInFeed: market.kind === 'generated' },
    queue: queueModel(options.queue ?? 'riskAverse'),
    leverage: riskLimits(options.limits).leverage,
    ...(keepEnded === undefined ? {} : { keepEnded }),
    entryLatency: latency,
    responseLatency: latency,
    ...(before ? { deadOrders: before.deadOrders, firstTradeId: before.firstTradeId } : {}),
    ...(before || market.kind === 'generated' ? { startUs } : {}),
  });
}

/** A generated market needs room below its start price. */
const LEAST_START_TICK = 1_000;

/** @throws BacktestError `SESSION_BAD_OPTION` naming the amount that does not fit the instrument */
export function checkAmounts(
  { market, quoteBalance, baseBalance }: PaperVenueOptions,
  instrument: Instrument,
): void {
  const check = (name: string, text: string, decimals: number): bigint => {
    try {
      return parseDecimal(text, decimals);
    } catch (error) {
      throw new BacktestError('SESSION_BAD_OPTION', `${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  check('quote balance', quoteBalance, instrument.quoteDecimals);
  if (baseBalance !== undefined) check('base balance', baseBalance, instrument.baseDecimals);
  if (market.kind !== 'generated') return;
  const units = check('start price', market.startPrice, instrument.priceDecimals);
  const tick = parseDecimal(instrument.tickSize, instrument.priceDecimals);
  if (units % tick === 0n && units / tick >= BigInt(LEAST_START_TICK)) return;
  throw new BacktestError(
    'SESSION_BAD_OPTION',
    `start price must be a whole number of ticks of ${instrument.tickSize}, at least ${LEAST_START_TICK} of them, got ${market.startPrice}`,
  );
}

/** Balances of a fresh account. */
function startBalances(options: PaperVenueOptions, instrument: Instrument): StartBalances {
  const { quoteBalance, baseBalance } = options;
  if (instrument.product !== 'spot') return { quote: quoteBalance, base: '0' };
  if (baseBalance !== undefined) return { quote: quoteBalance, base: baseBalance };
  const lots = lotsWorth(
    parseDecimal(quoteBalance, instrument.quoteDecimals),
    firstTick(options.market),
    instrument.quoteUnitsPerTickLot,
  );
  return {
    quote: quoteBalance,
    base: plainDecimal(lots * instrument.baseUnitsPerLot, instrument.baseDecimals),
  };
}

/** A price to value a start balance at: the first bid of a snapshot, or else the first price there is. */
function firstTick(market: PaperMarket): number {
  if (market.kind === 'generated') return Math.round(Number(market.startPrice) / market.instrument.tick);
  const { kind, firstLevel, levels, length } = market.recording;
  for (let m = 0; m < length; m++) {
    if (kind[m] !== MessageKind.Snapshot) continue;
    let best = 0;
    for (let row = firstLevel[m]; row < firstLevel[m + 1]; row++) {
      if (levels.side[row] === Side.Buy && levels.tick[row] > best) best = levels.tick[row];
    }
    if (best > 0) return best;
  }
  return levels.tick[0] ?? 1;
}

/** Market time of a market's beginning, µs. */
export function firstUs(market: PaperMarket): number {
  if (market.kind === 'generated') return GENERATED_START_US;
  const { localUs, exchUs, length } = market.recording;
  let first = Infinity;
  for (let m = 0; m < length; m++) first = Math.min(first, localUs[m], exchUs[m]);
  return first;
}

/** A book starts from a snapshot; without one there is nothing to trade on. */
export function checkSnapshot(market: PaperMarket): void {
  if (market.kind === 'generated') return;
  const { kind, length, sources } = market.recording;
  for (let m = 0; m < length; m++) if (kind[m] === MessageKind.Snapshot) return;
  throw new BacktestError(
    'SESSION_NO_SNAPSHOT',
    `${sources.join(', ')}: no snapshot to start a book from; put the file that came before it in front`,
  );
}

/** Market time of a recording's end, µs. */
export function lastUs({ localUs, length }: Recording): number {
  return localUs[length - 1] ?? 0;
}
