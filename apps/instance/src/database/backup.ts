import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Backup } from '../api/schemas/manage.ts';
import { InstanceError, type InstanceErrorCode } from '../errors.ts';
import type { Home } from '../home.ts';
import type { BackupReason } from './backup-folder.ts';
import type { DatabaseProgress, OnProgress } from './make-backup.ts';

/** One line of what the backup process prints. */
export type BackupAnswer =
  | { readonly progress: DatabaseProgress }
  | { readonly backup: Backup }
  | { readonly error: { readonly code: InstanceErrorCode; readonly message: string } };

/**
 * Backs up both databases at one moment, whether the instance runs or not; nobody who writes to them waits.
 *
 * The copying is done by a process of its own. The instance has the databases open with two SQLite libraries (Prisma's
 * driver and Node's), and a file lock belongs to the process: closing a second connection of the other library would
 * drop the locks of the first (https://sqlite.org/howtocorrupt.html, 2.2.1). It also keeps the copying, hashing and
 * checking of a large file away from the event loop.
 *
 * @throws InstanceError `BACKUP_FAILED`, `DISK_FULL`, `DATABASE_DAMAGED`, `DATABASE_LOCKED`, `DATABASE_FAILED`
 */
export async function backup(home: Home, reason: BackupReason, onProgress?: OnProgress): Promise<Backup> {
  const child = spawn(process.execPath, processArguments(home, reason), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const closed = new Promise<string>((resolve) => {
    child
      .on('error', ({ message }) => {
        resolve(message);
      })
      .on('close', (code, signal) => {
        resolve(signal ?? `exit code ${String(code)}`);
      });
  });
  let last: BackupAnswer | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line) as BackupAnswer;
    if ('progress' in last) onProgress?.(last.progress);
  }
  return result(last, await closed, complaint);
}

/**
 * The same, waiting for it: for a start, which goes no further until the backup is there.
 * @throws InstanceError as `backup`
 */
export function backupSync(home: Home, reason: BackupReason): Backup {
  const { stdout, stderr, status, signal, error } = spawnSync(
    process.execPath,
    processArguments(home, reason),
    {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    },
  );
  if (error !== undefined) throw error;
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const last = line === '' ? undefined : (JSON.parse(line) as BackupAnswer);
  return result(last, signal ?? `exit code ${String(status)}`, stderr);
}

function processArguments(home: Home, reason: BackupReason): string[] {
  return [join(import.meta.dirname, 'backup-process.ts'), JSON.stringify({ home, reason })];
}

function result(last: BackupAnswer | undefined, ended: string, complaint: string): Backup {
  if (last !== undefined && 'backup' in last) return last.backup;
  if (last !== undefined && 'error' in last) throw new InstanceError(last.error.code, last.error.message);
  throw new InstanceError(
    'BACKUP_FAILED',
    `the backup process ended before it was done (${ended})${complaint === '' ? '' : `: ${complaint.trim()}`}`,
  );
}
