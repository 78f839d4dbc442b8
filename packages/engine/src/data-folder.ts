import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineError } from './errors.ts';

/** Locks in force. A database that nobody refers to is closed by the garbage collector, and its lock with it. */
const locks = new Set<DatabaseSync>();

/** A folder of one running instance, locked while it is open. */
export interface DataFolder {
  readonly path: string;
  readonly journalPath: string;
  release(): void;
}

/**
 * Makes the folder if needed and locks it. The lock is an exclusive transaction on a small SQLite file: the operating
 * system lets go of it when the process ends, however it ends, so a crash leaves nothing to clean up.
 * @throws EngineError `DATA_FOLDER_LOCKED` when another process runs on it, `DATA_FOLDER_UNUSABLE` when it cannot be written
 */
export function openDataFolder(path: string): DataFolder {
  try {
    makeFolder(resolve(path));
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EngineError(
      'DATA_FOLDER_UNUSABLE',
      `cannot use the data folder ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, 'lock.db'));
    lock.exec(
      'PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE',
    );
  } catch (error) {
    lock?.close();
    if (isBusy(error)) {
      throw new EngineError('DATA_FOLDER_LOCKED', `another process is running on the data folder ${path}`, {
        cause: error,
      });
    }
    throw new EngineError(
      'DATA_FOLDER_UNUSABLE',
      `cannot lock the data folder ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const held = lock;
  locks.add(held);
  return {
    path,
    journalPath: join(path, 'journal.log'),
    release: () => {
      if (locks.delete(held)) held.close();
    },
  };
}

/** Makes a folder and those above it, one by one: `recursive` never returns where the system refuses new folders. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** SQLITE_BUSY and its extended codes. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && ((error.errcode as number) & 0xff) === 5;
}
