import { join } from 'node:path';
import { EngineState } from '@mrmarket/engine/engine-state';
import { FileJournal } from '@mrmarket/engine/file-journal';
import type { OpeningRecord } from '@mrmarket/engine/journal-records';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import type { Instrument } from '@mrmarket/market/instrument';
import { TEST_FEES } from './exchange/test-fees.ts';

/** What the journal of an engine that does not run holds: the state it stands for, and how the account was taken over. */
export function readJournal(
  dataDir: string,
  instrument: Instrument,
): { readonly state: EngineState; readonly opening: OpeningRecord | undefined } {
  const journal = new FileJournal(join(dataDir, 'journal.log'));
  const records = [...journal.replay()];
  journal.close();
  const state = new EngineState([instrument], TEST_FEES[instrument.product], riskLimits());
  state.replay(records);
  return { state, opening: records.find((record) => record.type === 'opening') };
}
