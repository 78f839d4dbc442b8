import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeeRates } from '@mrmarket/engine/account';
import type { Clock } from '@mrmarket/engine/clock';
import { openDataFolder } from '@mrmarket/engine/data-folder';
import type { DataFolder } from '@mrmarket/engine/data-folder';
import { EngineState } from '@mrmarket/engine/engine-state';
import { FileJournal } from '@mrmarket/engine/file-journal';
import { NoJournal } from '@mrmarket/engine/journal';
import type { Journal } from '@mrmarket/engine/journal';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import type { RiskLimits } from '@mrmarket/engine/risk-limits';
import { parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { feeRates } from './fee-rates.ts';
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
import { parseParameters } from '@mrmarket/strategy/parameters';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import { plainDecimal } from './decimals.ts';
import { BacktestError } from './errors.ts';
import { FeedRecorder } from './feed-recorder.ts';
import { lotsWorth, paperAccount } from './paper-account.ts';
import type { PaperAccount } from './paper-account.ts';
import { Session } from './session.ts';

/** What a paper session trades on. */
export type PaperMarket =
  | { readonly kind: 'recorded'; readonly recording: Recording }
  | { readonly kind: 'generated'; readonly instrument: Instrument; readonly startPrice: string };

export interface PaperOptions {
  readonly market: PaperMarket;
  readonly definition: StrategyDefinition;
  /** As they came from the outside; checked here. */
  readonly parameters: unknown;
  readonly seed: string;
  /** Times real time; Infinity = as fast as possible. */
  readonly speed: number;
  /** Market time after which the session ends, seconds; Infinity = with the data. */
  readonly durationSec: number;
  /** Decimal strings. Without `baseBalance` a spot account starts with base worth its quote. */
  readonly quoteBalance: string;
  readonly baseBalance?: string | undefined;
  /** Of an order to the exchange, and of its answer back. */
  readonly latencyMs: number;
  readonly queue?: QueueModelName | undefined;
  readonly limits?: Partial<RiskLimits> | undefined;
  readonly dataDir?: string | undefined;
  /** File for the market data as it arrives; it can be replayed. */
  readonly record?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Market time at which a generated market begins, µs: 2025-01-01T00:00:00Z, so that a seed fixes the times too. */
const GENERATED_START_US = 1_735_689_600_000_000;

/** A session on paper with everything a report says about it. */
export interface PaperSession {
  readonly session: Session;
  readonly venue: SimulatedVenue;
  readonly instrument: Instrument;
  readonly options: PaperOptions;
  /** Parameters with defaults filled in. */
  readonly parameters: object;
  readonly fees: FeeRates;
  readonly dataHash: string;
  /** Market time of the end of the data, µs; Infinity without one. */
  readonly dataEndUs: number;
  /** Things to know before it runs, one line each. */
  readonly notes: readonly string[];
  /** Writes the trade log into the data folder, if there is one, and lets go of it. */
  close(): void;
}

/**
 * Prepares a paper session: a fresh one, or with a data folder the one that was stopped there.
 * @throws StrategyError, EngineError, BacktestError with what is wrong; nothing has been changed then
 */
export function openPaperSession(options: PaperOptions): PaperSession {
  const { market, definition, seed } = options;
  const instrument = market.kind === 'recorded' ? market.recording.instrument : market.instrument;
  const parameters = parseParameters(definition, options.parameters, instrument);
  const fees = feeRates(instrument);
  checkSnapshot(market);
  checkAmounts(options, instrument);
  const dataHash = market.kind === 'recorded' ? market.recording.dataHash : generatedHash(market, seed);
  const folder = options.dataDir === undefined ? undefined : openDataFolder(options.dataDir);
  let journal: Journal | undefined;
  let recorder: FeedRecorder | undefined;
  try {
    journal = folder ? new FileJournal(folder.journalPath) : new NoJournal();
    const state = new EngineState([instrument], fees, riskLimits(options.limits));
    state.replay(journal.replay());
    const before = state.opened ? paperAccount(state) : undefined;
    const venue = makeVenue(options, { instrument, fees, before });
    const startUs = before?.startUs ?? firstUs(market);
    const dataEndUs = market.kind === 'recorded' ? lastUs(market.recording) : Infinity;
    if (startUs >= dataEndUs) {
      throw new BacktestError(
        'SESSION_FINISHED',
        `the session in ${options.dataDir ?? ''} has reached the end of its recording; use another data folder to play it again`,
      );
    }
    recorder = options.record === undefined ? undefined : new FeedRecorder(options.record, instrument);
    const session = new Session({
      venue,
      strategy: definition.create(parameters, [instrument]),
      journal,
      state,
      fees,
      limits: options.limits,
      seed,
      dataHash,
      startUs,
      endUs: startUs + options.durationSec * 1e6,
      speed: options.speed,
      clock: options.clock,
      signal: options.signal,
      recorder,
      identity: identityOf(market, { seed, dataHash }),
    });
    const notes = [
      ...(market.kind === 'recorded' ? market.recording.notes : []),
      ...(definition.warnings?.(parameters, instrument, {
        maker: Number(fees.maker),
        taker: Number(fees.taker),
      }) ?? []),
      ...(before ? [`going on with the session in ${options.dataDir ?? ''}`] : []),
      ...(journal.recovered ? ['the journal had lost its end; going on from the last whole commit'] : []),
    ];
    return {
      session,
      venue,
      instrument,
      options,
      parameters,
      fees,
      dataHash,
      dataEndUs,
      notes,
      close: closer({ session, journal, folder, recorder }),
    };
  } catch (error) {
    journal?.close();
    folder?.release();
    throw error;
  }
}

function makeVenue(
  options: PaperOptions,
  { instrument, fees, before }: { instrument: Instrument; fees: FeeRates; before: PaperAccount | undefined },
): SimulatedVenue {
  const { market, seed, latencyMs } = options;
  const startUs = before?.startUs ?? firstUs(market);
  const source =
    market.kind === 'recorded'
      ? new RecordedMarket(market.recording)
      : new GeneratedMarket({
          instrument,
          // A restart is another stretch of the same kind of market, not the first one again.
          seed: before ? `${seed}:${before.firstTradeId}:${before.startUs}` : seed,
          startTick: before?.lastTick ?? Math.round(Number(market.startPrice) / instrument.tick),
          startUs,
          endUs: startUs + options.durationSec * 1e6,
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
    entryLatency: latency,
    responseLatency: latency,
    ...(before ? { deadOrders: before.deadOrders, firstTradeId: before.firstTradeId } : {}),
    ...(before || market.kind === 'generated' ? { startUs } : {}),
  });
}

/** A generated market needs room below its start price. */
const LEAST_START_TICK = 1_000;

/** @throws BacktestError `SESSION_BAD_OPTION` naming the amount that does not fit the instrument */
function checkAmounts({ market, quoteBalance, baseBalance }: PaperOptions, instrument: Instrument): void {
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
function startBalances(options: PaperOptions, instrument: Instrument): StartBalances {
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

function firstUs(market: PaperMarket): number {
  if (market.kind === 'generated') return GENERATED_START_US;
  const { localUs, exchUs, length } = market.recording;
  let first = Infinity;
  for (let m = 0; m < length; m++) first = Math.min(first, localUs[m], exchUs[m]);
  return first;
}

/** What must not change under a journal; the options come first, so that a refusal names them. */
function identityOf(
  market: PaperMarket,
  { seed, dataHash }: { readonly seed: string; readonly dataHash: string },
): Readonly<Record<string, string>> {
  if (market.kind === 'recorded') return { market: market.recording.instrument.id, data: dataHash };
  const { id, tickSize, lotSize } = market.instrument;
  return { market: id, tick: tickSize, lot: lotSize, 'start price': market.startPrice, seed };
}

/** A book starts from a snapshot; without one there is nothing to trade on. */
function checkSnapshot(market: PaperMarket): void {
  if (market.kind === 'generated') return;
  const { kind, length, sources } = market.recording;
  for (let m = 0; m < length; m++) if (kind[m] === MessageKind.Snapshot) return;
  throw new BacktestError(
    'SESSION_NO_SNAPSHOT',
    `${sources.join(', ')}: no snapshot to start a book from; put the file that came before it in front`,
  );
}

function lastUs({ localUs, length }: Recording): number {
  return localUs[length - 1] ?? 0;
}

function generatedHash(
  market: { readonly instrument: Instrument; readonly startPrice: string },
  seed: string,
): string {
  const { id, tickSize, lotSize } = market.instrument;
  return createHash('sha256')
    .update(`generated:1:${id}:${tickSize}:${lotSize}:${market.startPrice}:${seed}`)
    .digest('hex');
}

function closer(parts: {
  session: Session;
  journal: Journal;
  folder: DataFolder | undefined;
  recorder: FeedRecorder | undefined;
}): () => void {
  return () => {
    const { session, journal, folder, recorder } = parts;
    journal.close();
    try {
      if (folder) writeFileSync(join(folder.path, 'trades.csv'), session.tradeLog());
      recorder?.close();
    } finally {
      folder?.release();
    }
  };
}
