import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { Home } from '../home.ts';

export type BackupReason = Backup['reason'];

/** Names of the databases in a backup, whatever they are called at home. */
export const DATABASE_FILE = 'instance.db';
export const JOURNAL_FILE = 'journal.db';

export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What had been applied to it, in order. */
  readonly migrations: readonly string[];
}

/** `manifest.json` of a backup. */
export interface Manifest {
  /** Version of the program that wrote it. */
  readonly version: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly reason: BackupReason;
  /** When its hashes and its databases were last found to be right, ISO 8601; null when they were not. */
  readonly verifiedAt: string | null;
  readonly files: readonly BackupFile[];
}

/** Backups of these reasons are thrown away, the oldest first, when there are more. Those a person asked for stay. */
const KEPT: Partial<Record<BackupReason, number>> = { scheduled: 10, upgrade: 10, restore: 10 };
const NAME = /^(\d{8}-\d{6})-(manual|upgrade|restore|scheduled)(?:-\d+)?$/;
const PARTIAL = /^\.partial-(\d+)-/;

/** The databases of a home and what they are called in a backup. */
export function databasesOf(home: Home): { name: string; path: string }[] {
  return [
    { name: DATABASE_FILE, path: home.database },
    { name: JOURNAL_FILE, path: home.journal },
  ];
}

/** Complete backups, newest first. One whose manifest cannot be read stands in the list as not verified. */
export function listBackups(home: Home): Backup[] {
  if (!existsSync(home.backups)) return [];
  return readdirSync(home.backups)
    .filter((name) => NAME.test(name))
    .map((name) => toBackup(name, readManifestIfAny(home, name)))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** @throws InstanceError `BACKUP_NOT_FOUND`, `BACKUP_DAMAGED` */
export function readManifest(home: Home, name: string): Manifest {
  const folder = backupPath(home, name);
  try {
    return parseManifest(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  } catch (error) {
    throw new InstanceError(
      'BACKUP_DAMAGED',
      `the backup ${name} has no manifest that can be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** @throws InstanceError `BACKUP_NOT_FOUND` */
export function backupPath(home: Home, name: string): string {
  const path = join(home.backups, name);
  if (NAME.test(name) && existsSync(path)) return path;
  throw new InstanceError(
    'BACKUP_NOT_FOUND',
    `there is no backup ${JSON.stringify(name)}; mrm db list shows those there are`,
  );
}

/** Replaces the manifest as a whole, on the disk when this returns. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, 'manifest.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  syncFolder(folder);
}

/** A folder to write a backup into, out of sight until `publish` gives it its name. */
export function openPartial(home: Home): string {
  if (!existsSync(home.backups)) mkdirSync(home.backups, { mode: 0o700 });
  removeAbandoned(home);
  const path = join(home.backups, `.partial-${String(process.pid)}-${String(Date.now())}`);
  mkdirSync(path, { mode: 0o700 });
  return path;
}

/** Gives a finished backup its name, `<date>-<time>-<reason>`. */
export function publish(home: Home, partial: string, manifest: Manifest): Backup {
  const stamp = manifest.at.replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const base = `${stamp}-${manifest.reason}`;
  let name = base;
  for (let n = 2; existsSync(join(home.backups, name)); n += 1) name = `${base}-${String(n)}`;
  renameSync(partial, join(home.backups, name));
  syncFolder(home.backups);
  return toBackup(name, manifest);
}

/** Throws away the oldest backups of a reason where there are too many; the one named `spare` stays. */
export function removeOldBackups(home: Home, reason: BackupReason, spare?: string): void {
  const kept = KEPT[reason];
  if (kept === undefined) return;
  const old = listBackups(home)
    .filter((backup) => backup.reason === reason)
    .slice(kept);
  for (const { name } of old) if (name !== spare) rmSync(join(home.backups, name), { recursive: true });
}

/** A rename or a new file is on the disk for certain only once its folder is. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function toBackup(name: string, manifest: Manifest | undefined): Backup {
  const [, stamp, reason] = NAME.exec(name) ?? [];
  const iso = stamp.replace(/^(....)(..)(..)-(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6.000Z');
  return {
    name,
    at: manifest?.at ?? iso,
    reason: manifest?.reason ?? (reason as BackupReason),
    bytes: (manifest?.files ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
    verified: manifest !== undefined && manifest.verifiedAt !== null,
  };
}

function readManifestIfAny(home: Home, name: string): Manifest | undefined {
  try {
    return readManifest(home, name);
  } catch {
    return undefined;
  }
}

function parseManifest(text: string): Manifest {
  const manifest = JSON.parse(text) as Manifest;
  const known: readonly string[] = [DATABASE_FILE, JOURNAL_FILE];
  const names = manifest.files.map(({ name }) => name.replace(/-wal$/, ''));
  // Paths are made from these names.
  if (!names.every((name) => known.includes(name))) throw new Error(`it names the files ${names.join(', ')}`);
  return manifest;
}

/** What a process left that ended in the middle of a backup. */
function removeAbandoned(home: Home): void {
  for (const name of readdirSync(home.backups)) {
    const pid = PARTIAL.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(home.backups, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
