import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { constants as zlib, gunzipSync } from 'node:zlib';
import type { Config } from '../config.ts';
import { listBackups } from '../database/backup-folder.ts';
import { checkDatabase } from '../database/check.ts';
import { integrityProblems } from '../database/inspect.ts';
import { missingMigrations } from '../database/migrate.ts';
import { DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS, readMigrations } from '../database/migration-folder.ts';
import { RESTORE_HINT } from '../database/sqlite-error.ts';
import { verifyBackup } from '../database/verify-backup.ts';
import { bytesText, spanText } from '../health/figures.ts';
import type { Home } from '../home.ts';
import { Recordings } from '../trading/recordings.ts';
import { fail, pass, warn } from './finding.ts';
import type { Finding } from './finding.ts';
import { nearestFolder } from './machine-checks.ts';

/** Enough of a recording to see that it is one. */
const HEAD_BYTES = 64 * 1024;

/** The data folder: there, ours, closed to others. */
export function dataFolder(home: Home): readonly Finding[] {
  const name = 'data folder';
  const { path } = home;
  if (!existsSync(path)) {
    accessSync(nearestFolder(path), constants.W_OK);
    return [pass(name, `${path} is not there yet; mrm start makes it`)];
  }
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  const open = [path, home.database, home.journal, home.secretKey, home.tokenFile].filter(isOpenToOthers);
  if (open.length > 0)
    return open.map((file) =>
      fail(name, `other users of the machine may look into ${file}`, `chmod go= ${file}`),
    );
  return [pass(name, path), ...haltFile(home)];
}

function haltFile({ haltFile: file }: Home): readonly Finding[] {
  if (!existsSync(file)) return [];
  return [
    warn(
      'watchdog',
      'it cancelled the orders because the program did not move; bots begin halted',
      'look into the logs, then lift the halts: mrm bots lift <bot>',
    ),
  ];
}

/**
 * Whether both databases are sound and of this program's version.
 * @param running leaves the writing to the instance that has them open
 */
export function databases(home: Home, running: boolean): readonly Finding[] {
  return [
    database('database', home.database, DATABASE_MIGRATIONS, running),
    database('journal', home.journal, JOURNAL_MIGRATIONS, running),
  ];
}

function database(name: string, file: string, migrations: string, running: boolean): Finding {
  if (!existsSync(file)) return pass(name, 'not there yet; mrm start makes it');
  try {
    if (!running) checkDatabase(file);
    const db = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
    try {
      const problems = integrityProblems(db);
      if (problems.length > 0) return fail(name, `${file} is damaged: ${problems.join('; ')}`, RESTORE_HINT);
      const missing = missingMigrations(db, file, readMigrations(migrations));
      const note = missing.length === 0 ? '' : `, upgraded at the next start`;
      return pass(name, `sound, ${bytesText(statSync(file).size)}${note}`);
    } finally {
      db.close();
    }
  } catch (error) {
    // The message of an error of ours says what to do.
    return fail(name, (error as Error).message, '');
  }
}

/** Whether the newest backup could be restored. */
export async function newestBackup(home: Home): Promise<Finding> {
  if (!existsSync(home.database)) return pass('backup', 'nothing to back up yet');
  const [newest] = listBackups(home);
  if (newest === undefined) return warn('backup', 'there is none', 'mrm db backup');
  const problems = await verifyBackup(home, newest.name);
  if (problems.length > 0) return fail('backup', `${newest.name}: ${problems.join('; ')}`, 'mrm db backup');
  const age = spanText(Math.max(0, Date.now() - Date.parse(newest.at)));
  return pass('backup', `${newest.name}, ${age} old, can be restored`);
}

/** Whether the folders of recordings are there and what is in them can be read. */
export function recordings(home: Home, { recordings: more }: Config): readonly Finding[] {
  const name = 'recordings';
  const missing = more.filter((folder) => !existsSync(folder));
  if (missing.length > 0)
    return missing.map((folder) =>
      fail(name, `there is no folder ${folder}`, 'correct "recordings" in config.json'),
    );
  const folders = [home.recordings, ...more];
  const list = new Recordings(folders).list();
  const unreadable = list
    .flatMap(({ files }) => files)
    .flatMap((file) => folders.map((folder) => join(folder, file)).filter(existsSync))
    .flatMap((path) => {
      const why = headProblem(path);
      return why === undefined
        ? []
        : [fail(name, `${basename(path)}: ${why}`, `copy it again or remove ${path}`)];
    });
  if (unreadable.length > 0) return unreadable;
  const known = list.map((recording) => recording.name).join(', ');
  return [pass(name, known === '' ? `none; captures in ${home.recordings} can be traded on` : known)];
}

/** What is wrong with the beginning of a gzip file. */
function headProblem(path: string): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = readSync(file, head);
      // A part of a file is all right.
      gunzipSync(head.subarray(0, bytes), { finishFlush: zlib.Z_SYNC_FLUSH });
      return bytes === 0 ? 'it is empty' : undefined;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return (error as Error).message;
  }
}

function isOpenToOthers(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & 0o077) !== 0;
}
