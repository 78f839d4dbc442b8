/** `node commit-and-die.ts <journal.db> <commits>`: commits that many submits, begins another, and kills itself. */
import { EngineState } from '@mrmarket/engine/engine-state';
import type { EngineRecord } from '@mrmarket/engine/journal-records';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { openJournalDatabase } from '../journal-database.ts';
import { SqliteJournal } from '../sqlite-journal.ts';

const [file, commits] = process.argv.slice(2);
const database = openJournalDatabase(file);
const journal = new SqliteJournal(database, 'b', { now: Date.now });
const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
const state = new EngineState([instrument], { maker: '0', taker: '0' }, riskLimits());
state.replay(journal.replay());
for (let i = 0; i <= Number(commits); i++) {
  const intent = state.nextIntent;
  const record: EngineRecord = {
    type: 'submit',
    intent,
    clientId: `c${intent}`,
    instrument: 0,
    side: 0,
    slot: 0,
    tick: 6_000_000,
    lots: 1,
    flags: 0,
    createdUs: intent,
  };
  journal.append(record, state.apply(record));
  if (i === Number(commits)) database.exec('BEGIN IMMEDIATE');
  else journal.commit();
}
process.kill(process.pid, 'SIGKILL');
