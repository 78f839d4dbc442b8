import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Migrations of the database of people, bots and settings, written by `scripts/make-migration.ts`. */
export const DATABASE_MIGRATIONS = resolve(import.meta.dirname, '../../prisma/migrations');
/** Migrations of the trading journal, in the same layout. */
export const JOURNAL_MIGRATIONS = resolve(import.meta.dirname, '../trading/migrations');

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of `migration.sql` in hex, as Prisma keeps it. */
  readonly checksum: string;
}

/** The migrations of a folder in the order they are applied: `<time>_<name>/migration.sql`, sorted by name. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}
