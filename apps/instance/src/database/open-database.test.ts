import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups } from './backup-folder.ts';
import { openDatabase } from './open-database.ts';
import { tempHome, withDatabase, write } from './testing/homes.ts';

describe('openDatabase', () => {
  it('makes a database that only its owner can read, each commit synced, foreign keys on', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mrm-open-')), 'instance.db');
    const { prisma, close } = await openDatabase(file);
    await prisma.setting.create({ data: { key: 'a', value: '1' } });
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await prisma.$queryRawUnsafe<object[]>(`PRAGMA ${name}`))[0])[0] as unknown;
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2n);
    expect(await pragma('foreign_keys')).toBe(1n);
    expect(await pragma('busy_timeout')).toBe(2000n);
    for (const name of readdirSync(join(file, '..'))) {
      expect(statSync(join(file, '..', name)).mode & 0o777).toBe(0o600);
    }
    await close();
    expect(readdirSync(join(file, '..'))).toEqual(['instance.db']);
  });

  it('refuses a row that refers to nothing', async () => {
    const { prisma, close } = await openDatabase(tempHome().database);
    const passkey = {
      id: 'p',
      userId: 'nobody',
      publicKey: Buffer.alloc(1),
      counter: 0n,
      name: '',
      createdAt: 0n,
    };
    await expect(prisma.passkey.create({ data: passkey })).rejects.toMatchObject({ code: 'P2003' });
    await close();
  });

  it('shows again what was written, and backs up nothing where nothing is to be migrated', async () => {
    const home = tempHome();
    write(home, 'kept');
    const { prisma, close } = await openDatabase(home.database);
    expect(await prisma.setting.findMany()).toEqual([{ key: 'key of kept', value: 'kept' }]);
    await close();
    expect(listBackups(home)).toEqual([]);
  });

  it('refuses a database of a newer version: DATABASE_NEWER', async () => {
    const home = tempHome();
    withDatabase(home.database, (db) => {
      db.exec(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', '', '2999_later', 1)`,
      );
    });
    await expect(openDatabase(home.database)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
  });
});
