import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineState } from '@mrmarket/engine/engine-state';
import type { EngineRecord } from '@mrmarket/engine/journal-records';
import { riskLimits } from '@mrmarket/engine/risk-limits';
import { takeCheckpoint } from '@mrmarket/engine/checkpoint';
import { knownInstrument } from '@mrmarket/market/known-instruments';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournalDatabase } from './journal-database.ts';
import { SqliteJournal } from './sqlite-journal.ts';

const instrument = knownInstrument('binance', 'spot', 'BTCUSDT');
const clock = { now: () => 1_700_000_000_000 };
let folder: string;
let database: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mrm-journal-'));
  database = openJournalDatabase(join(folder, 'journal.db'));
});

afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true });
});

function fresh(): EngineState {
  return new EngineState([instrument], { maker: '0.001', taker: '0.001' }, riskLimits());
}

function submit(intent: number): EngineRecord {
  return {
    type: 'submit',
    intent,
    clientId: `c${intent}`,
    instrument: 0,
    side: intent % 2 === 0 ? 0 : 1,
    slot: 0,
    tick: 6_000_000 + intent,
    lots: 100,
    flags: 0,
    createdUs: intent * 1000,
  };
}

function fill(intent: number, lots: number, more: object = {}): EngineRecord {
  const { clientId, side, tick } = submit(intent) as Extract<EngineRecord, { type: 'submit' }>;
  return {
    type: 'fill',
    atUs: intent * 1000 + 500,
    instrument: 0,
    tradeId: `t${intent}-${lots}`,
    clientId,
    side,
    tick,
    lots,
    maker: true,
    feeAsset: 'USDT',
    fee: '-0.01',
    venueUs: intent * 1000 + 400,
    ...more,
  };
}

const OPENING: EngineRecord = {
  type: 'opening',
  atUs: 1,
  quoteUnits: '1000000000000',
  baseUnits: ['100000000'],
  marks2: [12_000_000],
};

/** Writes records as an engine does: applied, appended, committed one by one. */
function write(journal: SqliteJournal, state: EngineState, records: readonly EngineRecord[]): void {
  for (const record of records) {
    journal.append(record, state.apply(record));
    journal.commit();
  }
}

function replayed(bot = 'b'): EngineState {
  const state = fresh();
  state.replay(new SqliteJournal(database, bot, clock).replay());
  return state;
}

function rows(table: string): Record<string, unknown>[] {
  return database.prepare(`SELECT * FROM "${table}" ORDER BY 1`).all();
}

describe('SqliteJournal', () => {
  it('gives back what was committed, and nothing of what was not', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    write(journal, state, [OPENING, submit(1), fill(1, 40)]);
    journal.append(submit(2), state.apply(submit(2)));
    const back = replayed();
    expect(back.account.cash).toBe(state.account.cash);
    expect(back.orders.get('c1')?.bookedLots).toBe(40);
    expect(back.orders.get('c2')).toBeUndefined();
  });

  it('keeps the journals of two bots apart', () => {
    const a = new SqliteJournal(database, 'a', clock);
    const b = new SqliteJournal(database, 'b', clock);
    write(a, fresh(), [OPENING, submit(1)]);
    write(b, fresh(), [OPENING]);
    expect([replayed('a').counts.orders, replayed('b').counts.orders]).toEqual([1, 0]);
  });

  it('tables of fills and orders say the same as the records', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    write(journal, state, [OPENING, submit(1), fill(1, 40), fill(1, 40), fill(1, 60), submit(2)]);
    expect(rows('Fill').map(({ tradeId, lots }) => [tradeId, lots])).toEqual([
      ['t1-40', 40],
      ['t1-60', 60],
    ]);
    expect(rows('Order').map(({ clientId, filled }) => [clientId, filled])).toEqual([
      ['c1', 100],
      ['c2', 0],
    ]);
  });

  it('a real fill takes the place of the one that stood for it', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    const synthetic = { synthetic: true, tradeId: 's1', fee: undefined, feeAsset: undefined };
    write(journal, state, [OPENING, submit(1), fill(1, 100, synthetic)]);
    expect(rows('Fill').map(({ tradeId }) => tradeId)).toEqual(['s1']);
    write(journal, state, [fill(1, 100)]);
    expect(rows('Fill').map(({ tradeId }) => tradeId)).toEqual(['t1-100']);
  });

  it('a fee that comes later is corrected in the row', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    write(journal, state, [OPENING, submit(1), fill(1, 100, { fee: undefined, feeAsset: undefined })]);
    write(journal, state, [
      { type: 'fee', atUs: 9, instrument: 0, tradeId: 't1-100', feeAsset: 'USDT', fee: '-0.5' },
    ]);
    expect(rows('Fill')[0]).toMatchObject({ fee: '-0.5', feeAsset: 'USDT' });
  });

  it('begins a replay at the last checkpoint and comes to the same state', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    write(journal, state, [OPENING, submit(1), fill(1, 40)]);
    for (const order of state.orders.working) expect(order.state).not.toBe(0);
    const checkpoint = takeCheckpoint(state, { atUs: 5000, marks2: [12_000_000] });
    if (!checkpoint) throw new Error('an order was between journal and venue');
    write(journal, state, [checkpoint, submit(2), fill(2, 10)]);
    const reopened = new SqliteJournal(database, 'b', clock);
    expect(reopened.sinceCheckpoint).toBe(3);
    const back = fresh();
    back.replay(reopened.replay());
    expect(back.account.state()).toEqual(state.account.state());
    expect(back.counts).toEqual(state.counts);
    expect([...back.fills.keys()]).toEqual([...state.fills.keys()]);
  });

  it('F40 refuses a journal in which a commit was changed, moved or taken out, naming it', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    write(journal, fresh(), [OPENING, submit(1), submit(2), submit(3)]);
    const harm: readonly [string, RegExp][] = [
      [`UPDATE "Batch" SET records = replace(records, '100', '101') WHERE seq = 2`, /commit 2/],
      ['DELETE FROM "Batch" WHERE seq = 3', /commit 3/],
      ['UPDATE "Batch" SET checksum = checksum + 1 WHERE seq = 4', /commit 4/],
      ['DELETE FROM "Batch" WHERE seq = 1', /commit 1/],
    ];
    for (const [sql, message] of harm) {
      database.exec('BEGIN');
      database.exec(sql);
      expect(() => new SqliteJournal(database, 'b', clock), sql).toThrow(message);
      database.exec('ROLLBACK');
    }
    expect(replayed().counts.orders).toBe(3);
  });

  it('F40 a commit that finds the database locked throws, and nothing of it stays', () => {
    const journal = new SqliteJournal(database, 'b', clock);
    const state = fresh();
    write(journal, state, [OPENING]);
    const other = new DatabaseSync(join(folder, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    journal.append(submit(1), state.apply(submit(1)));
    expect(() => journal.commit()).toThrow(/cannot write the journal: database is locked/);
    other.exec('ROLLBACK');
    other.close();
    expect(rows('Batch')).toHaveLength(1);
    expect(rows('Order')).toHaveLength(0);
  });

  it('F34 a process killed in the middle of commits leaves whole ones', () => {
    database.close();
    const script = join(import.meta.dirname, 'testing/commit-and-die.ts');
    let before = 0;
    for (let run = 0; run < 5; run++) {
      const file = join(folder, 'journal.db');
      const { signal } = spawnSync(process.execPath, [script, file, String(40 + 7 * run)]);
      expect(signal).toBe('SIGKILL');
      database = new DatabaseSync(file);
      const batches = rows('Batch').length;
      expect(batches).toBeGreaterThanOrEqual(before + 40);
      expect(rows('Order')).toHaveLength(batches);
      expect(replayed().counts.orders).toBe(batches);
      before = batches;
      database.close();
    }
  });
});
