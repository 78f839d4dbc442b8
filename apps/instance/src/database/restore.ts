import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder, type DataFolder } from '@mrmarket/engine/data-folder';
import { EngineError } from '@mrmarket/engine/errors';
import type { Backup } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { Home } from '../home.ts';
import { backupPath, DATABASE_FILE, databasesOf, readManifest, removeOldBackups } from './backup-folder.ts';
import { backup } from './backup.ts';
import { compareWithBackup, type TableRows } from './compare.ts';
import { openCopy } from './inspect.ts';
import { missingMigrations } from './migrate.ts';
import { DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS, readMigrations } from './migration-folder.ts';
import { finishRestore, recoverRestore, stageRestore, type RestoreReached } from './pending-restore.ts';
import { salvage } from './salvage.ts';
import { databaseError } from './sqlite-error.ts';
import { verifyBackup, type VerifyParameters } from './verify-backup.ts';

export interface RestoreParameters extends VerifyParameters {
  readonly reached?: RestoreReached | undefined;
}

export interface Restored {
  /** What was there before, as a backup; undefined where nothing was. */
  readonly before: Backup | undefined;
  readonly differences: TableRows[];
}

/**
 * What a restore would change. Changes nothing, and may be asked while the instance runs (by another process).
 * @throws InstanceError `BACKUP_NOT_FOUND`, `BACKUP_DAMAGED`, `DATABASE_NEWER`
 */
export async function previewRestore(
  home: Home,
  name: string,
  parameters: VerifyParameters = {},
): Promise<TableRows[]> {
  await refuseUnusable(home, name, parameters);
  return compareWithBackup(home, name);
}

/**
 * Puts both databases back as they were in a backup, after a backup of what is there. Interrupted anywhere, it leaves
 * the old pair or the new one; the next start finishes what was begun.
 *
 * @throws InstanceError `INSTANCE_RUNNING`, `BACKUP_NOT_FOUND`, `BACKUP_DAMAGED`, `DATABASE_NEWER`, `DISK_FULL`,
 * `BACKUP_FAILED`, `DATABASE_FAILED`
 */
export async function restore(
  home: Home,
  name: string,
  parameters: RestoreParameters = {},
): Promise<Restored> {
  const { reached, onProgress } = parameters;
  const from = backupPath(home, name);
  const lock = lockHome(home);
  try {
    recoverRestore(home);
    await refuseUnusable(home, name, parameters);
    const differences = compareWithBackup(home, name);
    const before = await keepWhatIsThere(home, onProgress);
    reached?.('backed-up');
    const files = readManifest(home, name).files.map((file) => file.name);
    stageRestore(home, { from, backup: name, files }, reached);
    finishRestore(home, reached);
    removeOldBackups(home, 'restore', name);
    return { before, differences };
  } catch (error) {
    throw databaseError(home.path, `restore ${name} to`, error);
  } finally {
    lock.release();
  }
}

/** @throws InstanceError `INSTANCE_RUNNING` */
function lockHome(home: Home): DataFolder {
  try {
    return openDataFolder(home.path);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'DATA_FOLDER_LOCKED')
      throw new InstanceError(
        'INSTANCE_RUNNING',
        `an instance is running on ${home.path}; stop it, then restore`,
        { cause: error },
      );
    throw error;
  }
}

async function refuseUnusable(home: Home, name: string, parameters: VerifyParameters): Promise<void> {
  const problems = await verifyBackup(home, name, parameters);
  if (problems.length > 0)
    throw new InstanceError(
      'BACKUP_DAMAGED',
      `the backup ${name} cannot be restored: ${problems.join('; ')}`,
    );
  for (const { name: file } of readManifest(home, name).files) {
    const path = join(backupPath(home, name), file);
    const db = openCopy(path);
    try {
      missingMigrations(
        db,
        path,
        readMigrations(file === DATABASE_FILE ? DATABASE_MIGRATIONS : JOURNAL_MIGRATIONS),
      );
    } finally {
      db.close();
    }
  }
}

async function keepWhatIsThere(
  home: Home,
  onProgress: VerifyParameters['onProgress'],
): Promise<Backup | undefined> {
  if (!databasesOf(home).some(({ path }) => existsSync(path))) return undefined;
  try {
    return await backup(home, 'restore', onProgress);
  } catch (error) {
    if (error instanceof InstanceError && error.code === 'DATABASE_DAMAGED') return salvage(home);
    throw error;
  }
}
