import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../api/ports.ts';
import type { Home } from '../home.ts';
import { databasesOf, syncFolder } from './backup-folder.ts';
import { syncFile } from './sync-file.ts';

/**
 * A restore changes two files, and the system may end between them. So the new files are first copied to a folder
 * beside the old ones, and once all are on the disk a file named `ready` is written: from then on the restore is
 * carried to its end, by whoever comes next; before, the old files are untouched and the copies are thrown away.
 */
const FOLDER = '.restore';
const READY = 'ready';

/** Where putting the files in place stands; tests end the process there. */
export type RestorePoint = 'backed-up' | 'staged' | 'ready' | 'moved' | 'done';
export type RestoreReached = (point: RestorePoint, file?: string) => void;

interface Ready {
  readonly backup: string;
  readonly files: readonly string[];
}

/** True when a restore is to be finished before anything opens the databases. */
export function isRestorePending(home: Home): boolean {
  return existsSync(join(home.path, FOLDER, READY));
}

/** Copies the files of a backup beside those of the home, and marks them ready. The data folder's lock must be held. */
export function stageRestore(
  home: Home,
  { from, backup, files }: { readonly from: string } & Ready,
  reached: RestoreReached = () => undefined,
): void {
  const folder = join(home.path, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  for (const file of files) {
    copyFileSync(join(from, file), join(folder, file));
    syncFile(join(folder, file));
    reached('staged', file);
  }
  syncFolder(folder);
  const ready: Ready = { backup, files };
  writeFileSync(join(folder, `${READY}.new`), JSON.stringify(ready), { mode: 0o600, flush: true });
  renameSync(join(folder, `${READY}.new`), join(folder, READY));
  syncFolder(folder);
  syncFolder(home.path);
  reached('ready');
}

/** Puts the files that are ready in place; may be begun again after it was interrupted anywhere. */
export function finishRestore(home: Home, reached: RestoreReached = () => undefined): string {
  const folder = join(home.path, FOLDER);
  const { backup, files } = JSON.parse(readFileSync(join(folder, READY), 'utf8')) as Ready;
  for (const { name, path } of databasesOf(home)) {
    // The write-ahead log of the old file must never be read into the new one.
    for (const side of [`${path}-wal`, `${path}-shm`]) rmSync(side, { force: true });
    const staged = join(folder, name);
    // One that is in the list but not in the folder was moved before the interruption.
    if (existsSync(staged)) renameSync(staged, path);
    else if (!files.includes(name)) rmSync(path, { force: true });
    syncFolder(home.path);
    reached('moved', name);
  }
  // On the disk before anything is written to the new files: a mark that came back would undo that.
  rmSync(join(folder, READY));
  syncFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  reached('done');
  return backup;
}

/**
 * Finishes a restore that was interrupted, or throws away one that had not come to its point of no return. Called with
 * the data folder's lock held, before the databases are opened.
 */
export function recoverRestore(home: Home, log?: Log): void {
  const folder = join(home.path, FOLDER);
  if (!existsSync(folder)) return;
  if (isRestorePending(home)) {
    const backup = finishRestore(home);
    log?.warn('database', `finished the restore of ${backup} that had been interrupted`);
  } else {
    rmSync(folder, { recursive: true, force: true });
    log?.warn(
      'database',
      'threw away a restore that had been interrupted; the databases are as they were before it',
    );
  }
}
