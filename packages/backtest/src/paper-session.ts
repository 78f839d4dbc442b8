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
import type { Instrument } from '@mrmarket/market/instrument';
import type { SimulatedVenue } from '@mrmarket/simulator/simulated-venue';
import { parseParameters } from '@mrmarket/strategy/parameters';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import { BacktestError } from './errors.ts';
import { feeRates } from './fee-rates.ts';
import { FeedRecorder } from './feed-recorder.ts';
import { paperAccount } from './paper-account.ts';
import { checkAmounts, checkSnapshot, firstUs, lastUs, paperInstrument, paperVenue } from './paper-venue.ts';
import type { PaperMarket, PaperVenueOptions } from './paper-venue.ts';
import { Session } from './session.ts';

export interface PaperOptions extends PaperVenueOptions {
  readonly definition: StrategyDefinition;
  /** As they came from the outside; checked here. */
  readonly parameters: unknown;
  /** Times real time; Infinity = as fast as possible. */
  readonly speed: number;
  /** Market time after which the session ends, seconds; Infinity = with the data. */
  readonly durationSec: number;
  readonly dataDir?: string | undefined;
  /** File for the market data as it arrives; it can be replayed. */
  readonly record?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

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
  const instrument = paperInstrument(market);
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
    const startUs = before?.startUs ?? firstUs(market);
    const venue = paperVenue(options, { fees, before, endUs: startUs + options.durationSec * 1e6 });
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

/** What must not change under a journal; the options come first, so that a refusal names them. */
function identityOf(
  market: PaperMarket,
  { seed, dataHash }: { readonly seed: string; readonly dataHash: string },
): Readonly<Record<string, string>> {
  if (market.kind === 'recorded') return { market: market.recording.instrument.id, data: dataHash };
  const { id, tickSize, lotSize } = market.instrument;
  return { market: id, tick: tickSize, lot: lotSize, 'start price': market.startPrice, seed };
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
