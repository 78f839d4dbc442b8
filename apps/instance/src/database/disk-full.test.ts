import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { homeOf, type Home } from '../home.ts';
import { listBackups } from './backup-folder.ts';
import { backupSync } from './backup.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { restore } from './restore.ts';
import { databaseError } from './sqlite-error.ts';
import { contents, withDatabase, write } from './testing/homes.ts';
import { smallDisk } from './testing/small-disk.ts';

const disk = smallDisk(2048);
let homes = 0;

afterAll(() => {
  disk?.remove();
});

/** A home on the small disk, with something in it; the homes before it are gone. */
function homeOn(path: string): Home {
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
  homes += 1;
  const folder = join(path, `home-${String(homes)}`);
  mkdirSync(folder, { mode: 0o700 });
  const home = homeOf(folder);
  prepareDatabases(home);
  write(home, 'kept');
  return home;
}

/** Leaves so much free, bytes. */
function fillDisk(path: string, left: number): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(join(path, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

const kept = { database: ['kept'], journal: ['kept'] };
const full = expect.objectContaining({
  code: 'DISK_FULL',
  message: expect.stringMatching(/free some space/) as string,
}) as Error;

// Mounting takes root, and a container may refuse it to root as well.
describe.skipIf(disk === undefined)('F40: on a full disk', () => {
  const path = disk?.path ?? '';

  it('a migration leaves the old state, and goes on when there is room', () => {
    const home = homeOn(path);
    const migrationsDir = join(path, 'migrations');
    const large = `CREATE TABLE "Large" AS SELECT randomblob(60000) AS "blob"${' UNION ALL SELECT randomblob(60000)'.repeat(20)};\n`;
    mkdirSync(join(migrationsDir, '20260101000000_large'), { recursive: true });
    writeFileSync(join(migrationsDir, '20260101000000_large', 'migration.sql'), large);
    const file = join(home.path, 'large.db');
    fillDisk(path, 200_000);
    expect(() => migrate(file, { migrationsDir })).toThrow(full);
    rmSync(join(path, 'ballast'));
    expect(withDatabase(file, (db) => db.prepare('SELECT name FROM sqlite_schema').all())).toEqual([]);
    expect(migrate(file, { migrationsDir })).toEqual(['20260101000000_large']);
  });

  it('a backup says how much it needs, and leaves nothing', () => {
    const home = homeOn(path);
    fillDisk(path, 100_000);
    expect(() => backupSync(home, 'manual')).toThrow(full);
    expect(listBackups(home)).toEqual([]);
    expect(contents(home)).toEqual(kept);
  });

  it('a restore leaves the old pair', async () => {
    const home = homeOn(path);
    const { name } = backupSync(home, 'manual');
    write(home, 'new');
    fillDisk(path, 300_000);
    await expect(restore(home, name)).rejects.toThrow(full);
    prepareDatabases(home);
    expect(contents(home)).toEqual({ database: ['kept', 'new'], journal: ['kept', 'new'] });
  });

  it('a write through Prisma fails, loses nothing that was committed, and works again when there is room', async () => {
    const home = homeOn(path);
    const { prisma, close } = await openDatabase(home.database);
    fillDisk(path, 0);
    const value = 'x'.repeat(500_000);
    const refused = prisma.setting
      .create({ data: { key: 'large', value } })
      .catch((error: unknown) => Promise.reject(databaseError(home.database, 'write to', error)));
    await expect(refused).rejects.toThrow(full);
    expect(await prisma.setting.count()).toBe(1);
    rmSync(join(path, 'ballast'));
    await prisma.setting.create({ data: { key: 'large', value } });
    await close();
    expect(contents(home).database).toEqual(['kept', value]);
  });
});

describe('F40: where a file may not grow', () => {
  it('a migration leaves the old state', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mrm-limit-'));
    const migrationsDir = join(folder, 'migrations');
    mkdirSync(join(migrationsDir, '20260101000000_large'), { recursive: true });
    writeFileSync(
      join(migrationsDir, '20260101000000_large', 'migration.sql'),
      'CREATE TABLE "Large" AS SELECT randomblob(2000000) AS "blob";\n',
    );
    const file = join(folder, 'large.db');
    const script = join(import.meta.dirname, 'testing/migrate-until.ts');
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 400; exec "$@"', 'sh', process.execPath, script, file, migrationsDir],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot apply migration 20260101000000_large to .*: disk I\/O error/);
    expect(withDatabase(file, (db) => db.prepare('SELECT name FROM sqlite_schema').all())).toEqual([]);
  });
});
