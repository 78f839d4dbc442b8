import { closeSync, existsSync, openSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backup as copyPages } from 'node:sqlite';
import type { Backup } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { Home } from '../home.ts';
import packageJson from '../../package.json' with { type: 'json' };
import {
  databasesOf,
  openPartial,
  publish,
  removeOldBackups,
  syncFolder,
  writeManifest,
  type BackupFile,
  type BackupReason,
} from './backup-folder.ts';
import { integrityProblems, migrationNames, openCopy, sha256 } from './inspect.ts';
import { isRestorePending } from './pending-restore.ts';
import { takeSnapshots, type Snapshot } from './snapshot.ts';
import { databaseError } from './sqlite-error.ts';
import { syncFile } from './sync-file.ts';

/** Pages copied between two reports of progress: 4 MiB. */
const PAGES_AT_ONCE = 1024;

/** How far a backup, a check or a restore has come, in bytes of the file. */
export interface DatabaseProgress {
  readonly doing: 'copy' | 'check';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}
export type OnProgress = (progress: DatabaseProgress) => void;

/**
 * Copies both databases at one moment into a new folder below `home.backups`, checks the copies, and gives the folder
 * its name when all of it is on the disk. Must run in a process that has neither database open by another SQLite
 * library; `backup` runs it in a process of its own.
 *
 * @throws InstanceError `BACKUP_FAILED`, `DISK_FULL`, `DATABASE_DAMAGED`, `DATABASE_LOCKED`, `DATABASE_FAILED`
 */
export async function makeBackup(
  home: Home,
  reason: BackupReason,
  onProgress: OnProgress = () => undefined,
): Promise<Backup> {
  if (isRestorePending(home))
    throw new InstanceError(
      'BACKUP_FAILED',
      'a restore was interrupted; start the instance to finish it, then back up',
    );
  const at = new Date().toISOString();
  const databases = databasesOf(home);
  let partial: string | undefined;
  try {
    // A bot's row is written before the first line of its journal, so the journal is held first: see takeSnapshots.
    const snapshots = takeSnapshots([...databases].reverse());
    try {
      if (snapshots.length === 0)
        throw new InstanceError('BACKUP_FAILED', `there is no database in ${home.path} to back up`);
      refuseSmallDisk(home);
      partial = openPartial(home);
      const files: BackupFile[] = [];
      for (const snapshot of snapshots) files.push(await copy(snapshot, partial, onProgress));
      const manifest = {
        version: packageJson.version,
        at,
        reason,
        verifiedAt: new Date().toISOString(),
        files,
      };
      writeManifest(partial, manifest);
      const published = publish(home, partial, manifest);
      // A restore may be about to read the oldest of its kind; it removes them itself when it is done.
      if (reason !== 'restore') removeOldBackups(home, reason);
      return published;
    } finally {
      for (const { db } of snapshots) db.close();
    }
  } catch (error) {
    if (partial !== undefined) rmSync(partial, { recursive: true, force: true });
    throw databaseError(home.backups, 'write a backup to', error);
  }
}

async function copy({ name, db }: Snapshot, folder: string, onProgress: OnProgress): Promise<BackupFile> {
  const path = join(folder, name);
  closeSync(openSync(path, 'wx', 0o600));
  const pageBytes = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
  await copyPages(db, path, {
    rate: PAGES_AT_ONCE,
    progress: ({ totalPages, remainingPages }) => {
      const total = totalPages * pageBytes;
      onProgress({ doing: 'copy', file: name, done: total - remainingPages * pageBytes, total });
    },
  });
  syncFile(path);
  syncFolder(folder);
  const bytes = statSync(path).size;
  onProgress({ doing: 'check', file: name, done: 0, total: bytes });
  const copied = openCopy(path);
  try {
    const problems = integrityProblems(copied);
    if (problems.length > 0)
      throw new InstanceError(
        'DATABASE_DAMAGED',
        `${name} is damaged (${problems.join('; ')}), so it was not backed up; restore a backup: mrm db restore <name>`,
      );
    const result = { name, bytes, sha256: await sha256(path), migrations: migrationNames(copied) };
    onProgress({ doing: 'check', file: name, done: bytes, total: bytes });
    return result;
  } finally {
    copied.close();
  }
}

/** Says so at once where the copies will not fit, instead of filling the disk that the bots write to. */
function refuseSmallDisk(home: Home): void {
  const needed = databasesOf(home)
    .flatMap(({ path }) => [path, `${path}-wal`])
    .reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const { bavail, bsize } = statfsSync(existsSync(home.backups) ? home.backups : dirname(home.backups));
  if (bavail * bsize < needed)
    throw new InstanceError(
      'DISK_FULL',
      `a backup takes ${megabytes(needed)} and ${home.backups} has ${megabytes(bavail * bsize)} left; free some space and try again`,
    );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
