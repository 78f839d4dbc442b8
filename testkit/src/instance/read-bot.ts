import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineState } from '@mrmarket/engine/engine-state';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import { SqliteJournal } from '@mrmarket/instance/trading/sqlite-journal';
import type { Instrument } from '@mrmarket/market/instrument';
import { TEST_FEES } from '../exchange/test-fees.ts';

/** What the journal database of an instance that does not run says of a bot, and whether its pages are whole. */
export function readBot(
  home: string,
  bot: string,
  instrument: Instrument,
): { readonly state: EngineState; readonly fillRows: number; readonly damage: string } {
  const database = new DatabaseSync(join(home, 'journal.db'));
  try {
    const state = new EngineState([instrument], TEST_FEES[instrument.product], riskLimits());
    state.replay(new SqliteJournal(database, bot, { now: () => 0 }).replay());
    const rows = database.prepare('SELECT count(*) AS rows FROM "Fill" WHERE bot = ?').get(bot);
    const [check] = database.prepare('PRAGMA integrity_check').all();
    return { state, fillRows: Number(rows?.['rows']), damage: String(check['integrity_check']) };
  } finally {
    database.close();
  }
}
