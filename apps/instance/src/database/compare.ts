import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Home } from '../home.ts';
import { backupPath, databasesOf } from './backup-folder.ts';
import { openCopy, rowCounts } from './inspect.ts';

/** Rows of one table; null where there is no such table, or the file cannot be read. */
export interface TableRows {
  readonly file: string;
  readonly table: string;
  readonly backup: number | null;
  readonly now: number | null;
}

/**
 * Rows per table in a backup and in the databases as they are. Not for the process of the instance: it opens the
 * databases once more.
 */
export function compareWithBackup(home: Home, name: string): TableRows[] {
  const folder = backupPath(home, name);
  return databasesOf(home).flatMap(({ name: file, path }) => {
    const backup = countRows(join(folder, file), openCopy);
    const now = countRows(path, (live) => new DatabaseSync(live, { timeout: 2000 }));
    return [...new Set([...backup.keys(), ...now.keys()])]
      .sort()
      .map((table) => ({ file, table, backup: backup.get(table) ?? null, now: now.get(table) ?? null }));
  });
}

/** Empty where the file is missing or damaged: that, too, is a difference to show. */
function countRows(path: string, open: (path: string) => DatabaseSync): Map<string, number> {
  if (!existsSync(path)) return new Map();
  let db: DatabaseSync | undefined;
  try {
    db = open(path);
    return rowCounts(db);
  } catch {
    return new Map();
  } finally {
    db?.close();
  }
}
