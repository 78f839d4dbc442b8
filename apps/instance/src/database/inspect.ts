import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** SHA-256 of a file in hex. */
export async function sha256(path: string, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest('hex');
}

/** Opens a database that nobody writes to, such as one in a backup, without leaving side files beside it. */
export function openCopy(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.search = 'immutable=1';
  return new DatabaseSync(url, { readOnly: true });
}

/** What is wrong inside a database, one sentence each; empty when it is sound. */
export function integrityProblems(db: DatabaseSync): string[] {
  try {
    const problems = db
      .prepare('PRAGMA integrity_check(20)')
      .all()
      .map((row) => String(row['integrity_check']))
      .filter((text) => text !== 'ok');
    if (problems.length > 0) return problems;
    return db
      .prepare('PRAGMA foreign_key_check')
      .all()
      .slice(0, 20)
      .map(
        (row) =>
          `row ${String(row['rowid'])} of ${String(row['table'])} refers to a row of ${String(row['parent'])} that is not there`,
      );
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Names of the migrations in a database, in the order of their names. */
export function migrationNames(db: DatabaseSync): string[] {
  if (!tableNames(db).includes('_prisma_migrations')) return [];
  return db
    .prepare(
      'SELECT "migration_name" AS name FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY name',
    )
    .all()
    .map(({ name }) => String(name));
}

/** Rows per table, for people to compare. */
export function rowCounts(db: DatabaseSync): Map<string, number> {
  return new Map(
    tableNames(db).map((name) => {
      const row = db.prepare(`SELECT count(*) AS rows FROM "${name.replaceAll('"', '""')}"`).get();
      return [name, Number(row?.['rows'])];
    }),
  );
}

/** Tables of ours and Prisma's, not SQLite's. */
export function tableNames(db: DatabaseSync): string[] {
  return db
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all()
    .map(({ name }) => String(name));
}
