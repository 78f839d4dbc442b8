import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { listBackups, readManifest, writeManifest } from './backup-folder.ts';
import { backup, backupSync } from './backup.ts';
import { openCopy, sha256 } from './inspect.ts';
import type { DatabaseProgress } from './make-backup.ts';
import { DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS, readMigrations } from './migration-folder.ts';
import { openDatabase } from './open-database.ts';
import { startScript } from './testing/child.ts';
import { damagePage, tempHome, withDatabase, write } from './testing/homes.ts';
import { runScript } from './testing/run-script.ts';
import { verifyBackup } from './verify-backup.ts';

function rowsIn(folder: string, file: string, sql: string): unknown[] {
  const db = openCopy(join(folder, file));
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0]);
  } finally {
    db.close();
  }
}

describe('backup', () => {
  it('holds both databases as they are, readable by their owner only, with a manifest', async () => {
    const home = tempHome();
    write(home, 'one');
    const made = await backup(home, 'manual');
    expect(made).toMatchObject({
      reason: 'manual',
      verified: true,
      name: expect.stringMatching(/^\d{8}-\d{6}-manual$/) as string,
    });
    const folder = join(home.backups, made.name);
    expect(rowsIn(folder, 'instance.db', 'SELECT value FROM "Setting"')).toEqual(['one']);
    expect(rowsIn(folder, 'journal.db', 'SELECT records FROM "Batch"')).toEqual(['one']);
    expect(readdirSync(folder).sort()).toEqual(['instance.db', 'journal.db', 'manifest.json']);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    for (const path of [folder, home.backups]) expect(statSync(path).mode & 0o777).toBe(0o700);
    const manifest = readManifest(home, made.name);
    const migrations = { 'instance.db': DATABASE_MIGRATIONS, 'journal.db': JOURNAL_MIGRATIONS };
    for (const file of manifest.files) {
      expect(file.sha256).toBe(await sha256(join(folder, file.name)));
      expect(file.bytes).toBe(statSync(join(folder, file.name)).size);
      const names = readMigrations(migrations[file.name as keyof typeof migrations]).map(({ name }) => name);
      expect(file.migrations).toEqual(names);
    }
    expect(made.bytes).toBe(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('leaves the vault and the keys of the instance out', async () => {
    const home = tempHome();
    mkdirSync(home.vault, { mode: 0o700 });
    const secrets = [join(home.vault, 'vault.db'), join(home.vault, 'vault.key'), home.secretKey];
    for (const path of secrets) writeFileSync(path, 'a-secret-that-stays-here');
    const { name } = await backup(home, 'manual');
    const folder = join(home.backups, name);
    expect(readdirSync(folder).sort()).toEqual(['instance.db', 'journal.db', 'manifest.json']);
    for (const file of readdirSync(folder))
      expect(readFileSync(join(folder, file)).includes('a-secret-that-stays-here')).toBe(false);
  });

  it('holds both databases at one moment while another process writes to them as fast as it can', async () => {
    const home = tempHome();
    const writer = await startScript('write-both.ts', home.journal, home.database);
    const counts: [number, number][] = [];
    for (let n = 0; n < 5; n += 1) {
      const { name } = await backup(home, 'manual');
      const folder = join(home.backups, name);
      counts.push([
        Number(rowsIn(folder, 'journal.db', 'SELECT max(seq) FROM "Batch"')[0]),
        Number(rowsIn(folder, 'instance.db', `SELECT value FROM "Setting" WHERE key = 'count'`)[0]),
      ]);
    }
    const end = Number(await writer.end());
    // The writer counts in the journal first: at any moment it is level with the database, or one ahead.
    for (const [journal, database] of counts) expect([0, 1]).toContain(journal - database);
    const journals = counts.map(([journal]) => journal);
    expect(journals).toEqual([...journals].sort((a, b) => a - b));
    expect(end).toBeGreaterThan(journals[0]);
  });

  it('leaves the locks of a database that is open here alone', async () => {
    const home = tempHome();
    const { prisma, close } = await openDatabase(home.database);
    await prisma.setting.create({ data: { key: 'before', value: '1' } });
    await backup(home, 'scheduled');
    // Whoever opened and closed it must not have taken it for unused: the write-ahead log is still there.
    expect(statSync(`${home.database}-wal`).size).toBeGreaterThan(0);
    await prisma.setting.create({ data: { key: 'after', value: '1' } });
    await close();
    expect(withDatabase(home.database, (db) => db.prepare('SELECT key FROM "Setting"').all())).toHaveLength(
      2,
    );
  });

  it('tells how far it is', async () => {
    const home = tempHome();
    withDatabase(home.database, (db) => {
      db.exec(`INSERT INTO "Setting" VALUES ('large', hex(zeroblob(8000000)))`);
    });
    const seen: DatabaseProgress[] = [];
    await backup(home, 'manual', (progress) => seen.push(progress));
    const copying = seen.filter(({ doing, file }) => doing === 'copy' && file === 'instance.db');
    expect(copying.length).toBeGreaterThan(2);
    expect(copying.map(({ done }) => done)).toEqual(copying.map(({ done }) => done).sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ doing: 'check', file: 'instance.db', done: seen.at(-1)?.total });
  });

  it('keeps ten of those made by the clock and all that a person asked for', () => {
    const home = tempHome();
    for (let n = 0; n < 12; n += 1) {
      backupSync(home, 'scheduled');
      backupSync(home, 'manual');
    }
    const list = listBackups(home);
    expect(list.filter(({ reason }) => reason === 'scheduled')).toHaveLength(10);
    expect(list.filter(({ reason }) => reason === 'manual')).toHaveLength(12);
    expect(list.map(({ at }) => at)).toEqual(
      list
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it('killed with SIGKILL, leaves nothing that looks like a backup, and the next one tidies up', async () => {
    const home = tempHome();
    expect(runScript('back-up-until.ts', home.path).signal).toBe('SIGKILL');
    expect(listBackups(home)).toEqual([]);
    expect(readdirSync(home.backups)).toEqual([expect.stringMatching(/^\.partial-/)]);
    const { name } = await backup(home, 'manual');
    expect(readdirSync(home.backups)).toEqual([name]);
  });

  it('F40: of a database with a damaged page is refused, and leaves nothing', async () => {
    const home = tempHome();
    damagePage(home.database);
    await expect(backup(home, 'manual')).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('mrm db restore') as string,
    });
    expect(readdirSync(home.backups)).toEqual([]);
  });

  it('of a home without databases is refused', async () => {
    const home = { ...tempHome(), database: '/nowhere/instance.db', journal: '/nowhere/journal.db' };
    await expect(backup(home, 'manual')).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
  });
});

describe('verifyBackup', () => {
  it('finds nothing wrong with a backup', async () => {
    const home = tempHome();
    const { name } = await backup(home, 'manual');
    expect(await verifyBackup(home, name)).toEqual([]);
  });

  it('finds a changed byte, and the list says so until it is mended', async () => {
    const home = tempHome();
    const { name } = await backup(home, 'manual');
    const path = join(home.backups, name, 'journal.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.with(bytes.length - 1, 255 - bytes[bytes.length - 1]));
    expect(await verifyBackup(home, name)).toEqual([
      'journal.db is not what was written: its SHA-256 differs',
    ]);
    expect(listBackups(home)).toMatchObject([{ name, verified: false }]);
    writeFileSync(path, bytes);
    expect(await verifyBackup(home, name)).toEqual([]);
    expect(listBackups(home)).toMatchObject([{ name, verified: true }]);
  });

  it('finds a file that is short or gone', async () => {
    const home = tempHome();
    const { name } = await backup(home, 'manual');
    const path = join(home.backups, name, 'instance.db');
    writeFileSync(path, readFileSync(path).subarray(0, 4096));
    expect(await verifyBackup(home, name)).toEqual([
      expect.stringMatching(/^instance\.db has 4096 bytes instead of/),
    ]);
  });

  it('finds damage that was there before the hash was taken', async () => {
    const home = tempHome();
    const { name } = await backup(home, 'manual');
    const folder = join(home.backups, name);
    damagePage(join(folder, 'instance.db'));
    const manifest = readManifest(home, name);
    const files = await Promise.all(
      manifest.files.map(async (file) => ({ ...file, sha256: await sha256(join(folder, file.name)) })),
    );
    writeManifest(folder, { ...manifest, files });
    const problems = await verifyBackup(home, name);
    expect(problems).not.toEqual([]);
    for (const problem of problems) expect(problem).toMatch(/^instance\.db: /);
  });

  it('asks the journal about its own rows', async () => {
    const home = tempHome();
    write(home, 'one');
    const { name } = await backup(home, 'manual');
    const checkJournal = (db: DatabaseSync): string[] => [
      `batches: ${String(db.prepare('SELECT count(*) AS n FROM "Batch"').get()?.['n'])}`,
    ];
    expect(await verifyBackup(home, name, { checkJournal })).toEqual(['journal.db: batches: 1']);
  });

  it.each(['../../etc', 'manual', '20260101-000000-manual', ''])('knows no backup %j', async (name) => {
    await expect(verifyBackup(tempHome(), name)).rejects.toMatchObject({ code: 'BACKUP_NOT_FOUND' });
  });

  it('reads no file outside the backup, whatever its manifest names', async () => {
    const home = tempHome();
    const { name } = await backup(home, 'manual');
    const manifest = readManifest(home, name);
    writeManifest(join(home.backups, name), {
      ...manifest,
      files: [{ ...manifest.files[0], name: '../../secret.key' }],
    });
    await expect(verifyBackup(home, name)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(listBackups(home)).toMatchObject([{ name, verified: false }]);
  });
});
