import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Log } from '../api/ports.ts';
import { InstanceError } from '../errors.ts';
import { tableNames } from './inspect.ts';
import { readMigrations, type Migration } from './migration-folder.ts';
import { databaseError, RESTORE_HINT } from './sqlite-error.ts';

/** Where a migration stands; tests end the process there. */
export type MigrationPoint = 'backed-up' | 'begun' | 'written' | 'committed';

export interface MigrateParameters {
  /** A folder of Prisma migrations: `<time>_<name>/migration.sql`. */
  readonly migrationsDir: string;
  /** Called before anything is applied to a database that holds something. What it throws stops the migration. */
  readonly backUp?: (() => void) | undefined;
  readonly log?: Log | undefined;
  readonly reached?: ((point: MigrationPoint, migration: string) => void) | undefined;
}

// As Prisma's schema engine makes it.
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/**
 * Brings a database to what this program knows: makes the file (mode 0600, WAL) where there is none, and applies the
 * migrations it lacks in order, each in one transaction with its row in `_prisma_migrations`, so that Prisma's own
 * tools agree. A crash leaves a migration whole or not there.
 *
 * It opens the file with Node's SQLite and closes it again. No other SQLite library of this process may have the file
 * open then: closing it would drop that library's locks (https://sqlite.org/howtocorrupt.html, 2.2.1).
 *
 * @returns the names of the migrations applied
 * @throws InstanceError `DATABASE_NEWER` (nothing is changed), `DATABASE_DAMAGED`, `DATABASE_LOCKED`, `DISK_FULL`,
 * `DATABASE_FAILED`
 */
export function migrate(file: string, parameters: MigrateParameters): string[] {
  try {
    makeFile(file);
    const db = new DatabaseSync(file, { timeout: 2000, enableForeignKeyConstraints: false });
    try {
      return bringUp(db, file, parameters);
    } finally {
      db.close();
    }
  } catch (error) {
    throw databaseError(file, 'open', error);
  }
}

/** SQLite gives its side files the mode of the database. */
function makeFile(file: string): void {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 });
  if (existsSync(file)) chmodSync(file, 0o600);
  else closeSync(openSync(file, 'a', 0o600));
}

function bringUp(
  db: DatabaseSync,
  file: string,
  { migrationsDir, backUp, log, reached }: MigrateParameters,
): string[] {
  const empty = tableNames(db).length === 0;
  const wanted = missingMigrations(db, file, readMigrations(migrationsDir));
  if (wanted.length === 0) return [];
  if (!empty && backUp !== undefined) {
    log?.info('database', `backing up before the upgrade of ${file}`);
    backUp();
    reached?.('backed-up', wanted[0].name);
  }
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  for (const migration of wanted) {
    apply(db, file, migration, reached);
    log?.info('database', `applied migration ${migration.name}`, { file });
  }
  return wanted.map(({ name }) => name);
}

function apply(
  db: DatabaseSync,
  file: string,
  { name, sql, checksum }: Migration,
  reached: MigrateParameters['reached'],
): void {
  const startedAt = Date.now();
  // Foreign keys are off on this connection: with them on, the DROP TABLE with which SQLite redefines a table would
  // cascade to the rows that refer to it, and the PRAGMA in the migration does nothing inside a transaction.
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(MIGRATIONS_TABLE);
    reached?.('begun', name);
    db.exec(sql);
    const broken = db.prepare('PRAGMA foreign_key_check').get();
    if (broken !== undefined)
      throw new InstanceError(
        'DATABASE_FAILED',
        `migration ${name} cannot be applied to ${file}: a row of ${String(broken['table'])} refers to a row of ${String(broken['parent'])} that is not there; nothing was changed`,
      );
    db.prepare(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count") VALUES (?, ?, ?, ?, ?, 1)`,
    ).run(randomUUID(), checksum, name, startedAt, Date.now());
    reached?.('written', name);
    db.exec('COMMIT');
  } catch (error) {
    // SQLite has rolled back by itself after some errors, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw databaseError(file, `apply migration ${name} to`, error);
  }
  reached?.('committed', name);
}

/**
 * The migrations that are not in a database, once those that are have been found to be known.
 * @throws InstanceError `DATABASE_NEWER`, `DATABASE_DAMAGED`
 */
export function missingMigrations(db: DatabaseSync, file: string, known: readonly Migration[]): Migration[] {
  const names = tableNames(db);
  if (names.length > 0 && !names.includes('_prisma_migrations'))
    throw new InstanceError(
      'DATABASE_DAMAGED',
      `${file} is not a database of Mr.Market (it has no table of migrations); ${RESTORE_HINT}`,
    );
  const applied = names.length === 0 ? new Map<string, string>() : appliedMigrations(db, file);
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const unknown = [...applied.keys()].filter((name) => !checksums.has(name));
  if (unknown.length > 0)
    throw new InstanceError(
      'DATABASE_NEWER',
      `${file} was made by a newer version of Mr.Market (it has the migration ${unknown.join(', ')}); update the program or restore a backup: mrm db restore <name>`,
    );
  for (const [name, checksum] of applied) {
    if (checksums.get(name) !== checksum)
      throw new InstanceError(
        'DATABASE_DAMAGED',
        `${file} was changed by another migration ${name} than the one of this program (their checksums differ); install the program again, or ${RESTORE_HINT}`,
      );
  }
  return known.filter(({ name }) => !applied.has(name));
}

function appliedMigrations(db: DatabaseSync, file: string): Map<string, string> {
  const applied = new Map<string, string>();
  const rows = db
    .prepare(
      'SELECT "migration_name" AS name, "checksum", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
    )
    .all();
  for (const { name, checksum, finished_at: finishedAt } of rows) {
    if (finishedAt === null)
      throw new InstanceError(
        'DATABASE_DAMAGED',
        `${file}: another tool began the migration ${String(name)} and did not finish it; ${RESTORE_HINT}`,
      );
    applied.set(String(name), String(checksum));
  }
  return applied;
}
