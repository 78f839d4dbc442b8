import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine, type MigrationList } from '@prisma/schema-engine-wasm';
import { describe, expect, it } from 'vitest';
import { InstanceError } from '../errors.ts';
import { migrate } from './migrate.ts';
import { DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS, readMigrations } from './migration-folder.ts';
import { startScript } from './testing/child.ts';
import { withDatabase } from './testing/homes.ts';
import { runScript } from './testing/run-script.ts';

const people =
  'CREATE TABLE "Person" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL);\n' +
  'CREATE TABLE "Pet" ("id" INTEGER PRIMARY KEY, "owner" INTEGER NOT NULL REFERENCES "Person" ("id") ON DELETE CASCADE);\n';
/** As Prisma writes it when a column changes its type. */
const redefined =
  'PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n' +
  'CREATE TABLE "new_Person" ("id" INTEGER PRIMARY KEY, "name" TEXT);\n' +
  'INSERT INTO "new_Person" SELECT "id", "name" FROM "Person";\nDROP TABLE "Person";\n' +
  'ALTER TABLE "new_Person" RENAME TO "Person";\nPRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;\n';

const one = '20260101000000_people';
const two = '20260102000000_redefine';

/** A database file that is not there yet, and a folder of migrations. */
function setUp(migrations: Readonly<Record<string, string>>): { file: string; migrationsDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mrm-migrate-'));
  const migrationsDir = join(folder, 'migrations');
  for (const [name, sql] of Object.entries(migrations)) put(migrationsDir, name, sql);
  return { file: join(folder, 'test.db'), migrationsDir };
}

function put(migrationsDir: string, name: string, sql: string): void {
  mkdirSync(join(migrationsDir, name), { recursive: true });
  writeFileSync(join(migrationsDir, name, 'migration.sql'), sql);
}

/** A database with a person and a pet, and a second migration waiting. */
function withSecondWaiting(sql = redefined): { file: string; migrationsDir: string } {
  const made = setUp({ [one]: people });
  migrate(made.file, made);
  withDatabase(made.file, (db) => {
    db.exec(`INSERT INTO "Person" VALUES (1, 'Ada'); INSERT INTO "Pet" VALUES (7, 1)`);
  });
  put(made.migrationsDir, two, sql);
  return made;
}

function stateOf(file: string): { migrations: unknown[]; pets: unknown[]; persons: string } {
  return withDatabase(file, (db) => ({
    migrations: db
      .prepare('SELECT migration_name AS name FROM _prisma_migrations ORDER BY name')
      .all()
      .map(({ name }) => name),
    pets: db
      .prepare('SELECT id FROM "Pet"')
      .all()
      .map(({ id }) => id),
    persons: String(db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'Person'`).get()?.['sql']),
  }));
}

function errorOf(action: () => unknown): InstanceError {
  try {
    action();
  } catch (error) {
    if (error instanceof InstanceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe('migrate', () => {
  it('makes a database that only its owner can read, in WAL, and applies the migrations in order', () => {
    const { file, migrationsDir } = setUp({ [two]: redefined, [one]: people });
    expect(migrate(file, { migrationsDir })).toEqual([one, two]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(withDatabase(file, (db) => db.prepare('PRAGMA journal_mode').get()?.['journal_mode'])).toBe('wal');
    expect(migrate(file, { migrationsDir })).toEqual([]);
  });

  it.each([DATABASE_MIGRATIONS, JOURNAL_MIGRATIONS])('applies those of the instance: %s', (migrationsDir) => {
    const { file } = setUp({});
    expect(migrate(file, { migrationsDir })).toEqual(readMigrations(migrationsDir).map(({ name }) => name));
  });

  it('keeps the rows that refer to a table that is redefined', () => {
    const { file, migrationsDir } = withSecondWaiting();
    migrate(file, { migrationsDir });
    expect(stateOf(file)).toMatchObject({ migrations: [one, two], pets: [7] });
  });

  it('backs up before it applies something to a database that holds something, and only then', () => {
    const { file, migrationsDir } = setUp({ [one]: people });
    const backups: unknown[] = [];
    const backUp = (): void => {
      backups.push(stateOf(file).migrations);
    };
    migrate(file, { migrationsDir, backUp });
    migrate(file, { migrationsDir, backUp });
    expect(backups).toEqual([]);
    put(migrationsDir, two, redefined);
    migrate(file, { migrationsDir, backUp });
    expect(backups).toEqual([[one]]);
  });

  it('applies nothing when the backup fails', () => {
    const { file, migrationsDir } = withSecondWaiting();
    const backUp = (): never => {
      throw new InstanceError('DISK_FULL', 'no room for a backup');
    };
    expect(errorOf(() => migrate(file, { migrationsDir, backUp })).code).toBe('DISK_FULL');
    expect(stateOf(file).migrations).toEqual([one]);
  });

  it('leaves the old state when a migration fails half way', () => {
    const { file, migrationsDir } = withSecondWaiting(`${redefined}INSERT INTO "Nowhere" VALUES (1);\n`);
    const before = stateOf(file);
    expect(errorOf(() => migrate(file, { migrationsDir }))).toMatchObject({
      code: 'DATABASE_FAILED',
      message: expect.stringMatching(
        /cannot apply migration 20260102000000_redefine .*no such table: Nowhere/,
      ) as string,
    });
    expect(stateOf(file)).toEqual(before);
  });

  it('leaves the old state when a migration would leave rows that refer to nothing', () => {
    const { file, migrationsDir } = withSecondWaiting('DELETE FROM "Person";\n');
    expect(errorOf(() => migrate(file, { migrationsDir })).message).toMatch(
      /a row of Pet refers to a row of Person/,
    );
    expect(stateOf(file)).toMatchObject({ migrations: [one], pets: [7] });
  });
});

describe('migrate, killed with SIGKILL', () => {
  it.each([
    ['before the first table', `begun ${one}`],
    ['before the first commit', `written ${one}`],
  ])('a new database %s is made at the next start', (_, end) => {
    const { file, migrationsDir } = setUp({ [one]: people });
    expect(runScript('migrate-until.ts', file, migrationsDir, end).signal).toBe('SIGKILL');
    expect(migrate(file, { migrationsDir })).toEqual([one]);
    expect(stateOf(file).migrations).toEqual([one]);
  });

  it.each([
    ['after the backup', `backed-up ${two}`],
    ['in the middle of the migration', `begun ${two}`],
    ['before the commit', `written ${two}`],
  ])('%s the old state is there, and the next start goes on', (_, end) => {
    const { file, migrationsDir } = withSecondWaiting();
    const before = stateOf(file);
    expect(runScript('migrate-until.ts', file, migrationsDir, end).signal).toBe('SIGKILL');
    expect(stateOf(file)).toEqual(before);
    expect(migrate(file, { migrationsDir })).toEqual([two]);
    expect(stateOf(file)).toMatchObject({ migrations: [one, two], pets: [7] });
  });

  it('after the commit the new state is there', () => {
    const { file, migrationsDir } = withSecondWaiting();
    expect(runScript('migrate-until.ts', file, migrationsDir, `committed ${two}`).signal).toBe('SIGKILL');
    expect(stateOf(file)).toMatchObject({ migrations: [one, two], pets: [7] });
    expect(migrate(file, { migrationsDir })).toEqual([]);
  });
});

describe('a database that migrate refuses', () => {
  it('was made by a newer version: DATABASE_NEWER, and not a byte is changed', () => {
    const { file, migrationsDir } = withSecondWaiting();
    migrate(file, { migrationsDir });
    const older = setUp({ [one]: people });
    const before = hashOf(file);
    expect(errorOf(() => migrate(file, older))).toMatchObject({
      code: 'DATABASE_NEWER',
      message: expect.stringMatching(
        /newer version of Mr\.Market \(it has the migration 20260102000000_redefine\); update the program or restore a backup/,
      ) as string,
    });
    expect(hashOf(file)).toBe(before);
  });

  it('was changed by another migration of the same name: DATABASE_DAMAGED', () => {
    const { file, migrationsDir } = withSecondWaiting();
    put(migrationsDir, one, `${people}-- edited\n`);
    expect(errorOf(() => migrate(file, { migrationsDir }))).toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('checksums differ') as string,
    });
    expect(stateOf(file).migrations).toEqual([one]);
  });

  it('belongs to another program: DATABASE_DAMAGED', () => {
    const { file, migrationsDir } = setUp({ [one]: people });
    withDatabase(file, (db) => {
      db.exec('CREATE TABLE "Theirs" ("id" INTEGER)');
    });
    expect(errorOf(() => migrate(file, { migrationsDir }))).toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('not a database of Mr.Market') as string,
    });
  });

  it('is no database at all: DATABASE_DAMAGED', () => {
    const { file, migrationsDir } = setUp({ [one]: people });
    writeFileSync(file, 'a letter to somebody '.repeat(500));
    expect(errorOf(() => migrate(file, { migrationsDir })).code).toBe('DATABASE_DAMAGED');
  });

  it('holds a migration that another tool did not finish: DATABASE_DAMAGED', () => {
    const { file, migrationsDir } = withSecondWaiting();
    withDatabase(file, (db) => {
      db.exec('UPDATE _prisma_migrations SET finished_at = NULL');
    });
    expect(errorOf(() => migrate(file, { migrationsDir })).message).toMatch(/did not finish it/);
  });

  it('is held by another process: DATABASE_LOCKED', async () => {
    const { file, migrationsDir } = withSecondWaiting();
    const holder = await startScript('hold-lock.ts', file);
    expect(errorOf(() => migrate(file, { migrationsDir })).code).toBe('DATABASE_LOCKED');
    await holder.end();
    expect(migrate(file, { migrationsDir })).toEqual([two]);
  });
});

describe("Prisma's own schema engine", () => {
  const filters = { externalTables: [], externalEnums: [] };

  it('finds a database of ours up to date, by the same checksums', async () => {
    const { file } = setUp({});
    migrate(file, { migrationsDir: DATABASE_MIGRATIONS });
    const engine = await engineFor(file);
    const migrationsList = listOf(DATABASE_MIGRATIONS);
    expect(
      await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false }),
    ).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
    expect(await engine.applyMigrations({ migrationsList, filters })).toEqual({ appliedMigrationNames: [] });
  });

  it('has its database accepted by ours, which goes on from there', async () => {
    const { file, migrationsDir } = setUp({});
    cpSync(DATABASE_MIGRATIONS, migrationsDir, { recursive: true });
    const engine = await engineFor(file);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: listOf(migrationsDir),
      filters,
    });
    expect(appliedMigrationNames).toEqual(readMigrations(DATABASE_MIGRATIONS).map(({ name }) => name));
    engine.free();
    put(migrationsDir, '29990101000000_more', 'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY);\n');
    expect(migrate(file, { migrationsDir })).toEqual(['29990101000000_more']);
  });

  function engineFor(file: string): Promise<SchemaEngine> {
    const schema = readFileSync(join(DATABASE_MIGRATIONS, '../schema.prisma'), 'utf8');
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaBetterSqlite3({ url: file }));
    return SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, factory);
  }

  function listOf(baseDir: string): MigrationList {
    return {
      baseDir,
      lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
      shadowDbInitScript: '',
      migrationDirectories: readMigrations(baseDir).map(({ name, sql }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
      })),
    };
  }
});
