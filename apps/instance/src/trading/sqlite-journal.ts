import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Applied } from '@mrmarket/engine/engine-state';
import { EngineError } from '@mrmarket/engine/errors';
import type { Journal } from '@mrmarket/engine/journal';
import type { EngineRecord, FillRecord } from '@mrmarket/engine/journal-records';
import type { Order } from '@mrmarket/engine/order';
import type { WallClock } from '../api/ports.ts';

/** Batches older than this, and older than the checkpoint before the last, are dropped, ms. */
const KEEP_BATCHES_MS = 7 * 86_400_000;
/** At most so many a checkpoint, so that none of them takes long. */
const DROP_AT_ONCE = 2_000;
/** Ended orders stay in the table this long, ms. Fills stay for ever. */
const KEEP_ORDERS_MS = 30 * 86_400_000;

interface BatchRow {
  readonly seq: number;
  readonly previous: number;
  readonly checksum: number;
  readonly records: string;
}

type Effect =
  | { readonly kind: 'fill'; readonly record: FillRecord; readonly applied: Applied }
  | {
      readonly kind: 'fee';
      readonly record: Extract<EngineRecord, { type: 'fee' }>;
      readonly applied: Applied;
    };

/**
 * The journal of one bot in the instance's journal database. A commit is one transaction, synced to the disk before it
 * returns: the records, and what they did to the tables of fills and orders. So the tables always tell the same as the
 * records, whenever the process ends.
 */
export class SqliteJournal implements Journal {
  /** SQLite rolls a torn write back to the commit before, and nothing was sent that it did not hold. */
  readonly recovered = false;
  /** Batches since the last checkpoint. */
  sinceCheckpoint = 0;
  private readonly database: DatabaseSync;
  private readonly bot: string;
  private readonly clock: WallClock;
  private readonly statements: Record<
    'batch' | 'fill' | 'fee' | 'unfill' | 'order' | 'dropBatches' | 'dropOrders',
    StatementSync
  >;
  private buffered: EngineRecord[] = [];
  private effects: Effect[] = [];
  private readonly touched = new Set<Order>();
  private seq: number;
  private checksum: number;
  private lastCheckpoint = 0;
  private rows: readonly BatchRow[] | undefined;

  /** @throws EngineError `JOURNAL_DAMAGED` when a row does not match its checksum, or one is missing */
  constructor(database: DatabaseSync, bot: string, clock: WallClock) {
    this.database = database;
    this.bot = bot;
    this.clock = clock;
    this.statements = prepare(database);
    const rows = readFromCheckpoint(database, bot);
    this.rows = rows;
    const last = rows.at(-1);
    this.seq = (last?.seq ?? 0) + 1;
    this.checksum = last?.checksum ?? 0;
    this.lastCheckpoint = rows[0]?.seq ?? 0;
    this.sinceCheckpoint = rows.length;
  }

  replay(): Iterable<EngineRecord> {
    const { rows } = this;
    if (!rows) throw new Error('a journal is replayed once');
    this.rows = undefined;
    return records(rows);
  }

  append(record: EngineRecord, applied: Applied): void {
    this.buffered.push(record);
    if (applied.order) this.touched.add(applied.order);
    if (record.type === 'fill' && applied.booked === true)
      this.effects.push({ kind: 'fill', record, applied });
    if (record.type === 'fee' && applied.booked === true) this.effects.push({ kind: 'fee', record, applied });
  }

  commit(): void {
    const { buffered, database } = this;
    if (buffered.length === 0) return;
    const text = JSON.stringify(buffered);
    const checksum = crc32(text, this.checksum);
    const checkpoint = buffered.some(({ type }) => type === 'checkpoint');
    const at = this.clock.now();
    try {
      database.exec('BEGIN IMMEDIATE');
      this.statements.batch.run(this.bot, this.seq, at, checkpoint ? 1 : 0, this.checksum, checksum, text);
      for (const effect of this.effects) this.book(effect, at);
      for (const order of this.touched) this.write(order, at);
      if (checkpoint) this.drop(at);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new EngineError('JOURNAL_WRITE_FAILED', `cannot write the journal: ${(error as Error).message}`, {
        cause: error,
      });
    }
    if (checkpoint) {
      this.lastCheckpoint = this.seq;
      this.sinceCheckpoint = 0;
    }
    this.sinceCheckpoint++;
    this.seq++;
    this.checksum = checksum;
    this.buffered = [];
    this.effects = [];
    this.touched.clear();
  }

  close(): void {
    // The database belongs to the instance.
  }

  private book(effect: Effect, at: number): void {
    const { applied, record } = effect;
    const { instrument, tradeId } = record;
    const feeValue = String(applied.fee?.value ?? 0n);
    if (effect.kind === 'fee') {
      this.statements.fee.run(
        record.feeAsset ?? null,
        record.fee ?? null,
        feeValue,
        this.bot,
        instrument,
        tradeId,
      );
      return;
    }
    const { clientId, side, tick, lots, maker, synthetic } = effect.record;
    if (!synthetic) this.statements.unfill.run(this.bot, clientId);
    const fee = [record.feeAsset ?? null, record.fee ?? null, feeValue] as const;
    const realized = String(applied.realized ?? 0n);
    this.statements.fill.run(
      ...[this.bot, at, instrument, tradeId, clientId, side, tick, lots, maker ? 1 : 0],
      ...[...fee, realized, synthetic ? 1 : 0],
    );
  }

  private write(order: Order, at: number): void {
    const { intent, clientId, instrument, side, tick, lots, filledLots, state, reason } = order;
    this.statements.order.run(
      ...[this.bot, intent, clientId, at, at, instrument, side, tick, lots, filledLots, state, reason],
    );
  }

  private drop(at: number): void {
    this.statements.dropBatches.run(this.bot, this.lastCheckpoint, at - KEEP_BATCHES_MS, DROP_AT_ONCE);
    this.statements.dropOrders.run(this.bot, at - KEEP_ORDERS_MS, DROP_AT_ONCE);
  }
}

function prepare(database: DatabaseSync): SqliteJournal['statements'] {
  return {
    batch: database.prepare(
      'INSERT INTO "Batch" (bot, seq, at, checkpoint, previous, checksum, records) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    fill: database.prepare(
      `INSERT INTO "Fill" (bot, at, instrument, tradeId, clientId, side, tick, lots, maker, feeAsset, fee, feeValue,
         realized, synthetic) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    fee: database.prepare(
      'UPDATE "Fill" SET feeAsset = ?, fee = ?, feeValue = ? WHERE bot = ? AND instrument = ? AND tradeId = ?',
    ),
    unfill: database.prepare('DELETE FROM "Fill" WHERE bot = ? AND clientId = ? AND synthetic = 1'),
    order: database.prepare(
      `INSERT INTO "Order" (bot, intent, clientId, createdAt, updatedAt, instrument, side, tick, lots, filled, state,
         reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (bot, intent, clientId) DO UPDATE SET updatedAt = excluded.updatedAt, tick = excluded.tick,
         lots = excluded.lots, filled = excluded.filled, state = excluded.state, reason = excluded.reason`,
    ),
    dropBatches: database.prepare(
      `DELETE FROM "Batch" WHERE bot = ?1 AND seq IN (
         SELECT seq FROM "Batch" WHERE bot = ?1 AND seq < ?2 AND at < ?3 ORDER BY seq LIMIT ?4)`,
    ),
    dropOrders: database.prepare(
      `DELETE FROM "Order" WHERE bot = ?1 AND intent IN (
         SELECT intent FROM "Order" WHERE bot = ?1 AND updatedAt < ?2 AND state >= 4 ORDER BY intent LIMIT ?3)`,
    ),
  };
}

function readFromCheckpoint(database: DatabaseSync, bot: string): BatchRow[] {
  const found = database
    .prepare('SELECT max(seq) AS seq FROM "Batch" WHERE bot = ? AND checkpoint = 1')
    .get(bot) as { readonly seq: number | null } | undefined;
  const from = found?.seq ?? 0;
  const rows = database
    .prepare('SELECT seq, previous, checksum, records FROM "Batch" WHERE bot = ? AND seq >= ? ORDER BY seq')
    .all(bot, from) as unknown as BatchRow[];
  checkChain(rows, bot, from);
  return rows;
}

/** @throws EngineError `JOURNAL_DAMAGED` naming the commit that was changed, moved or is missing */
export function checkChain(rows: readonly BatchRow[], bot: string, from: number): void {
  let expected = from === 0 ? 0 : rows[0]?.previous;
  let seq = from === 0 ? 1 : from;
  for (const row of rows) {
    const good =
      row.seq === seq && row.previous === expected && crc32(row.records, row.previous) === row.checksum;
    if (!good) {
      throw new EngineError(
        'JOURNAL_DAMAGED',
        `the journal of bot ${bot} does not check out at commit ${seq}: restore a backup (mrm db restore)`,
      );
    }
    expected = row.checksum;
    seq++;
  }
}

function* records(rows: readonly BatchRow[]): Iterable<EngineRecord> {
  for (const [i, row] of rows.entries()) {
    const batch = JSON.parse(row.records) as EngineRecord[];
    // What stands before the checkpoint in its batch is part of it.
    const from =
      i === 0
        ? Math.max(
            0,
            batch.findLastIndex(({ type }) => type === 'checkpoint'),
          )
        : 0;
    yield* from === 0 ? batch : batch.slice(from);
  }
}
