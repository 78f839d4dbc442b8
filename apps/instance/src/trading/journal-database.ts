import { DatabaseSync } from 'node:sqlite';
import type { Log } from '../api/ports.ts';
import { JOURNAL_MIGRATIONS } from '../database/migration-folder.ts';
import { migrate } from '../database/migrate.ts';
import { databaseError } from '../database/sqlite-error.ts';

/** A commit waits this long for somebody else's lock, ms: the event loop stands still meanwhile. */
const BUSY_MS = 200;

/**
 * Opens the database of the trading journals, brought to what this program knows. A file of its own beside the
 * instance's database: a journal commit is synchronous and must never find a transaction that waits for its turn.
 *
 * @throws InstanceError as `migrate`
 */
export function openJournalDatabase(
  file: string,
  parameters: { readonly log?: Log; readonly backUp?: () => void } = {},
): DatabaseSync {
  migrate(file, { migrationsDir: JOURNAL_MIGRATIONS, ...parameters });
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_MS });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000');
    return database;
  } catch (error) {
    throw databaseError(file, 'open', error);
  }
}
