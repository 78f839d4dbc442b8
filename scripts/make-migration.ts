import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine, type MigrationList } from '@prisma/schema-engine-wasm';

const prismaFolder = resolve(import.meta.dirname, '../apps/instance/prisma');

/** Where a migration is written: `schema.prisma` says what is wanted, `migrations/` what is there already. */
interface MakeMigration {
  readonly folder: string;
  readonly name: string;
  readonly now: Date;
}

/**
 * Writes the migration from what the folder's migrations build to what its schema says, with Prisma's own schema
 * engine (as WebAssembly: nothing is downloaded).
 *
 * @returns the new file, or undefined when the migrations already build what the schema says
 */
export async function makeMigration({ folder, name, now }: MakeMigration): Promise<string | undefined> {
  const path = join(folder, 'schema.prisma');
  const content = readFileSync(path, 'utf8');
  const engine = await SchemaEngine.new(
    { datamodels: [[path, content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(scriptingFactory()),
  );
  const migrations = join(folder, 'migrations');
  const { stdout: sql } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(migrations) },
    to: { tag: 'schemaDatamodel', files: [{ path, content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  if (sql === null || /^\s*(?:-- This is an empty migration\.)?\s*$/.test(sql)) return undefined;
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const target = join(migrations, `${stamp}_${name}`);
  mkdirSync(target, { recursive: true });
  const lockfile = join(migrations, 'migration_lock.toml');
  if (!existsSync(lockfile)) writeFileSync(lockfile, 'provider = "sqlite"\n');
  const file = join(target, 'migration.sql');
  writeFileSync(file, sql.endsWith('\n') ? sql : `${sql}\n`);
  return file;
}

/** The engine hands a whole migration to `executeRaw`, which takes one statement with this driver. */
function scriptingFactory(): PrismaBetterSqlite3 {
  const factory = new PrismaBetterSqlite3({ url: ':memory:' });
  const connect = factory.connectToShadowDb.bind(factory);
  factory.connectToShadowDb = async () => {
    const adapter = await connect();
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) => {
      if (query.args.length > 0) return executeRaw(query);
      await adapter.executeScript(query.sql);
      return 0;
    };
    return adapter;
  };
  return factory;
}

function migrationList(folder: string): MigrationList {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

if (import.meta.main) {
  const [name] = process.argv.slice(2);
  if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
    process.stderr.write('usage: node scripts/make-migration.ts <name>   (small letters, digits and _)\n');
    process.exitCode = 2;
  } else {
    const file = await makeMigration({ folder: prismaFolder, name, now: new Date() });
    process.stdout.write(file === undefined ? 'nothing to migrate\n' : `${file}\n`);
  }
}
