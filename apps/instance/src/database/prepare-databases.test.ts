import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupPath, listBackups, readManifest } from './backup-folder.ts';
import { backupSync } from './backup.ts';
import { openCopy, rowCounts, tableNames } from './inspect.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { restore } from './restore.ts';
import { contents, damagePage, tempHome, withDatabase, write } from './testing/homes.ts';

/** Leaves a database as a version before its first migration might have: other tables, none of ours applied. */
function downgrade(file: string, keep: string): void {
  withDatabase(file, (db) => {
    db.exec(
      `PRAGMA foreign_keys = OFF; DELETE FROM _prisma_migrations; CREATE TABLE "Kept" AS SELECT * FROM "${keep}"`,
    );
    for (const name of tableNames(db).filter((table) => table !== 'Kept' && table !== '_prisma_migrations'))
      db.exec(`DROP TABLE "${name}"`);
  });
}

describe('prepareDatabases', () => {
  it('makes both databases of a new home, and a second time does nothing', () => {
    const home = tempHome();
    prepareDatabases(home);
    expect(contents(home)).toEqual({ database: [], journal: [] });
    expect(listBackups(home)).toEqual([]);
  });

  it('backs up both databases, once, before it upgrades', () => {
    const home = tempHome();
    write(home, 'kept');
    downgrade(home.database, 'Setting');
    downgrade(home.journal, 'Batch');
    prepareDatabases(home);
    const list = listBackups(home);
    expect(list).toMatchObject([{ reason: 'upgrade', verified: true }]);
    expect(
      readManifest(home, list[0].name)
        .files.map(({ name }) => name)
        .sort(),
    ).toEqual(['instance.db', 'journal.db']);
    for (const file of ['instance.db', 'journal.db']) {
      const db = openCopy(join(backupPath(home, list[0].name), file));
      expect([...rowCounts(db)]).toEqual([
        ['Kept', 1],
        ['_prisma_migrations', 0],
      ]);
      db.close();
    }
    expect(contents(home)).toEqual({ database: [], journal: [] });
  });

  it('F40: refuses damaged databases, and starts again after a restore', async () => {
    const home = tempHome();
    write(home, 'kept');
    const { name } = backupSync(home, 'manual');
    damagePage(home.journal);
    expect(() => {
      prepareDatabases(home);
    }).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }) as Error);
    await restore(home, name);
    prepareDatabases(home);
    expect(contents(home)).toEqual({ database: ['kept'], journal: ['kept'] });
  });
});
