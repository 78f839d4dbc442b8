import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { STORE_SCHEMA, STORE_VERSION } from './store-schema.ts';
import { VaultError } from './vault-error.ts';

export const FROM_BACKUP = 'restore it from a backup';

/** Opens a database file and keeps it from all others. @throws what SQLite does */
export function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Deleted rows are overwritten, and the rollback journal is cut, so that an old wrapped key does not stay behind.
    // (An exclusive lock would make DELETE leave the journal's pages.)
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF',
    );
    // The lock is taken with the first write, and then kept.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws VaultError `VAULT_VERSION`, `VAULT_CORRUPT`, for what this program would not have written */
export function checkFile(database: DatabaseSync, path: string): void {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'] as number;
  if (version > STORE_VERSION)
    throw new VaultError(
      'VAULT_VERSION',
      `${path} has version ${version}; this program reads ${STORE_VERSION}`,
    );
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  const pages = database.prepare('PRAGMA page_count').get()?.['page_count'] as number;
  const pageBytes = database.prepare('PRAGMA page_size').get()?.['page_size'] as number;
  const isWhole = statSync(path).size >= pages * pageBytes;
  // A trigger or a view in the file would act in the vault's name.
  if (!isWhole || found !== 'ok' || version !== STORE_VERSION || schemaOf(database) !== ownSchema())
    throw new VaultError('VAULT_CORRUPT', `${path} is damaged; ${FROM_BACKUP}`);
  tryToWrite(database);
}

/** Finds out now, and not with the first change, that the file is not to be written. */
function tryToWrite(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${STORE_VERSION}; ROLLBACK`);
}

function schemaOf(database: DatabaseSync): string {
  return JSON.stringify(
    database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all(),
  );
}

function ownSchema(): string {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(STORE_SCHEMA);
    return schemaOf(database);
  } finally {
    database.close();
  }
}
