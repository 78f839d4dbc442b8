import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { Backup } from '../api/schemas/manage.ts';
import { listBackups } from '../database/backup-folder.ts';
import { backup } from '../database/backup.ts';
import type { TableRows } from '../database/compare.ts';
import type { OnProgress } from '../database/make-backup.ts';
import { previewRestore, restore } from '../database/restore.ts';
import { verifyBackup } from '../database/verify-backup.ts';
import { InstanceError } from '../errors.ts';
import { homeOf } from '../home.ts';

interface DbOptions {
  readonly home?: string;
  readonly json?: boolean;
}
interface RestoreOptions extends DbOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `mrm db`: backups of an instance's databases. */
export function dbCommand(): Command {
  const db = new Command('db').description('back up, check and restore the databases of an instance');
  const add = (usage: string, description: string): Command =>
    db
      .command(usage)
      .description(description)
      .option('--home <dir>', 'folder of the instance (default: $MRM_HOME, else ~/.mrm)')
      .option('--json', 'print one JSON object');
  add('backup', 'write a backup, while the instance runs or not').action(backUp);
  add('list', 'list the backups, newest first').action(list);
  add(
    'verify [name]',
    'read a backup through and say whether it can be restored (default: all of them)',
  ).action(verify);
  add('restore <name>', 'put the databases back as they were in a backup; the instance must be stopped')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .action(restoreBackup);
  return db;
}

async function backUp({ home, json }: DbOptions): Promise<void> {
  const made = await backup(homeOf(home), 'manual', progressLine());
  print(json, made, `${made.name}  ${size(made.bytes)}, checked\n`);
}

function list({ home, json }: DbOptions): void {
  const items = listBackups(homeOf(home));
  const lines = items.map((item) => `${row(item)}\n`).join('');
  print(json, { items }, items.length === 0 ? 'no backups yet; mrm db backup writes one\n' : lines);
}

async function verify(name: string | undefined, { home: folder, json }: DbOptions): Promise<void> {
  const home = homeOf(folder);
  const names = name === undefined ? listBackups(home).map((item) => item.name) : [name];
  if (names.length === 0)
    throw new InstanceError(
      'BACKUP_NOT_FOUND',
      `there are no backups in ${home.backups}; mrm db backup writes one`,
    );
  const items: { name: string; problems: string[] }[] = [];
  for (const each of names) {
    const problems = await problemsOf(home, each);
    items.push({ name: each, problems });
    if (json !== true)
      process.stdout.write(`${each}  ${problems.length === 0 ? 'good' : problems.join('; ')}\n`);
  }
  print(json, { items }, '');
  const bad = items.filter(({ problems }) => problems.length > 0).length;
  if (bad > 0)
    throw new InstanceError('BACKUP_DAMAGED', `${String(bad)} of ${String(items.length)} cannot be restored`);
}

/** A manifest that cannot be read is one finding among others when all backups are checked. */
async function problemsOf(home: ReturnType<typeof homeOf>, name: string): Promise<string[]> {
  try {
    return await verifyBackup(home, name, { onProgress: progressLine() });
  } catch (error) {
    if (error instanceof InstanceError && error.code === 'BACKUP_DAMAGED') return [error.message];
    throw error;
  }
}

async function restoreBackup(
  name: string,
  { home: folder, json, dryRun, yes }: RestoreOptions,
): Promise<void> {
  const home = homeOf(folder);
  const onProgress = progressLine();
  if (dryRun === true || yes !== true) {
    const differences = await previewRestore(home, name, { onProgress });
    if (dryRun === true) {
      print(json, { name, dryRun: true, differences }, `${table(differences)}nothing was changed\n`);
      return;
    }
    await confirm(name, differences, json);
  }
  const { before, differences } = await restore(home, name, { onProgress });
  const kept = before === undefined ? '' : `; what was there is kept as ${before.name}`;
  print(json, { name, before: before ?? null, differences }, `restored ${name}${kept}\n`);
}

/** @throws InstanceError `BACKUP_FAILED` when nobody is there to ask, or the answer is not yes */
async function confirm(
  name: string,
  differences: readonly TableRows[],
  json: boolean | undefined,
): Promise<void> {
  if (json === true || !process.stdin.isTTY)
    throw new InstanceError(
      'BACKUP_FAILED',
      `nothing was changed: say --yes to restore ${name} without being asked`,
    );
  process.stderr.write(table(differences));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(
      `Replace the databases by ${name}? What is there is backed up first. [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer.trim())) throw new InstanceError('BACKUP_FAILED', 'nothing was changed');
  } finally {
    lines.close();
  }
}

function print(json: boolean | undefined, value: unknown, text: string): void {
  process.stdout.write(json === true ? `${JSON.stringify(value, null, 2)}\n` : text);
}

function row({ name, at, bytes, reason, verified }: Backup): string {
  return `${name.padEnd(28)} ${at.slice(0, 19)}Z  ${size(bytes).padStart(10)}  ${reason.padEnd(9)} ${verified ? 'checked' : 'NOT GOOD'}`;
}

/** Only tables that differ; Prisma's own does not interest anybody. */
function table(differences: readonly TableRows[]): string {
  const changed = differences.filter(({ backup: then, now }) => then !== now);
  if (changed.length === 0) return 'every table has as many rows in the backup as now\n';
  const lines = changed.map(
    ({ file, table: name, backup: then, now }) =>
      `${`${file} ${name}`.padEnd(32)} ${String(now ?? '-').padStart(10)} ${String(then ?? '-').padStart(10)}\n`,
  );
  return [`${'table'.padEnd(32)} ${'rows now'.padStart(10)} ${'in backup'.padStart(10)}\n`, ...lines].join(
    '',
  );
}

function size(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Shows on an interactive stderr how far a large file is. */
function progressLine(): OnProgress {
  let shown = '';
  return ({ doing, file, done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    const line = `${doing === 'copy' ? 'copying' : 'checking'} ${file}: ${String(percent)} %`;
    if (!process.stderr.isTTY || line === shown) return;
    shown = line;
    process.stderr.write(`\r\x1b[K${percent >= 100 ? '' : line}`);
  };
}
