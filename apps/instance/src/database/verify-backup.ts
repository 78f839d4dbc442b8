import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Home } from '../home.ts';
import { backupPath, JOURNAL_FILE, readManifest, writeManifest, type BackupFile } from './backup-folder.ts';
import { integrityProblems, openCopy, sha256 } from './inspect.ts';
import type { OnProgress } from './make-backup.ts';

export interface VerifyParameters {
  /** What the trading journal has to say about its own rows: one sentence for each that is wrong. */
  readonly checkJournal?: ((db: DatabaseSync) => string[]) | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Reads a backup through: each file's size and hash, and each database's own checks. The result is kept in its manifest.
 *
 * @returns what is wrong, one sentence each; empty when it can be restored
 * @throws InstanceError `BACKUP_NOT_FOUND`; `BACKUP_DAMAGED` when its manifest cannot be read
 */
export async function verifyBackup(
  home: Home,
  name: string,
  parameters: VerifyParameters = {},
): Promise<string[]> {
  const folder = backupPath(home, name);
  const manifest = readManifest(home, name);
  const problems: string[] = [];
  for (const file of manifest.files) problems.push(...(await fileProblems(folder, file, parameters)));
  const verifiedAt = problems.length === 0 ? new Date().toISOString() : null;
  writeManifest(folder, { ...manifest, verifiedAt });
  return problems;
}

async function fileProblems(
  folder: string,
  file: BackupFile,
  { checkJournal, onProgress }: VerifyParameters,
): Promise<string[]> {
  const path = join(folder, file.name);
  if (!existsSync(path)) return [`${file.name} is not there`];
  const { size } = statSync(path);
  if (size !== file.bytes) return [`${file.name} has ${String(size)} bytes instead of ${String(file.bytes)}`];
  let done = 0;
  const hash = await sha256(path, (bytes) => {
    done += bytes;
    onProgress?.({ doing: 'check', file: file.name, done, total: size });
  });
  if (hash !== file.sha256) return [`${file.name} is not what was written: its SHA-256 differs`];
  return databaseProblems(path, file.name, checkJournal);
}

function databaseProblems(
  path: string,
  name: string,
  checkJournal: VerifyParameters['checkJournal'],
): string[] {
  let db: DatabaseSync | undefined;
  try {
    db = openCopy(path);
    const problems = integrityProblems(db);
    if (problems.length === 0 && name === JOURNAL_FILE && checkJournal) problems.push(...checkJournal(db));
    return problems.map((problem) => `${name}: ${problem}`);
  } catch (error) {
    return [`${name}: ${(error as Error).message}`];
  } finally {
    db?.close();
  }
}
