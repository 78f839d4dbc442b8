import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { homeOf, type Home } from '../../home.ts';
import { prepareDatabases } from '../prepare-databases.ts';

/** A home in a temporary folder with both databases, empty. */
export function tempHome(parent = tmpdir()): Home {
  const home = homeOf(mkdtempSync(join(parent, 'mrm-home-')));
  prepareDatabases(home);
  return home;
}

/** Puts one row into each of the two databases. */
export function write(home: Home, text: string): void {
  withDatabase(home.journal, (db) => {
    db.prepare(
      `INSERT INTO "Batch" (bot, seq, at, checkpoint, previous, checksum, records) VALUES ('b', (SELECT count(*) FROM "Batch"), 0, 0, 0, 0, ?)`,
    ).run(text);
  });
  withDatabase(home.database, (db) => {
    db.prepare('INSERT INTO "Setting" VALUES (?, ?)').run(`key of ${text}`, text);
  });
}

/** What `write` has put there: the same twice, where the two databases belong together. */
export function contents(home: Home): { database: string[]; journal: string[] } {
  const texts = (file: string, sql: string): string[] =>
    withDatabase(file, (db) =>
      db
        .prepare(sql)
        .all()
        .map(({ text }) => String(text)),
    );
  return {
    database: texts(home.database, 'SELECT "value" AS text FROM "Setting" ORDER BY rowid'),
    journal: texts(home.journal, 'SELECT "records" AS text FROM "Batch" ORDER BY "seq"'),
  };
}

export function withDatabase<T>(file: string, use: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** Overwrites the second page and those after it, as a failing disk does; the header stays. */
export function damagePage(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, 4096, 5 * 4096));
}
