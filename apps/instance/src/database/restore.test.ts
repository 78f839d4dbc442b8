import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '@mrmarket/engine/data-folder';
import { describe, expect, it } from 'vitest';
import { homeOf, type Home } from '../home.ts';
import { listBackups } from './backup-folder.ts';
import { backup, backupSync } from './backup.ts';
import { sha256 } from './inspect.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { previewRestore, restore } from './restore.ts';
import { contents, damagePage, tempHome, withDatabase, write } from './testing/homes.ts';
import { runScript } from './testing/run-script.ts';

const old = { database: ['old'], journal: ['old'] };
const changed = { database: ['old', 'new'], journal: ['old', 'new'] };

/** A home whose backup holds `old`, and whose databases have gone on to `changed`. */
async function movedOn(): Promise<{ home: Home; name: string }> {
  const home = tempHome();
  write(home, 'old');
  const { name } = await backup(home, 'manual');
  write(home, 'new');
  return { home, name };
}

describe('restore', () => {
  it('puts both databases back as they were, after a backup of what is there, which can be put back too', async () => {
    const { home, name } = await movedOn();
    const { before } = await restore(home, name);
    expect(contents(home)).toEqual(old);
    expect(readdirSync(home.path).sort()).toEqual(['backups', 'instance.db', 'journal.db', 'lock.db']);
    expect(before).toMatchObject({ reason: 'restore', verified: true });
    await restore(home, before?.name ?? '');
    expect(contents(home)).toEqual(changed);
  });

  it('puts them into an empty home, such as on another machine', async () => {
    const { home, name } = await movedOn();
    const other = homeOf(mkdtempSync(join(tmpdir(), 'mrm-home-')));
    cpSync(home.backups, other.backups, { recursive: true });
    expect((await restore(other, name)).before).toBeUndefined();
    expect(contents(other)).toEqual(old);
  });

  it('leaves the vault as it is', async () => {
    const { home, name } = await movedOn();
    mkdirSync(home.vault, { mode: 0o700 });
    for (const file of ['vault.db', 'vault.key']) writeFileSync(join(home.vault, file), `this is ${file}`);
    await restore(home, name);
    expect(contents(home)).toEqual(old);
    for (const file of ['vault.db', 'vault.key'])
      expect(readFileSync(join(home.vault, file), 'utf8')).toBe(`this is ${file}`);
  });

  it('removes a journal that the backup does not have', async () => {
    const home = tempHome();
    rmSync(home.journal);
    const { name } = await backup(home, 'manual');
    prepareDatabases(home);
    await restore(home, name);
    expect(existsSync(home.journal)).toBe(false);
  });

  it('shows on a dry run which tables differ, and changes nothing, also while the instance runs', async () => {
    const { home, name } = await movedOn();
    const running = openDataFolder(home.path);
    const before = await Promise.all([sha256(home.database), sha256(home.journal)]);
    const differences = await previewRestore(home, name);
    expect(differences.filter(({ backup: then, now }) => then !== now)).toEqual([
      { file: 'instance.db', table: 'Setting', backup: 1, now: 2 },
      { file: 'journal.db', table: 'Batch', backup: 1, now: 2 },
    ]);
    expect(await Promise.all([sha256(home.database), sha256(home.journal)])).toEqual(before);
    expect(listBackups(home)).toHaveLength(1);
    running.release();
  });

  it('is refused while an instance runs on the home: INSTANCE_RUNNING', async () => {
    const { home, name } = await movedOn();
    const running = openDataFolder(home.path);
    await expect(restore(home, name)).rejects.toMatchObject({ code: 'INSTANCE_RUNNING' });
    running.release();
    expect(contents(home)).toEqual(changed);
  });

  it('is refused with a damaged backup: BACKUP_DAMAGED, nothing changed', async () => {
    const { home, name } = await movedOn();
    damagePage(join(home.backups, name, 'journal.db'));
    await expect(restore(home, name)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(contents(home)).toEqual(changed);
    expect(listBackups(home)).toHaveLength(1);
  });

  it('is refused with a backup of a newer version: DATABASE_NEWER, nothing changed', async () => {
    const { home } = await movedOn();
    const newer = tempHome();
    withDatabase(newer.database, (db) => {
      db.exec(`UPDATE _prisma_migrations SET migration_name = '29990101000000_later'`);
    });
    const { name } = backupSync(newer, 'manual');
    cpSync(join(newer.backups, name), join(home.backups, '20990101-000000-manual'), { recursive: true });
    await expect(restore(home, '20990101-000000-manual')).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
    expect(contents(home)).toEqual(changed);
  });

  it('F40: replaces damaged databases, and keeps what is left of them', async () => {
    const { home, name } = await movedOn();
    damagePage(home.database);
    const damaged = readFileSync(home.database);
    const { before } = await restore(home, name);
    expect(contents(home)).toEqual(old);
    expect(before).toMatchObject({ reason: 'restore', verified: false });
    expect(readFileSync(join(home.backups, before?.name ?? '', 'instance.db'))).toEqual(damaged);
  });

  it('keeps the backup that it restores, however old it is among its kind', async () => {
    const { home } = await movedOn();
    const names = Array.from({ length: 10 }, () => backupSync(home, 'restore').name);
    await restore(home, names[0]);
    const left = listBackups(home).map(({ name }) => name);
    expect(left).toContain(names[0]);
  });

  it('asks the journal about its rows before anything is replaced', async () => {
    const { home, name } = await movedOn();
    const checkJournal = (): string[] => ['batch 1 is missing'];
    await expect(restore(home, name, { checkJournal })).rejects.toMatchObject({
      message: `the backup ${name} cannot be restored: journal.db: batch 1 is missing`,
    });
    expect(contents(home)).toEqual(changed);
  });
});

describe('restore, killed with SIGKILL', () => {
  it.each(['backed-up', 'staged journal.db', 'staged instance.db'])(
    'at %j leaves the old pair, and the next start tidies up',
    async (point) => {
      const { home, name } = await movedOn();
      expect(runScript('restore-until.ts', home.path, name, point).signal).toBe('SIGKILL');
      prepareDatabases(home);
      expect(contents(home)).toEqual(changed);
      expect(existsSync(join(home.path, '.restore'))).toBe(false);
    },
  );

  it.each(['ready', 'moved instance.db', 'moved journal.db', 'done'])(
    'at %j has the new pair put in place by the next start',
    async (point) => {
      const { home, name } = await movedOn();
      expect(runScript('restore-until.ts', home.path, name, point).signal).toBe('SIGKILL');
      prepareDatabases(home);
      expect(contents(home)).toEqual(old);
      expect(existsSync(join(home.path, '.restore'))).toBe(false);
    },
  );

  it('never reads a write-ahead log of the old pair into the new one', async () => {
    const { home, name } = await movedOn();
    for (const file of [home.database, home.journal])
      expect(runScript('write-and-die.ts', file).signal).toBe('SIGKILL');
    expect(readFileSync(`${home.database}-wal`).length).toBeGreaterThan(0);
    expect(runScript('restore-until.ts', home.path, name, 'moved instance.db').signal).toBe('SIGKILL');
    prepareDatabases(home);
    expect(contents(home)).toEqual(old);
  });

  it('in between refuses a backup of the mixed pair', async () => {
    const { home, name } = await movedOn();
    runScript('restore-until.ts', home.path, name, 'moved instance.db');
    await expect(backup(home, 'manual')).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
    await restore(home, name);
    expect(contents(home)).toEqual(old);
  });
});
