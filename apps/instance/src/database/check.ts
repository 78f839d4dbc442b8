import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { InstanceError } from '../errors.ts';
import { databaseError, RESTORE_HINT } from './sqlite-error.ts';

/**
 * Looks at a database before it is used: can it be written to, and are its pages sound. Reads the whole file. Called
 * before anything else of this process has it open. A file that is not there is well.
 *
 * @throws InstanceError `DATABASE_LOCKED`, `DATABASE_DAMAGED`, `DATABASE_FAILED`
 */
export function checkDatabase(file: string): void {
  if (!existsSync(file)) return;
  try {
    const db = new DatabaseSync(file, { timeout: 2000 });
    try {
      db.exec('BEGIN IMMEDIATE; ROLLBACK');
      const problems = db
        .prepare('PRAGMA quick_check(5)')
        .all()
        .map((row) => String(row['quick_check']))
        .filter((text) => text !== 'ok');
      if (problems.length > 0)
        throw new InstanceError(
          'DATABASE_DAMAGED',
          `${file} is damaged (${problems.join('; ')}); ${RESTORE_HINT}`,
        );
    } finally {
      db.close();
    }
  } catch (error) {
    throw databaseError(file, 'open', error);
  }
}
