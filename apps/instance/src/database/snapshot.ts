import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { InstanceError } from '../errors.ts';
import { databaseError } from './sqlite-error.ts';

/** Each try takes well under a millisecond; between two commits of a busy journal there is room for several. */
const TRIES = 1000;

/** A connection that sees its database as it was at one moment, until it is closed. */
export interface Snapshot {
  readonly name: string;
  readonly db: DatabaseSync;
}

/**
 * Holds both databases at one moment while others go on writing to them.
 *
 * Two read transactions cannot begin at the same instant, so the pair is proven afterwards: all but the last file are
 * begun first, then the last, and when no commit reached the first ones meanwhile, what they show is still what they
 * held when the last one was begun. Else it is tried again. Nobody is kept waiting: readers of a WAL take no lock that
 * a writer asks for.
 *
 * @throws InstanceError `DATABASE_LOCKED`, `DATABASE_DAMAGED`, `DATABASE_FAILED`, `BACKUP_FAILED`
 */
export function takeSnapshots(files: readonly { name: string; path: string }[]): Snapshot[] {
  const present = files.filter(({ path }) => existsSync(path));
  const open: DatabaseSync[] = [];
  try {
    const snapshots = present.map(({ name, path }) => ({ name, db: openReader(path, open) }));
    const watchers = present.slice(0, -1).map(({ path }) => openReader(path, open));
    for (let tries = 0; tries < TRIES; tries += 1) {
      const before = watchers.map(dataVersion);
      for (const { db } of snapshots) begin(db);
      if (watchers.every((watcher, index) => dataVersion(watcher) === before[index])) {
        for (const watcher of watchers) watcher.close();
        return snapshots;
      }
      for (const { db } of snapshots) db.exec('COMMIT');
    }
    throw new InstanceError(
      'BACKUP_FAILED',
      'the databases were written to so quickly that no common moment was found; try again',
    );
  } catch (error) {
    for (const db of open) if (db.isOpen) db.close();
    throw error;
  }
}

function openReader(path: string, open: DatabaseSync[]): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { timeout: 2000 });
    open.push(db);
    // Reads the header: a file that is no database shows here, with its name.
    dataVersion(db);
    begin(db);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    throw databaseError(path, 'read', error);
  }
}

/** A read transaction begins with the first read. */
function begin(db: DatabaseSync): void {
  db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
}

/** Changes when another connection has committed. */
function dataVersion(db: DatabaseSync): unknown {
  return db.prepare('PRAGMA data_version').get()?.['data_version'];
}
